/* pdf.c: see pdf.h. */
#include "workers/format/pdf.h"
#include "proto/limits.h"
#include "workers/format/joint.h"
#include "workers/format/pdf_layout.h"
#include "workers/format/program.h"
#include "workers/sentence.h"
#include "workers/text.h"
#include <string.h>

/* Running pdftotext */

static bool says(const struct buf *messages, const char *what)
{
    return messages->len && memmem(messages->at, messages->len, what, strlen(what));
}

/* The last line of what it said. */
static struct view last_message(const struct buf *messages)
{
    struct view all = text_trim(buf_view(messages));
    const char *line = all.len ? memrchr(all.at, '\n', all.len) : NULL;
    if (line) all = (struct view){line + 1, (size_t)(all.at + all.len - line - 1)};
    return all;
}

static enum stage_verdict refuse_ended(const struct buf *messages, unsigned *reason,
                                       struct err *err)
{
    struct view last = last_message(messages);
    if (says(messages, "ncorrect password"))
        return format_refuse(reason, REASON_ENCRYPTED, err, "a PDF document with a password");
    return format_refuse(reason, REASON_DAMAGED, err, "no PDF document that can be read: %.*s",
                         (int)(last.len < 200 ? last.len : 200), last.len ? last.at : "");
}

static enum stage_verdict refuse_end(enum program_end end, const struct buf *messages,
                                     unsigned *reason, struct err *err)
{
    switch (end) {
    case PROGRAM_MISSING:
        return format_refuse(reason, REASON_NO_TOOL, err,
                             "PDF needs pdftotext (Debian: poppler-utils), which is not there");
    case PROGRAM_SLOW: return format_refuse(reason, REASON_TIMEOUT, err, "over time in pdftotext");
    case PROGRAM_BUSY:
        return format_refuse(reason, REASON_CPU, err, "over the processor-time limit in pdftotext");
    case PROGRAM_LARGE:
        return format_refuse(reason, REASON_TOO_LARGE, err, "more text than a document may have");
    case PROGRAM_DIED: return format_refuse(reason, REASON_DAMAGED, err, "pdftotext died of it");
    default: return refuse_ended(messages, reason, err);
    }
}

/* Runs it; what it printed in *printed. */
static enum stage_verdict print(const struct document *d, const struct budget *budget,
                                struct buf *printed, unsigned *reason, struct err *err)
{
    enum { MARKUP = 4 }; /* what it prints, for each byte that a document may have */
    static const char *const argv[] = {"pdftotext", "-bbox-layout", "-enc", "UTF-8", "-", "-",
                                       NULL};
    struct program p = {argv, d->bytes, (size_t)MAX_DOCUMENT * MARKUP};
    struct buf messages = {0};
    int status = 0;
    enum program_end end = program_run(&p, budget, printed, &messages, &status);
    enum stage_verdict verdict = STAGE_GO_ON;
    if (end != PROGRAM_ENDED || (status != 0 && printed->len == 0))
        verdict = refuse_end(end, &messages, reason, err);
    buf_free(&messages);
    return verdict;
}

/* Writing paragraphs */

static float height_of(const struct pdf_line *line)
{
    return line->bottom - line->top;
}

/* Letters of one size: of another font, or with a word in one, a line may be half as high again. */
static bool is_alike(const struct pdf_line *a, const struct pdf_line *b)
{
    float x = height_of(a), y = height_of(b);
    return x < 1.5f * y && y < 1.5f * x;
}

/* The same row of a table: more than half of the lower one's height beside the other. */
static bool is_beside(const struct pdf_line *line, const struct pdf_line *next)
{
    return line->column == next->column && next->left >= line->right &&
           line->bottom - next->top > 0.5f * height_of(next);
}

/* Whether the first word of next had no room behind line. */
static bool is_full(const struct pdf_line *line, const struct pdf_line *next)
{
    float width = next->right - next->left, whole = (float)joint_width(next->text);
    float word = width * (float)joint_first(next->text) / whole;
    return line->room < word + height_of(line);
}

/* • a list, whose items go on where their words begin */
static bool is_item(const struct pdf_line *line)
{
    const char *at = line->text.at;
    uint32_t c = text_next(&at, at + line->text.len);
    return char_is_digit(c) || (char_is_mark(c) && !char_is_cjk(c));
}

/* Within a column an indented line begins a paragraph, unless the line before it is an item. */
static bool begins_paragraph(const struct pdf_line *line, const struct pdf_line *next)
{
    const float item_max = 4;
    float indent = (next->left - line->left) / height_of(line);
    if (line->column != next->column) return next->indented;
    return indent > 0.9f && !(indent < item_max && is_item(line) && !is_item(next));
}

/* Whether a paragraph goes on from line to next. */
static bool goes_on(const struct pdf_line *line, const struct pdf_line *next)
{
    if (line->cell || next->cell || !is_alike(line, next)) return false;
    if (!is_full(line, next) || begins_paragraph(line, next)) return false;
    if (line->column == next->column) return next->top - line->bottom < 1.2f * height_of(line);
    return !sentence_is_complete(line->text);
}

static bool is_far(const struct pdf_line *line, const struct pdf_line *next)
{
    return line->column != next->column || next->top - line->bottom > height_of(line);
}

static void add_between(struct buf *out, const struct pdf_line *line, const struct pdf_line *next)
{
    if (is_beside(line, next)) {
        buf_add_char(out, '\t');
    } else if (goes_on(line, next)) {
        struct joint joint = joint_of(line->text, next->text);
        out->len -= joint.cut;
        if (joint.blank) buf_add_char(out, ' ');
    } else {
        buf_add_string(out, is_far(line, next) ? "\n\n" : "\n");
    }
}

static void write_lines(struct document *d, const struct pdf_lines *lines)
{
    struct buf out = {0};
    const struct pdf_line *before = NULL;
    for (uint32_t i = 0; i < lines->count; i++) {
        const struct pdf_line *line = &lines->at[i];
        if (before) add_between(&out, before, line);
        if (!before || before->page != line->page)
            page_add(d->arena, &d->pages, (uint32_t)out.len, line->page);
        buf_add_view(&out, line->text);
        before = line;
    }
    buf_add_char(&out, '\n');
    d->canonical = (struct view){arena_copy(d->arena, out.at, out.len), out.len};
    buf_free(&out);
}

static void drop_furniture(struct pdf_lines *lines)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < lines->count; i++)
        if (!lines->at[i].furniture) lines->at[kept++] = lines->at[i];
    lines->count = kept;
}

uint32_t pdf_compose(struct document *d, struct view printed)
{
    struct pdf_lines lines = pdf_lines_read(d->arena, printed, &d->metadata);
    pdf_furniture_mark(d->arena, &lines);
    drop_furniture(&lines);
    pdf_layout_order(d->arena, &lines);
    if (lines.count) write_lines(d, &lines);
    return lines.pages;
}

enum stage_verdict pdf_read(struct document *d, const struct resources *shared,
                            const struct budget *budget, unsigned *reason, struct err *err)
{
    struct buf printed = {0};
    enum stage_verdict verdict = print(d, budget, &printed, reason, err);
    uint32_t pages = verdict == STAGE_GO_ON ? pdf_compose(d, buf_view(&printed)) : 0;
    if (verdict == STAGE_GO_ON && d->canonical.len == 0)
        verdict = format_refuse(reason, REASON_NO_TEXT_LAYER, err, "%u pages without a text layer",
                                pages);
    buf_free(&printed);
    return verdict;
}
