/* cite.c: garner cite: a value in the line that it was read from. */
#include "client/command.h"
#include "client/pages.h"
#include "client/result.h"
#include "client/terminal.h"
#include "client/text.h"
#include "proto/check.h"
#include "proto/json.h"
#include "proto/language.h"
#include "proto/pack.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct citation { /* a record, where it was found */
    struct unpack record, article;
    uint64_t start, end;
};

/* The first record that begins at `start`, of any article. */
static bool find_record(struct view result, uint64_t start, struct citation *c)
{
    struct unpack document = unpack_of(result), article, record;
    uint64_t articles = unpack_items(document, "articles", &article);
    for (uint64_t i = 0; i < articles; i++, unpack_skip(&article)) {
        uint64_t records = unpack_items(article, "records", &record);
        for (uint64_t k = 0; k < records; k++, unpack_skip(&record)) {
            if (unpack_number(record, "start") != start) continue;
            *c = (struct citation){record, article, start, unpack_number(record, "end")};
            return true;
        }
    }
    return false;
}

/* The line of text around [start, end). */
static struct view line_around(struct view text, uint64_t start, uint64_t end)
{
    size_t from = start, to = end;
    while (from > 0 && text.at[from - 1] != '\n') from--;
    while (to < text.len && text.at[to] != '\n') to++;
    return (struct view){text.at + from, to - from};
}

static void print_marked(struct view text, const struct citation *c)
{
    const struct style *style = terminal_style(stdout);
    struct view line = line_around(text, c->start, c->end);
    const char *value = text.at + c->start, *behind = text.at + c->end;
    struct buf shown = {0};
    text_show(&shown, (struct view){line.at, (size_t)(value - line.at)});
    buf_add_string(&shown, *style->bold ? style->yellow : "»");
    text_show(&shown, (struct view){value, (size_t)(behind - value)});
    buf_add_string(&shown, *style->bold ? style->off : "«");
    text_show(&shown, (struct view){behind, (size_t)(line.at + line.len - behind)});
    printf("%s\n", buf_string(&shown));
    buf_free(&shown);
}

static void print_citation(const struct msg_row *row, struct view text, const struct citation *c)
{
    const struct style *style = terminal_style(stdout);
    struct buf shown = {0};
    struct view title = unpack_text(c->article, "title");
    struct unpack record = c->record;
    print_marked(text, c);
    text_show(&shown, row->archive);
    buf_add_string(&shown, ": ");
    text_show(&shown, row->source);
    if (title.len) buf_add_string(&shown, ", ");
    text_show(&shown, title);
    buf_format(&shown, _(", bytes %" PRIu64 " to %" PRIu64), c->start, c->end);
    printf("%s%s%s\n", style->dim, buf_string(&shown), style->off);
    shown.len = 0;
    json_from_pack(&shown, &record);
    printf("%s\n", buf_string(&shown));
    buf_free(&shown);
}

static int cite_document(void *context, const struct msg_row *row, const struct row_parts *parts,
                         struct err *err)
{
    uint64_t start = *(const uint64_t *)context;
    struct buf result = {0}, original = {0};
    struct citation c = {0};
    int status = row_result(row, parts, &result, err);
    if (status == 0) status = row_original(row, parts, &original, err);
    if (status == 0 && result.len > 0) status = check_whole(result.at, result.len, err);
    if (status == 0 && (result.len == 0 || !find_record(buf_view(&result), start, &c)))
        status = fail(err, ERR_NOT_FOUND, "no record begins at byte %" PRIu64, start);
    if (status == 0) {
        struct view text = result_canonical(buf_view(&result), buf_view(&original));
        if (c.end < c.start || c.end > text.len)
            status = fail(err, ERR_MALFORMED,
                          "the record at byte %" PRIu64 " is not within the text", start);
        else
            print_citation(row, text, &c);
    }
    buf_free(&result);
    buf_free(&original);
    return status;
}

/* NAME:START, the colon being the last one, which is cut off. */
static int read_operand(char *operand, uint64_t *start, struct err *err)
{
    char *colon = strrchr(operand, ':'), *end;
    if (!colon || colon[1] < '0' || colon[1] > '9')
        return fail(err, ERR_BAD_REQUEST,
                    "%s: ID:START is wanted, as garner show tells them, such as 27c21ac11a87:4323",
                    operand);
    *start = strtoull(colon + 1, &end, 10);
    if (*end) return fail(err, ERR_BAD_REQUEST, "%s: %s is no place", operand, colon + 1);
    *colon = '\0';
    return operand_check("cite", operand, MAX_SOURCE, err);
}

static int cite_run(char **operands, size_t count)
{
    struct reach r = {0};
    struct err err;
    uint64_t start;
    struct pages ask = {.select = {0},
                        .parts = PART_RESULT | PART_ORIGINAL,
                        .take = cite_document,
                        .context = &start};
    if (read_operand(operands[0], &start, &err) != 0) return trouble(&err);
    ask.select = view_of(operands[0]);
    int result = reach_open(&r, false, &err);
    if (result == 0) result = pages_fetch(&ask, r.session, &err);
    reach_close(&r);
    if (result == 0) return output_end(FOUND);
    trouble(&err);
    return err.code == ERR_NOT_FOUND ? NOTHING : TROUBLE;
}

const struct command cite_command = {
    .name = "cite",
    .operands = "ID:START",
    .least = 1,
    .most = 1,
    .text = "a value in the line that it was read from",
    .details =
        "START is the record's place, as show and export tell it. Instead of an ID a source may\n"
        "stand. Prints the line with the value marked, where it is, and the record as JSON.\n"
        "Exit status 1 if no record begins there.",
    .run = cite_run,
};
