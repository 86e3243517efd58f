/* index_letter.c: see index_letter.h. */
#include "broker/index_letter.h"
#include "broker/index_cursor.h"
#include <stdlib.h>
#include <string.h>

enum { WINDOW = 1 << 26, WORD = 64 };

void letter_cursor_open(struct letter_cursor *c, struct txn *t, uint64_t segment, uint32_t length,
                        uint32_t letter)
{
    *c = (struct letter_cursor){.txn = t, .segment = segment, .letter = letter, .length = length};
}

void letter_cursor_close(struct letter_cursor *c)
{
    free(c->bits);
    c->bits = NULL;
}

/* ---- All lists of terms that begin with it ---- */

struct lists {
    struct view own, value;
    struct terms_reader reader;
};

static bool first_list(const struct letter_cursor *c, struct lists *l);

static bool has_lists(const struct letter_cursor *c, const struct lists *l)
{
    return term_first(term_of_key(l->own)) <= c->letter;
}

/* The next list of the letter at or behind the reader's place; false if there is none. */
static bool next_list(const struct letter_cursor *c, struct lists *l)
{
    for (;;) {
        while (terms_next_list(&l->reader)) {
            uint32_t first = term_first(l->reader.term);
            if (first > c->letter) return false;
            if (first == c->letter) return true;
        }
        unsigned char key[TERM_KEY];
        memcpy(key, l->own.at, TERM_KEY);
        if (!terms_chunk_after(c->txn, c->segment, key, &l->own, &l->value) || !has_lists(c, l))
            return false;
        terms_open(&l->reader, l->own, l->value);
    }
}

static bool first_list(const struct letter_cursor *c, struct lists *l)
{
    if (!terms_chunk_of(c->txn, c->segment, term_of(c->letter, 0), 0, &l->own, &l->value) ||
        !has_lists(c, l))
        return false;
    terms_open(&l->reader, l->own, l->value);
    return next_list(c, l);
}

uint64_t letter_cursor_count(const struct letter_cursor *c)
{
    struct lists l;
    uint64_t count = 0;
    for (bool any = first_list(c, &l); any; any = next_list(c, &l)) count += l.reader.count;
    return count;
}

/* ---- The window ---- */

static void set_bits(struct letter_cursor *c, struct terms_reader *r)
{
    while (r->last < c->end && terms_next_group(r))
        for (uint32_t i = 0; i < r->filled; i++) {
            uint32_t position = r->positions[i];
            if (position < c->start || position >= c->end) continue;
            c->bits[(position - c->start) / WORD] |= UINT64_C(1) << (position - c->start) % WORD;
        }
}

static void fill_window(struct letter_cursor *c, uint32_t from)
{
    struct lists l;
    uint32_t least = c->length < WINDOW ? c->length : WINDOW;
    size_t bytes = ((size_t)least / WORD + 1) * sizeof *c->bits;
    if (!c->bits) c->bits = xmalloc(bytes);
    memset(c->bits, 0, bytes);
    c->start = from;
    c->end = c->length - from < least ? c->length : from + least;
    for (bool any = first_list(c, &l); any; any = next_list(c, &l)) set_bits(c, &l.reader);
}

/* The first bit from `from` on, within the window. */
static bool in_window(const struct letter_cursor *c, uint32_t from, uint32_t *position)
{
    uint32_t bit = from - c->start, last = (c->end - c->start - 1) / WORD;
    if (from < c->start || from >= c->end) return false;
    uint64_t word = c->bits[bit / WORD] >> bit % WORD << bit % WORD;
    for (uint32_t i = bit / WORD;; word = c->bits[i]) {
        if (word) {
            *position = c->start + i * WORD + (uint32_t)__builtin_ctzll(word);
            return true;
        }
        if (++i > last) return false;
    }
}

bool letter_cursor_seek(struct letter_cursor *c, uint32_t from, uint32_t *position)
{
    while (from < c->length) {
        if (c->bits && in_window(c, from, position)) return true;
        if (c->bits && from < c->end) from = c->end;
        if (from < c->length) fill_window(c, from);
    }
    return false;
}
