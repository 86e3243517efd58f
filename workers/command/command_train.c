/* command_train.c: garner-worker train: a word model from the user's own marked text, for
 * `garner-worker words --model`.
 */
#include "workers/command/command.h"
#include "workers/file.h"
#include "workers/words/words_train.h"
#include <inttypes.h>
#include <stdio.h>

static const char *dictionary, *output;
static const struct option_row rows[] = {
    {"dictionary", 'd', OPTION_STRING, &dictionary, "FILE", NULL, 0, 0,
     "known words, one a line; a count and a class may follow, as in jieba's dict.txt"},
    {"output", 'o', OPTION_STRING, &output, "MODEL", NULL, 0, 0, "where to write the model"},
};
static const struct command_line line = {
    "train", "TEXT...",
    "Learns from lines of text with a blank between two words, and writes a word model.", rows,
    sizeof rows / sizeof *rows};

typedef int reader(struct words_train *t, struct view lines, struct err *err);

/* Reads a file; what is wrong with it is told with its name. */
static int give(struct words_train *t, const char *path, reader *read, struct err *err)
{
    struct buf bytes = {0};
    struct err why;
    if (file_read(path, &bytes, err) != 0) return -1;
    int rc = read(t, buf_view(&bytes), &why);
    if (rc != 0) fail(err, 0, "%s, %s", path, why.text);
    buf_free(&bytes);
    return rc;
}

static int give_all(struct words_train *t, int count, char **paths, struct err *err)
{
    if (dictionary && give(t, dictionary, words_train_dictionary, err) != 0) return -1;
    for (int i = 0; i < count; i++)
        if (give(t, paths[i], words_train_text, err) != 0) return -1;
    if (words_train_count(t)) return 0;
    return fail(err, 0, "there are no words in %s%s", paths[0], count > 1 ? " and the others" : "");
}

static int train(struct words_train *t, int count, char **paths, struct err *err)
{
    struct buf model = {0};
    if (give_all(t, count, paths, err) != 0) return -1;
    words_train_learn(t, 0, 0, &model, NULL);
    int rc = file_write(output, buf_view(&model), err);
    buf_free(&model);
    if (rc == 0) printf("%s: learnt from %" PRIu64 " words\n", output, words_train_count(t));
    return rc;
}

static int check_arguments(int operands, struct err *err)
{
    if (!operands) return fail(err, 0, "train needs marked text: name its files");
    if (!output) return fail(err, 0, "where shall the model go? Say --output MODEL");
    return 0;
}

int command_train(int argc, char **argv)
{
    int operands, status;
    struct err err;
    if (!command_options(&line, argc, argv, &operands, &status)) return status;
    if (check_arguments(operands, &err) != 0) return command_trouble(&err);
    struct words_train *t = words_train_begin();
    int rc = train(t, operands, argv + 1, &err);
    words_train_end(&t);
    return rc == 0 ? STATUS_GOOD : command_trouble(&err);
}
