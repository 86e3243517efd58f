/* index_cursor.c: see index_cursor.h. */
#include "broker/index_cursor.h"
#include "proto/leb.h"
#include <string.h>

/* ---- Chunks ---- */

static bool is_chunk(struct view key, uint64_t segment, struct view *own)
{
    return index_key_is(key, segment, FAMILY_TERMS, own) && own->len == TERM_KEY;
}

bool terms_chunk_of(struct txn *t, uint64_t segment, uint64_t term, uint32_t position,
                    struct view *own, struct view *value)
{
    unsigned char wanted[TERM_KEY];
    term_key(term, position, wanted);
    struct index_key k =
        index_key(segment, FAMILY_TERMS, (struct view){(const char *)wanted, TERM_KEY});
    struct view key = key_view(&k);
    bool above = table_seek(t, TABLE_INDEX, &key, value);
    if (above && view_equal(key, key_view(&k))) return is_chunk(key, segment, own);
    bool below = above ? table_previous(t, TABLE_INDEX, &key, value)
                       : table_last(t, TABLE_INDEX, &key, value);
    if (below && is_chunk(key, segment, own)) return true;
    key = key_view(&k);
    return table_seek(t, TABLE_INDEX, &key, value) && is_chunk(key, segment, own);
}

bool terms_chunk_after(struct txn *t, uint64_t segment, const unsigned char key[TERM_KEY],
                       struct view *own, struct view *value)
{
    struct index_key k =
        index_key(segment, FAMILY_TERMS, (struct view){(const char *)key, TERM_KEY});
    struct view found = key_view(&k);
    return table_seek(t, TABLE_INDEX, &found, value) && table_next(t, TABLE_INDEX, &found, value) &&
           is_chunk(found, segment, own);
}

/* ---- A term ---- */

/* The next list of the term in the chunk at hand; false if there is none. */
static bool next_list(struct term_cursor *c)
{
    while (terms_next_list(&c->reader)) {
        if (c->reader.term > c->term) return false;
        if (c->reader.term == c->term) return true;
    }
    return false;
}

/* Whether a list of a greater term stands behind the one at hand: then no other chunk has the term.
 */
static bool ends_here(const struct term_cursor *c)
{
    const unsigned char *at = c->reader.at;
    uint64_t step;
    if (!c->any) return c->reader.term > c->term;
    return at < c->reader.end && leb_get(&at, c->reader.end, &step) && step > 0;
}

static void enter_chunk(struct term_cursor *c, struct view own, struct view value)
{
    struct view next;
    memcpy(c->chunk, own.at, TERM_KEY);
    terms_open(&c->reader, own, value);
    c->at = 0;
    c->any = next_list(c);
    c->more = !ends_here(c) && terms_chunk_after(c->txn, c->segment, c->chunk, &next, &value) &&
              term_of_key(next) <= c->term;
    c->next = c->more && term_of_key(next) == c->term ? position_of_key(next) : UINT32_MAX;
}

/* Goes to the chunk that may hold `from`. */
static void leap(struct term_cursor *c, uint32_t from)
{
    struct view own, value;
    if (terms_chunk_of(c->txn, c->segment, c->term, from, &own, &value))
        enter_chunk(c, own, value);
    else
        c->ended = true;
}

static bool next_chunk(struct term_cursor *c)
{
    struct view own, value;
    if (!c->more || !terms_chunk_after(c->txn, c->segment, c->chunk, &own, &value)) return false;
    enter_chunk(c, own, value);
    return true;
}

/* The first position >= from in the group at hand. */
static bool in_group(struct term_cursor *c, uint32_t from, uint32_t *position)
{
    const uint32_t *at = c->reader.positions;
    uint32_t filled = c->reader.filled;
    if (c->at >= filled || at[filled - 1] < from) return false;
    while (at[c->at] < from) c->at++;
    *position = at[c->at];
    return true;
}

static bool in_chunk(struct term_cursor *c, uint32_t from, uint32_t *position)
{
    if (!c->any) return false;
    for (;;) {
        if (in_group(c, from, position)) return true;
        c->at = 0;
        if (terms_next_group(&c->reader)) continue;
        c->reader.filled = 0;
        if (!next_list(c)) break;
    }
    c->any = false;
    return false;
}

bool term_cursor_seek(struct term_cursor *c, uint32_t from, uint32_t *position)
{
    if (c->ended) return false;
    if (in_group(c, from, position)) return true;
    if (!c->any || from >= c->next) leap(c, from);
    while (!c->ended) {
        if (in_chunk(c, from, position)) return true;
        if (!next_chunk(c)) c->ended = true;
    }
    return false;
}

void term_cursor_open(struct term_cursor *c, struct txn *t, uint64_t segment, uint64_t term)
{
    *c = (struct term_cursor){.txn = t, .segment = segment, .term = term};
    leap(c, 0);
    if (!c->any && !c->more) c->ended = true;
}

uint64_t term_cursor_count(const struct term_cursor *cursor)
{
    struct term_cursor c = *cursor;
    uint64_t count = 0;
    if (c.ended) return 0;
    do {
        if (c.any) count += c.reader.count;
        while (c.any && next_list(&c)) count += c.reader.count;
    } while (next_chunk(&c));
    return count;
}
