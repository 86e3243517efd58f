/* train_main.c: garner-words, the trainer that the build runs.
 *
 *     garner-words MODEL DICTIONARY TEXT…    makes the model
 *     garner-words --folds N DICTIONARY TEXT…    prints how well it does on lines held back, fold
 * by fold
 *     garner-words --differences N DICTIONARY TEXT…    also each stretch cut otherwise than marked
 */
#include "workers/file.h"
#include "workers/words/words_train.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void give_up(const struct err *err)
{
    fprintf(stderr, "garner-words: %s\n", err->text);
    exit(1);
}

static struct words_train *read_all(char **paths)
{
    struct words_train *t = words_train_begin();
    struct err err;
    for (int i = 0; paths[i]; i++) {
        struct buf bytes = {0};
        if (file_read(paths[i], &bytes, &err) != 0) give_up(&err);
        int rc = i == 0 ? words_train_dictionary(t, buf_view(&bytes), &err)
                        : words_train_text(t, buf_view(&bytes), &err);
        if (rc != 0) give_up(&err);
        buf_free(&bytes);
    }
    return t;
}

static double f1(uint64_t right, uint64_t found, uint64_t marked)
{
    return found + marked ? 2.0 * (double)right / (double)(found + marked) : 0;
}

static int show_folds(unsigned folds, FILE *differences, char **paths)
{
    struct words_train *t = read_all(paths);
    struct words_score s = {.differences = differences};
    struct buf model = {0};
    for (unsigned held = 0; held < folds; held++) {
        model.len = 0;
        words_train_learn(t, folds, held, &model, &s);
    }
    printf("words %.4f  places %.4f  (%llu words held back in %u folds)\n",
           f1(s.words_right, s.words_found, s.words_marked),
           f1(s.places_right, s.places_found, s.places_marked), (unsigned long long)s.words_marked,
           folds);
    buf_free(&model);
    words_train_end(&t);
    return 0;
}

static int make_model(const char *path, char **paths)
{
    struct words_train *t = read_all(paths);
    struct buf model = {0};
    struct err err;
    words_train_learn(t, 0, 0, &model, NULL);
    if (file_write(path, buf_view(&model), &err) != 0) give_up(&err);
    buf_free(&model);
    words_train_end(&t);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc >= 5 && strcmp(argv[1], "--folds") == 0)
        return show_folds((unsigned)atoi(argv[2]), NULL, argv + 3);
    if (argc >= 5 && strcmp(argv[1], "--differences") == 0)
        return show_folds((unsigned)atoi(argv[2]), stdout, argv + 3);
    if (argc >= 4) return make_model(argv[1], argv + 2);
    fputs("usage: garner-words MODEL DICTIONARY TEXT…\n"
          "       garner-words --folds|--differences N DICTIONARY TEXT…\n",
          stderr);
    return 2;
}
