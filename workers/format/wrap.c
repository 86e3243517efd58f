/* wrap.c: see wrap.h. */
#include "workers/format/wrap.h"
#include "workers/format/joint.h"
#include "workers/pieces.h"
#include "workers/segment/numbering.h"
#include "workers/sentence.h"
#include "workers/text.h"
#include <string.h>

enum {
    WIDTH_MIN = 24,        /* columns: no margin is narrower, */
    WIDTH_MAX = 160,       /* nor wider */
    LONGER_SHARE = 20,     /* one line in so many may be longer: addresses, tables */
    OVER = 4,              /* columns that a line may be over the margin, which is so found */
    SLACK = 2,             /* columns that a full line may lack: marks that begin no line */
    WORD_MAX = 20,         /* columns: longer words, as addresses, count as this, */
    WORD_BEHIND_STOP = 10, /* and behind a sentence's end as this */
    FULL_MIN = 3,          /* full lines: fewer show no margin; */
    FULL_SHARE = 3,        /* one line in so many, of those that another follows, is full */
    OPEN_TENTHS = 6        /* of ten full lines so many end in mid-sentence */
};

/* A line without its end and the blanks before it. */
struct row {
    struct view text; /* blanks at its beginning, too, left out */
    const char *end;  /* behind its line end */
    uint32_t width;   /* with the blanks at its beginning, which are */
    uint32_t indent;  /* so wide */
};

/* Takes the next line off *rest. False where nothing is left. */
static bool next_row(struct view *rest, struct row *row)
{
    if (rest->len == 0) return false;
    const char *end = memchr(rest->at, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->at) : rest->len, taken = end ? len + 1 : len;
    row->text = text_trim((struct view){rest->at, len});
    const char *from = row->text.len ? row->text.at : rest->at;
    row->indent = (uint32_t)joint_width((struct view){rest->at, (size_t)(from - rest->at)});
    row->width = row->indent + (uint32_t)joint_width(row->text);
    row->end = rest->at + taken;
    *rest = (struct view){rest->at + taken, rest->len - taken};
    return true;
}

/* Whether the next line's first word had no room on this line. */
static bool is_full(const struct row *row, const struct row *next, uint32_t margin)
{
    if (row->text.len == 0 || next->text.len == 0 || row->width > margin + OVER) return false;
    bool blank = joint_of(row->text, next->text).blank;
    size_t most = sentence_is_complete(row->text) ? WORD_BEHIND_STOP : WORD_MAX;
    size_t word = joint_first(next->text);
    return row->width + blank + (word < most ? word : most) + SLACK > margin;
}

/* A mark between clauses with more behind it: running text has some on most lines. */
static bool has_clauses(struct view text)
{
    static const char *const marks[] = {
        "\xef\xbc\x8c", "\xe3\x80\x82", "\xe3\x80\x81", "\xef\xbc\x9b", ", ", ". ", "; ", ","};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = memmem(text.at, text.len, marks[i], strlen(marks[i]));
        if (at && at + strlen(marks[i]) < text.at + text.len) return true;
    }
    return false;
}

/* The margin */

/* The width that hardly any line goes beyond; 0 if it is none that breaks lines. */
static uint32_t margin_of(struct view text)
{
    uint32_t counts[WIDTH_MAX + 1] = {0}, lines = 0, longer = 0;
    struct row row;
    while (next_row(&text, &row)) {
        if (row.text.len == 0) continue;
        lines++;
        if (row.width <= WIDTH_MAX)
            counts[row.width]++;
        else
            longer++;
    }
    for (uint32_t width = WIDTH_MAX; width >= WIDTH_MIN; width--) {
        if (longer > 1 + lines / LONGER_SHARE) return 0;
        longer += counts[width];
        if (longer > 1 + lines / LONGER_SHARE) return width;
    }
    return 0;
}

/* What the lines that others follow are. */
struct shares {
    uint32_t followed, full, open, clauses;
};

static struct shares shares_of(struct view text, uint32_t margin)
{
    struct shares s = {0};
    struct row row, next;
    bool more = next_row(&text, &row);
    while (more && next_row(&text, &next)) {
        if (row.text.len && next.text.len) s.followed++;
        if (is_full(&row, &next, margin)) {
            s.full++;
            s.open += !sentence_is_complete(row.text);
            s.clauses += has_clauses(row.text);
        }
        row = next;
    }
    return s;
}

/* The margin that the lines of a text were broken by, or 0. */
static uint32_t find_margin(struct view text)
{
    uint32_t margin = margin_of(text);
    if (margin == 0) return 0;
    struct shares s = shares_of(text, margin);
    bool broken = s.full >= FULL_MIN && s.full * FULL_SHARE >= s.followed &&
                  s.open * 10 >= s.full * OPEN_TENTHS && s.clauses * 2 >= s.full;
    return broken ? margin : 0;
}

/* Joining */

static bool begins_item(struct view text)
{
    static const char *const bullets[] = {
        "- ", "* ", "+ ", "> ", ">", "\xe2\x80\xa2", "\xe2\x97\x8f", "\xe2\x96\xa0", "#", "|"};
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (text.len >= strlen(bullets[i]) && memcmp(text.at, bullets[i], strlen(bullets[i])) == 0)
            return true;
    return false;
}

/* A page's number and the like: neither a word nor the end of a sentence. */
static bool is_folio(struct view text)
{
    const char *at = text.at, *end = text.at + text.len;
    while (at < end) {
        uint32_t c = text_next(&at, end);
        if (!char_is_digit(c) && !char_is_mark(c) && !char_is_blank(c)) return false;
    }
    return !sentence_is_complete(text);
}

static bool reads_on(const struct row *row, const struct row *next, uint32_t margin)
{
    if (!is_full(row, next, margin) || next->indent > row->indent + 1) return false;
    if (begins_item(next->text) || *row->text.at == '>' || *row->text.at == '|') return false;
    if (is_folio(next->text)) return false;
    return numbering_of(next->text).manner == NUMBERING_NONE;
}

/* The next soft hyphen, U+00AD; NULL if there is none. Few characters begin with its first byte. */
static const char *soft_hyphen(const char *at, const char *end)
{
    for (; at < end && (at = memchr(at, 0xc2, (size_t)(end - at))); at++)
        if (end - at > 1 && (unsigned char)at[1] == 0xad) return at;
    return NULL;
}

/* Copies text without the soft hyphens in its words. */
static void copy(struct pieces *p, struct view text)
{
    const char *from = text.at, *end = text.at + text.len;
    for (const char *at = from; (at = soft_hyphen(at, end)); at += 2) {
        const char *before = at, *behind = at + 2;
        bool inside = at > text.at && behind < end &&
                      char_is_letter(text_before(&before, text.at)) &&
                      char_is_letter(text_next(&behind, end));
        if (!inside) continue;
        pieces_copy(p, from, (size_t)(at - from));
        from = at + 2;
    }
    pieces_copy(p, from, (size_t)(end - from));
}

/* A line, up to where the next begins, and what is put between them. */
static void add_row(struct pieces *p, const char *from, const struct row *row,
                    const struct row *next, uint32_t margin)
{
    if (!next || !reads_on(row, next, margin)) {
        copy(p, (struct view){from, (size_t)(row->end - from)});
        return;
    }
    struct joint joint = joint_of(row->text, next->text);
    const char *end = row->text.at + row->text.len - joint.cut;
    copy(p, (struct view){from, (size_t)(end - from)});
    if (joint.blank) pieces_put(p, view_of(" "), end, (size_t)(next->text.at - end));
}

static void join(struct pieces *p, struct view text, uint32_t margin)
{
    struct row row, next;
    const char *from = text.at;
    bool more = next_row(&text, &row);
    while (more) {
        more = next_row(&text, &next);
        bool joined = more && reads_on(&row, &next, margin);
        add_row(p, from, &row, more ? &next : NULL, margin);
        from = joined ? next.text.at : row.end;
        row = next;
    }
}

static enum stage_verdict run(struct document *d, const struct resources *shared,
                              const struct budget *budget, unsigned *reason, struct err *err)
{
    struct view text = d->canonical;
    if (!d->wrapped) return STAGE_GO_ON;
    uint32_t margin = find_margin(text);
    if (margin == 0 && !soft_hyphen(text.at, text.at + text.len)) return STAGE_GO_ON;
    struct pieces pieces;
    pieces_open(&pieces, d->arena, text, NULL);
    join(&pieces, text, margin);
    d->joined = pieces_origin(&pieces);
    d->unjoined = text;
    d->canonical = pieces_text(&pieces);
    return STAGE_GO_ON;
}

const struct stage stage_join = {.name = "join", .run = run};

/* Restoring */

static void lead_back(const struct document *d, uint32_t *start, uint32_t *end)
{
    struct span place = origin_of(d->joined, *start, *end);
    *start = place.start;
    *end = place.end;
}

static void restore_spans(const struct document *d, struct span_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) lead_back(d, &list->at[i].start, &list->at[i].end);
}

/* The fields of a record that are places of others. */
static void restore_fields(struct document *d, struct record *r)
{
    struct field *fields = arena_alloc(d->arena, r->field_count * sizeof *fields);
    if (r->field_count) memcpy(fields, r->fields, r->field_count * sizeof *fields);
    for (uint32_t i = 0; i < r->field_count; i++) {
        uint32_t start = (uint32_t)fields[i].number, end = start + 1;
        if (fields[i].type != FIELD_IS_NUMBER) continue;
        lead_back(d, &start, &end);
        fields[i].number = start;
    }
    r->fields = fields;
}

static void restore_article(struct document *d, struct article *a)
{
    restore_spans(d, &a->spans);
    restore_spans(d, &a->sentences);
    for (uint32_t i = 0; i < a->sections.count; i++)
        lead_back(d, &a->sections.at[i].start, &a->sections.at[i].end);
    for (uint32_t i = 0; i < a->records.count; i++) {
        lead_back(d, &a->records.at[i].start, &a->records.at[i].end);
        restore_fields(d, &a->records.at[i]);
    }
}

void wrap_restore(struct document *d)
{
    if (!d->joined) return;
    for (uint32_t i = 0; i < d->articles.count; i++) restore_article(d, &d->articles.at[i]);
    for (uint32_t i = 0; i < d->others.count; i++)
        lead_back(d, &d->others.at[i].start, &d->others.at[i].end);
    d->canonical = d->unjoined;
    d->joined = NULL;
}
