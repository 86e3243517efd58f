/* show.c: garner show: one document and what was found in it. */
#include "client/command.h"
#include "client/document_view.h"
#include "client/pages.h"
#include "client/result.h"
#include "client/terminal.h"
#include "proto/check.h"
#include "proto/docline.h"
#include "proto/utf8.h"

static struct {
    bool text, original;
} options;

static const struct option_row show_options[] = {
    {"text", 0, OPTION_FLAG, &options.text, NULL, NULL, 0, 0,
     "only its canonical text, which all places refer to"},
    {"original", 0, OPTION_FLAG, &options.original, NULL, NULL, 0, 0,
     "only its bytes as they were submitted"},
};

static void print_bytes(struct view bytes)
{
    fwrite(bytes.at, 1, bytes.len, stdout);
}

/* On a terminal without what it would obey; a pipe or a file gets every byte. */
static void print_text(struct view text)
{
    struct buf shown = {0};
    if (terminal_is(stdout)) {
        buf_add_view(&shown, text);
        utf8_tame_lines(shown.at, shown.len);
        text = buf_view(&shown);
    }
    print_bytes(text);
    buf_free(&shown);
}

static int print_json(const struct msg_row *row, struct view result, struct err *err)
{
    struct buf line = {0};
    int status = docline(row, result, &line, err);
    if (status == 0) print_bytes(buf_view(&line));
    buf_free(&line);
    return status;
}

static int show_document(void *context, const struct msg_row *row, const struct row_parts *parts,
                         struct err *err)
{
    struct buf result = {0}, original = {0};
    int status = row_result(row, parts, &result, err);
    if (status == 0) status = row_original(row, parts, &original, err);
    if (status == 0 && result.len > 0) status = check_whole(result.at, result.len, err);
    if (status != 0) {
        /* told below */
    } else if (options.original) {
        print_text(buf_view(&original));
    } else if (options.text) {
        print_text(result_canonical(buf_view(&result), buf_view(&original)));
    } else if (output_form() == TABLE_JSON) {
        status = print_json(row, buf_view(&result), err);
    } else {
        document_view(row, buf_view(&result), output_form());
    }
    buf_free(&result);
    buf_free(&original);
    return status;
}

static int show(struct session *s, const char *name, struct err *err)
{
    struct pages ask = {.select = view_of(name), .take = show_document};
    ask.parts = PART_RESULT | (options.text || options.original ? PART_ORIGINAL : 0);
    return pages_fetch(&ask, s, err);
}

static int show_run(char **operands, size_t count)
{
    struct reach r;
    struct err err;
    if (operand_check("show", operands[0], MAX_SOURCE, &err) != 0) return trouble(&err);
    int result = reach_open(&r, false, &err);
    if (result == 0) result = show(r.session, operands[0], &err);
    reach_close(&r);
    if (result == 0) return FOUND;
    trouble(&err);
    return err.code == ERR_NOT_FOUND ? NOTHING : TROUBLE;
}

const struct command show_command = {
    .name = "show",
    .operands = "ID|SOURCE",
    .least = 1,
    .most = 1,
    .text = "a document and what was found in it",
    .details =
        "An ID may be cut to its first digits, 4 at least; of a SOURCE the version that counts\n"
        "is shown. --json gives its line of the export. --tsv gives its records: article, kind,\n"
        "start, end, text, and the rest as JSON. Exit status 1 if there is no such document.",
    .options = show_options,
    .option_count = sizeof show_options / sizeof *show_options,
    .run = show_run,
};
