/* index_cursor.c: see index_cursor.h. */
#include "broker/index_cursor.h"
#include <string.h>

/* ---- Chunks ---- */

static bool is_chunk(struct view key, uint64_t segment, struct view *own)
{
    return index_key_is(key, segment, FAMILY_TERMS, own) && own->len == TERM_KEY;
}

static struct index_key chunk_key(uint64_t segment, const unsigned char key[TERM_KEY])
{
    return index_key(segment, FAMILY_TERMS, (struct view){(const char *)key, TERM_KEY});
}

/* The chunk that was looked for. Where the one behind it was passed to find it, it is known, too:
 * nothing, if there is none. */
struct chunk_found {
    struct chunk_entry here, behind;
    bool knows_behind;
};

/* The chunk in which (term, position) is, if it is there: the last one whose key is not above, or
 * the first of the segment. False if there is none at all. */
static bool chunk_of(struct txn *t, uint64_t segment, uint64_t term, uint32_t position,
                     struct chunk_found *out)
{
    unsigned char wanted[TERM_KEY];
    term_key(term, position, wanted);
    struct index_key k = chunk_key(segment, wanted);
    struct view key = key_view(&k), own;
    struct chunk_entry *here = &out->here;
    *out = (struct chunk_found){0};
    bool above = table_seek(t, TABLE_INDEX, &key, &here->value);
    if (above && view_equal(key, key_view(&k))) return is_chunk(key, segment, &here->own);
    if (above && is_chunk(key, segment, &own)) out->behind = (struct chunk_entry){own, here->value};
    bool below = above ? table_previous(t, TABLE_INDEX, &key, &here->value)
                       : table_last(t, TABLE_INDEX, &key, &here->value);
    out->knows_behind = below && is_chunk(key, segment, &here->own);
    if (out->knows_behind) return true;
    key = key_view(&k);
    return table_seek(t, TABLE_INDEX, &key, &here->value) && is_chunk(key, segment, &here->own);
}

/* The chunk behind the one with that key; false if it was the last. */
static bool chunk_after(struct txn *t, uint64_t segment, const unsigned char key[TERM_KEY],
                        struct chunk_entry *out)
{
    struct index_key k = chunk_key(segment, key);
    struct view found = key_view(&k);
    return table_seek(t, TABLE_INDEX, &found, &out->value) &&
           table_next(t, TABLE_INDEX, &found, &out->value) && is_chunk(found, segment, &out->own);
}

/* ---- Lists ---- */

static void enter(struct term_lists *l, const struct chunk_entry *chunk)
{
    memcpy(l->chunk, chunk->own.at, TERM_KEY);
    terms_open(&l->reader, chunk->value);
}

static bool in_next_chunks(struct term_lists *l)
{
    struct chunk_entry chunk;
    while (chunk_after(l->txn, l->of.number, l->chunk, &chunk)) {
        if (term_of_key(chunk.own) >= l->of.high) return false;
        enter(l, &chunk);
        if (terms_next_list(&l->reader)) return l->reader.term < l->of.high;
    }
    return false;
}

bool term_lists_next(struct term_lists *l)
{
    if (terms_next_list(&l->reader)) return l->reader.term < l->of.high;
    return in_next_chunks(l);
}

bool term_lists_open(struct term_lists *l, struct txn *t, struct index_lists of, uint64_t term)
{
    struct chunk_found found;
    l->txn = t;
    l->of = of;
    if (term < of.low) term = of.low;
    if (!chunk_of(t, of.number, term, 0, &found)) return false;
    enter(l, &found.here);
    if (terms_find_list(&l->reader, term)) return l->reader.term < of.high;
    return in_next_chunks(l);
}

/* ---- One term, under one number ---- */

/* The next list of the term in the chunk at hand; false if there is none. */
static bool next_list(struct list_cursor *c)
{
    return terms_find_list(&c->reader, c->term) && c->reader.term == c->term;
}

static void enter_chunk(struct list_cursor *c, const struct chunk_entry *chunk)
{
    memcpy(c->chunk, chunk->own.at, TERM_KEY);
    terms_open(&c->reader, chunk->value);
    c->at = 0;
    c->any = next_list(c);
    c->more = c->any ? terms_goes_on(&c->reader) : c->reader.term < c->term;
    c->known = !c->more;
    c->next = UINT32_MAX;
}

/* What the key of the next chunk tells; an empty one: there is none. */
static void know_behind(struct list_cursor *c)
{
    uint64_t term = c->behind.own.len ? term_of_key(c->behind.own) : UINT64_MAX;
    c->known = true;
    c->more = c->more && term <= c->term;
    if (c->more && term == c->term) c->next = position_of_key(c->behind.own);
}

/* It is asked for only when it matters. */
static bool goes_on(struct list_cursor *c)
{
    if (c->known) return c->more;
    if (!chunk_after(c->txn, c->segment, c->chunk, &c->behind)) c->behind.own = (struct view){0};
    know_behind(c);
    return c->more;
}

/* Goes to the chunk that may hold `from`. */
static void leap(struct list_cursor *c, uint32_t from)
{
    struct chunk_found found;
    c->ended = !chunk_of(c->txn, c->segment, c->term, from, &found);
    if (c->ended) return;
    enter_chunk(c, &found.here);
    if (!found.knows_behind) return;
    c->behind = found.behind;
    know_behind(c);
}

static bool next_chunk(struct list_cursor *c)
{
    if (!goes_on(c)) return false;
    struct chunk_entry chunk = c->behind;
    enter_chunk(c, &chunk);
    return true;
}

/* Goes to the first position >= from in the group at hand: step by step, for that is foreseen by
 * the processor, and nothing beside the group's own reading. */
static inline bool in_group(struct list_cursor *c, uint32_t from)
{
    const uint32_t *at = c->reader.positions;
    uint32_t filled = c->reader.filled, i = c->at;
    if (i >= filled || at[filled - 1] < from) return false;
    while (at[i] < from) i++;
    c->at = i;
    return true;
}

static bool in_chunk(struct list_cursor *c, uint32_t from)
{
    while (c->any) {
        if (in_group(c, from)) return true;
        c->at = 0;
        if (terms_next_group(&c->reader, from)) continue;
        c->reader.filled = 0;
        c->any = next_list(c);
    }
    return false;
}

/* Goes to the first position >= from, if there is one. */
static bool list_go(struct list_cursor *c, uint32_t from)
{
    if (in_group(c, from)) return true;
    if (c->ended) return false;
    if (goes_on(c) && from >= c->next) leap(c, from);
    while (!c->ended) {
        if (in_chunk(c, from)) return true;
        if (!next_chunk(c)) c->ended = true;
    }
    c->reader.filled = 0;
    return false;
}

static inline uint32_t here(const struct list_cursor *c)
{
    return c->reader.positions[c->at];
}

static void list_open(struct list_cursor *c, struct txn *t, uint64_t segment, uint64_t term)
{
    c->txn = t;
    c->segment = segment;
    c->term = term;
    c->ended = false;
    c->reader.filled = 0;
    leap(c, 0);
    if (!c->ended && !c->any && !goes_on(c)) c->ended = true;
}

/* Adds how many there are, to what may become a little more than `most`; false if it has more. */
static bool list_count(const struct list_cursor *cursor, uint64_t most, uint64_t *count)
{
    if (cursor->ended) return true;
    if (cursor->any && !cursor->more) { /* that is all of it */
        *count += cursor->reader.count;
        return true;
    }
    struct list_cursor c = *cursor;
    do {
        for (; c.any; c.any = next_list(&c)) *count += c.reader.count;
        if (*count > most) return !goes_on(&c);
    } while (next_chunk(&c));
    return true;
}

/* ---- One term ---- */

void term_cursor_open(struct term_cursor *c, struct txn *t, const struct index_segment *s,
                      uint64_t term)
{
    c->sources = s->sources && term >= s->bound ? s->sources : NULL;
    c->source = 0;
    list_open(&c->list, t, c->sources ? c->sources->at[0].number : s->number, term);
}

static bool next_source(struct term_cursor *c)
{
    if (c->source + 1 >= c->sources->count) return false;
    c->source++;
    list_open(&c->list, c->list.txn, c->sources->at[c->source].number, c->list.term);
    return true;
}

/* Goes to the first position of the source at hand that comes to lie at `from` or behind. */
static bool go_in_source(struct term_cursor *c, uint32_t from, uint32_t *position)
{
    const struct index_source *s = &c->sources->at[c->source];
    for (uint32_t local = source_first(s, from); list_go(&c->list, local);
         local = here(&c->list) + 1) {
        if (source_moved(s, here(&c->list), position)) return true;
        if (here(&c->list) == UINT32_MAX) break;
    }
    return false;
}

static inline bool term_go(struct term_cursor *c, uint32_t from, uint32_t *position)
{
    if (!c->sources) {
        if (!list_go(&c->list, from)) return false;
        *position = here(&c->list);
        return true;
    }
    do {
        if (go_in_source(c, from, position)) return true;
    } while (next_source(c));
    return false;
}

/* Places of a source: what is left out of it has none. */
static uint32_t take_moved(struct term_cursor *c, uint32_t distance, uint32_t *places,
                           uint32_t most)
{
    struct list_cursor *l = &c->list;
    uint32_t count = 0, position;
    for (; count < most && l->at < l->reader.filled; l->at++) {
        if (!source_moved(&c->sources->at[c->source], here(l), &position)) continue;
        places[count++] = position - distance;
    }
    return count;
}

uint32_t term_cursor_take(struct term_cursor *c, uint32_t distance, uint64_t from, uint32_t *places,
                          uint32_t most)
{
    struct list_cursor *l = &c->list;
    uint32_t position;
    if (from + distance >= UINT32_MAX || !term_go(c, (uint32_t)from + distance, &position))
        return 0;
    if (c->sources) return take_moved(c, distance, places, most);
    const uint32_t *at = l->reader.positions + l->at, left = l->reader.filled - l->at;
    uint32_t count = left < most ? left : most;
    for (uint32_t i = 0; i < count; i++) places[i] = at[i] - distance;
    l->at += count;
    return count;
}

/* Of places[*i ..] those within the group at hand, which is not empty: keeps what it agrees to. */
static uint32_t keep_in_group(struct list_cursor *c, uint32_t distance, uint32_t *places,
                              uint32_t count, uint32_t *i, uint32_t kept)
{
    const uint32_t *at = c->reader.positions + c->at, *end = c->reader.positions + c->reader.filled;
    for (; *i < count; ++*i) {
        uint32_t place = places[*i], wanted = place + distance;
        while (*at < wanted) at++;
        if (at == end) break;
        places[kept] = place;
        kept += *at == wanted;
    }
    c->at = (uint32_t)(at - c->reader.positions);
    return kept;
}

uint32_t term_cursor_keep(struct term_cursor *c, uint32_t distance, uint32_t *places,
                          uint32_t count, uint64_t *from)
{
    uint32_t kept = 0, found = 0;
    for (uint32_t i = 0; i < count;) {
        uint32_t place = places[i], wanted = place + distance;
        if (wanted < place || !term_go(c, wanted, &found)) {
            *from = UINT32_MAX;
            return kept;
        }
        if (c->sources) {
            places[kept] = place;
            kept += found == wanted;
            i++;
        } else {
            kept = keep_in_group(&c->list, distance, places, count, &i, kept);
            found = here(&c->list);
        }
    }
    if (found < UINT32_MAX && found > distance + *from) *from = found - distance;
    return kept;
}

bool term_cursor_count(const struct term_cursor *cursor, uint64_t most, uint64_t *count)
{
    *count = 0;
    bool whole = list_count(&cursor->list, most, count);
    if (!cursor->sources) return whole;
    struct term_cursor c = *cursor;
    while (whole && next_source(&c)) whole = list_count(&c.list, most, count);
    return whole;
}

bool term_cursor_articles(const struct term_cursor *cursor, uint64_t *count)
{
    struct list_cursor c = cursor->list;
    uint64_t articles = 0;
    if (cursor->sources) return false;
    while (!c.ended) {
        for (; c.any; c.any = next_list(&c)) {
            if (c.reader.articles == 0) return false;
            articles += c.reader.articles;
        }
        c.ended = !next_chunk(&c);
    }
    *count = articles;
    return true;
}
