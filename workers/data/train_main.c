/* train_main.c: garner-words, the trainer that the build runs.
 *
 *     garner-words MODEL DICTIONARY TEXT…    makes the model
 *     garner-words --folds N DICTIONARY TEXT…    prints how well it does on lines held back, fold
 * by fold
 *     garner-words --differences N DICTIONARY TEXT…    also each stretch cut otherwise than marked
 *     garner-words --score MODEL TEXT…    prints how well a model does on text
 */
#include "workers/file.h"
#include "workers/words/words_train.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void give_up(const struct err *err)
{
    fprintf(stderr, "garner-words: %s\n", err->text);
    exit(1);
}

static void read_dictionary(struct words_train *t, const char *path)
{
    struct buf bytes = {0};
    struct err err;
    if (file_read(path, &bytes, &err) != 0) give_up(&err);
    if (words_train_dictionary(t, buf_view(&bytes), &err) != 0) give_up(&err);
    buf_free(&bytes);
}

static void read_text(struct words_train *t, const char *path)
{
    struct buf bytes = {0};
    struct err err;
    if (file_read(path, &bytes, &err) != 0) give_up(&err);
    if (words_train_text(t, buf_view(&bytes), &err) != 0) give_up(&err);
    buf_free(&bytes);
}

/* A dictionary, and texts behind it. */
static struct words_train *read_all(char **paths)
{
    struct words_train *t = words_train_begin();
    read_dictionary(t, *paths);
    while (*++paths) read_text(t, *paths);
    return t;
}

static double f1(uint64_t right, uint64_t found, uint64_t marked)
{
    return found + marked ? 2.0 * (double)right / (double)(found + marked) : 0;
}

static void print_score(const struct words_score *s)
{
    printf("words %.4f  places %.4f  (%" PRIu64 " words",
           f1(s->words_right, s->words_found, s->words_marked),
           f1(s->places_right, s->places_found, s->places_marked), s->words_marked);
}

static int show_score(const char *path, char **texts)
{
    struct words_train *t = words_train_begin();
    struct words_score s = {0};
    struct buf model = {0};
    struct err err;
    if (file_read(path, &model, &err) != 0) give_up(&err);
    for (; *texts; texts++) read_text(t, *texts);
    if (words_train_score(t, buf_view(&model), &s, &err) != 0) give_up(&err);
    print_score(&s);
    puts(")");
    buf_free(&model);
    words_train_end(&t);
    return 0;
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
    print_score(&s);
    printf(" held back in %u folds)\n", folds);
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
    if (argc >= 4 && strcmp(argv[1], "--score") == 0) return show_score(argv[2], argv + 3);
    if (argc >= 4) return make_model(argv[1], argv + 2);
    fputs("usage: garner-words MODEL DICTIONARY TEXT…\n"
          "       garner-words --folds|--differences N DICTIONARY TEXT…\n"
          "       garner-words --score MODEL TEXT…\n",
          stderr);
    return 2;
}
