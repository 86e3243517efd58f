/* filter_lines.c: garner-worker sentences and words: single steps of the pipeline, as filters.
 */
#include "proto/utf8.h"
#include "workers/command/command.h"
#include "workers/file.h"
#include "workers/sentence.h"
#include "workers/words/words.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a filter does with each line of its input, without its end. 0, or -1 with *err for one that
 * cannot be worked through; the next one is tried all the same. */
struct filter {
    int (*each)(struct filter *f, struct view line, struct err *err);
    struct arena arena; /* emptied after each line */
    const struct words *words;
    struct words_cut cut;
};

static void print(struct view text)
{
    fwrite(text.at, 1, text.len, stdout);
}

/* Lines */

static int print_sentences(struct filter *f, struct view text, struct err *err)
{
    struct span_list found = {0};
    sentences_find(&f->arena, text, 0, (uint32_t)text.len, &found);
    for (uint32_t i = 0; i < found.count; i++) {
        print((struct view){text.at + found.at[i].start, found.at[i].end - found.at[i].start});
        putchar('\n');
    }
    return 0;
}

static int print_words(struct filter *f, struct view text, struct err *err)
{
    words_cut(f->words, text, &f->cut);
    for (uint32_t i = 0; i < f->cut.count; i++) {
        const struct span *word = &f->cut.at[i];
        if (i) putchar(' ');
        print((struct view){text.at + word->start, word->end - word->start});
    }
    putchar('\n');
    return 0;
}

/* Input */

static int complain(const char *path, uint64_t number, const struct err *err)
{
    fprintf(stderr, "garner-worker: %s, line %" PRIu64 ": %s\n", path, number, err->text);
    return STATUS_SOME_FAILED;
}

static int one_line(struct filter *f, struct view line, struct err *err)
{
    if (line.len && line.at[line.len - 1] == '\n') line.len--;
    if (line.len && line.at[line.len - 1] == '\r') line.len--;
    if (line.len > MAX_DOCUMENT) return fail(err, 0, "longer than %d bytes", MAX_DOCUMENT);
    size_t good = utf8_prefix(line);
    if (good < line.len) return fail(err, 0, "not UTF-8 at byte %zu", good + 1);
    return f->each(f, line, err);
}

/* The next line with its end, or so much of it that it is seen to be too long: the rest is passed
 * over, for a line may never end. False at the end of the input. */
static bool read_line(FILE *in, struct buf *line)
{
    int c;
    line->len = 0;
    while ((c = getc_unlocked(in)) != EOF) {
        if (line->len <= MAX_DOCUMENT) buf_add_char(line, (char)c);
        if (c == '\n') break;
    }
    return line->len > 0;
}

/* Line by line, so that it can stand in a pipe that never ends. */
static int all_lines(struct filter *f, const char *path, FILE *in)
{
    struct err err;
    struct buf line = {0};
    int status = STATUS_GOOD;
    for (uint64_t number = 1; read_line(in, &line); number++) {
        if (one_line(f, buf_view(&line), &err) != 0) status = complain(path, number, &err);
        arena_reset(&f->arena);
    }
    buf_free(&line);
    if (!ferror(in)) return status;
    fail_errno(&err, 0, "cannot read %s", path);
    return command_trouble(&err);
}

static int each_line(struct filter *f, const char *path)
{
    struct err err;
    if (strcmp(path, "-") == 0) return all_lines(f, path, stdin);
    FILE *in = fopen(path, "r");
    if (!in) {
        fail_errno(&err, 0, "cannot open %s", path);
        return command_trouble(&err);
    }
    int status = all_lines(f, path, in);
    fclose(in);
    return status;
}

/* Over all operands, or standard input if there are none. The worst status. */
static int run(struct filter *f, int count, char **paths)
{
    int worst = STATUS_GOOD;
    if (count == 0) worst = each_line(f, "-");
    for (int i = 0; i < count; i++) {
        int status = each_line(f, paths[i]);
        if (status > worst) worst = status;
    }
    arena_free(&f->arena);
    return worst;
}

/* Commands */

int filter_sentences(int argc, char **argv)
{
    static const struct command_line line = {
        "sentences", "[FILE...]", "Reads lines of running text and writes a sentence a line.", NULL,
        0};
    struct filter f = {.each = print_sentences};
    int count, status;
    if (!command_options(&line, argc, argv, &count, &status)) return status;
    return run(&f, count, argv + 1);
}

/* The user's words: the first field of each line, so that dictionaries with counts do as well. */
static int add_words(struct words *words, const char *path, struct err *err)
{
    struct buf bytes = {0};
    struct err why;
    if (file_read(path, &bytes, err) != 0) return -1;
    struct view rest = buf_view(&bytes), line;
    int rc = 0;
    for (uint64_t number = 1; rc == 0 && file_line(&rest, &line); number++) {
        size_t len = 0;
        while (len < line.len && !strchr(" \t", line.at[len])) len++;
        if (len == 0 || words_add(words, (struct view){line.at, len}, &why) == 0) continue;
        rc = fail(err, 0, "%s, line %" PRIu64 ": %s", path, number, why.text);
    }
    buf_free(&bytes);
    return rc;
}

/* The model's bytes: of the file at path, into *file, or where path is NULL those of the resources,
 * which the caller closes. */
static int find_model(const char *path, const char *resources, struct buf *file,
                      struct resources **shared, struct view *model, struct err *err)
{
    if (path) {
        if (file_read(path, file, err) != 0) return -1;
        *model = buf_view(file);
        return 0;
    }
    *shared = resources_open(resources, err);
    if (!*shared) return -1;
    *model = resources_part(*shared, "words");
    return 0;
}

static int run_words(struct view model, const char *dictionary, int count, char **paths)
{
    struct err err;
    struct words *words = words_open(model, &err);
    if (!words) return command_trouble(&err);
    if (dictionary && add_words(words, dictionary, &err) != 0) {
        words_close(&words);
        return command_trouble(&err);
    }
    struct filter f = {.each = print_words, .words = words};
    int status = run(&f, count, paths);
    words_cut_free(&f.cut);
    words_close(&words);
    return status;
}

int filter_words(int argc, char **argv)
{
    static const char *path, *dictionary, *model_path;
    static const struct option_row rows[] = {
        {"dict", 'd', OPTION_STRING, &dictionary, "FILE", NULL, 0, 0,
         "words that are never cut and cut off from what is around them, one a line"},
        {"model", 'm', OPTION_STRING, &model_path, "FILE", NULL, 0, 0,
         "a model that `garner-worker train` made, instead of Garner's own"},
        RESOURCES_ROW(path),
    };
    static const struct command_line line = {
        "words", "[FILE...]", "Reads lines of text and writes them with their words set apart.",
        rows, sizeof rows / sizeof *rows};
    int count, status;
    struct err err;
    struct buf file = {0};
    struct resources *shared = NULL;
    struct view model;
    if (!command_options(&line, argc, argv, &count, &status)) return status;
    if (find_model(model_path, path, &file, &shared, &model, &err) == 0)
        status = run_words(model, dictionary, count, argv + 1);
    else
        status = command_trouble(&err);
    buf_free(&file);
    resources_close(&shared);
    return status;
}
