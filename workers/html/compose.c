/* compose.c: see compose.h. */
#include "workers/html/compose.h"
#include "workers/pieces.h"
#include "workers/text.h"
#include <string.h>

/* Blanks are kept back until something follows them. */
struct writer {
    struct pieces pieces;
    const struct outline *o;
    const char *blank, *blank_end; /* in the source; NULL: none waits */
    uint32_t last;                 /* character written; 0 at the beginning of a line */
    bool ends_line;                /* one of the blanks is a line end */
    bool keeps;                    /* blanks and line ends as they are: <pre> */
};

/* Han, kana, hangul and their marks: between them a line end is no blank. */
static bool is_wide(uint32_t c)
{
    return c >= 0x2e80 && (c < 0xd7b0 || c >= 0xf900);
}

static void put_blank(struct writer *w, uint32_t next)
{
    if (!w->blank) return;
    bool joins = w->ends_line && is_wide(w->last) && is_wide(next);
    size_t length = (size_t)(w->blank_end - w->blank);
    if (w->last == 0 || joins)
        ;
    else if (length == 1 && *w->blank == ' ')
        pieces_copy(&w->pieces, w->blank, 1);
    else
        pieces_put(&w->pieces, view_of(w->keeps && w->ends_line ? "\n" : " "), w->blank, length);
    w->blank = NULL;
    w->ends_line = false;
}

static void wait_blank(struct writer *w, uint32_t c, const char *from, const char *to)
{
    if (!w->blank || from < w->blank) w->blank = from;
    w->blank_end = to;
    w->ends_line |= c == '\n' || c == '\r';
}

/* A run that stands in the source as it is: words are copied, blanks wait. */
static void write_copy(struct writer *w, const char *at, const char *end)
{
    while (at < end) {
        const char *word = at, *next = at;
        uint32_t c = text_next(&next, end);
        if (char_is_blank(c)) {
            wait_blank(w, c, at, next);
            at = next;
            continue;
        }
        put_blank(w, c);
        do {
            w->last = c;
            at = next;
            if (at < end) c = text_next(&next, end);
        } while (at < end && !char_is_blank(c));
        pieces_copy(&w->pieces, word, (size_t)(at - word));
    }
}

/* One that was written otherwise: an entity. */
static void write_made(struct writer *w, const struct run *run)
{
    const char *from = w->o->source.at + run->source, *at = run->text;
    uint32_t c = text_next(&at, run->text + run->length);
    if (text_is_blank((struct view){run->text, run->length})) {
        wait_blank(w, c, from, from + run->span);
        return;
    }
    put_blank(w, c);
    pieces_put(&w->pieces, (struct view){run->text, run->length}, from, run->span);
    w->last = c;
}

static void write_runs(struct writer *w, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        const struct run *run = &w->o->runs[i];
        const char *from = w->o->source.at + run->source;
        if (run->text)
            write_made(w, run);
        else
            write_copy(w, from, from + run->length);
    }
    w->blank = NULL;
    w->ends_line = false;
    w->last = 0;
}

static uint32_t around(const struct outline *o, uint32_t node, uint32_t trait)
{
    while (node > 0 && !(o->nodes[node].element->traits & trait)) node = o->nodes[node].parent;
    return node;
}

/* Whether two blocks stand in neighbouring cells of a row, each alone in its cell. */
static bool is_same_row(const struct outline *o, const struct block *a, const struct block *b)
{
    uint32_t cell = around(o, a->node, E_CELL), next = around(o, b->node, E_CELL);
    if (!cell || !next || cell == next) return false;
    if (o->nodes[cell].end - o->nodes[cell].first > 1) return false;
    if (o->nodes[next].end - o->nodes[next].first > 1) return false;
    uint32_t row = around(o, cell, E_ROW);
    return row > 0 && row == around(o, next, E_ROW);
}

static void write_between(struct writer *w, const struct block *last, const struct block *b)
{
    const struct run *run = &w->o->runs[b->run];
    bool row = last && is_same_row(w->o, last, b);
    if (pieces_text(&w->pieces).len)
        pieces_put(&w->pieces, view_of(row ? "\t" : "\n"), w->o->source.at + run->source, 0);
}

/* From the first of the runs to the end of the last, in the source; the source's beginning, of
 * length 0, for none. */
static struct view stretch_of(const struct outline *o, uint32_t first, uint32_t end)
{
    if (first == end) return (struct view){o->source.at, 0};
    const struct run *from = &o->runs[first], *to = &o->runs[end - 1];
    return (struct view){o->source.at + from->source, to->source + to->span - from->source};
}

/* The title as its heading or <title> has it; else where it stands in the page as it is; else as
 * what is made of <title>. */
static void write_title(struct writer *w, const struct title *t)
{
    struct view source = w->o->source;
    struct view called = stretch_of(w->o, w->o->title_first, w->o->title_end);
    const char *at = t->text.len ? memmem(source.at, source.len, t->text.at, t->text.len) : NULL;
    if (t->end > t->first)
        write_runs(w, t->first, t->end);
    else if (at)
        pieces_copy(&w->pieces, at, t->text.len);
    else
        pieces_put(&w->pieces, t->text, called.at, called.len);
}

void compose(const struct outline *o, const struct title *t, struct document *d,
             const struct origin *below)
{
    struct writer w = {.o = o};
    const struct block *last = NULL;
    pieces_open(&w.pieces, d->arena, o->source, below);
    write_title(&w, t);
    for (uint32_t i = 0; i < o->block_count; i++) {
        const struct block *b = &o->blocks[i];
        if (!b->kept) continue;
        write_between(&w, last, b);
        w.keeps = (b->traits & E_KEEP) != 0;
        write_runs(&w, b->run, b->run + b->runs);
        last = b;
    }
    d->canonical = pieces_text(&w.pieces);
    d->origin = pieces_origin(&w.pieces);
}
