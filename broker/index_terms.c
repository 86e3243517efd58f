/* index_terms.c: see index_terms.h. */
#include "broker/index_terms.h"
#include "proto/leb.h"
#include <assert.h>
#include <string.h>

void term_key(uint64_t term, uint32_t position, unsigned char key[TERM_KEY])
{
    for (int i = 0; i < TERM_BYTES; i++) key[i] = (unsigned char)(term >> 8 * (TERM_BYTES - 1 - i));
    for (int i = 0; i < 4; i++) key[TERM_BYTES + i] = (unsigned char)(position >> 8 * (3 - i));
}

static uint64_t big_number(const char *at, int len)
{
    uint64_t n = 0;
    for (int i = 0; i < len; i++) n = n << 8 | (unsigned char)at[i];
    return n;
}

uint64_t term_of_key(struct view own)
{
    return own.len < TERM_KEY ? 0 : big_number(own.at, TERM_BYTES);
}

uint32_t position_of_key(struct view own)
{
    return own.len < TERM_KEY ? 0 : (uint32_t)big_number(own.at + TERM_BYTES, 4);
}

/* ---- Writing ---- */

enum {
    HEAD_MOST = 4 * LEB_MOST, /* bytes of a list before its groups */
    ROOM_LEAST = 48           /* a chunk with less room is done */
};

/* Bits of one difference. */
static uint64_t rice_bits(uint32_t difference, unsigned r)
{
    return ((uint64_t)(difference - 1) >> r) + 1 + r;
}

/* The parameter for `count` differences with that sum: log2 of ln 2 × their mean. */
static unsigned rice_parameter(uint64_t sum, uint32_t count)
{
    uint64_t mean = sum * 7 / 10 / count;
    return mean < 2 ? 0 : 63 - (unsigned)__builtin_clzll(mean);
}

struct bits {
    unsigned char *at;
    uint64_t held; /* bits that are not written yet */
    unsigned count;
};

static void bits_add(struct bits *b, uint64_t value, unsigned count)
{
    assert(count <= 32 && b->count < 8);
    b->held |= value << b->count;
    for (b->count += count; b->count >= 8; b->count -= 8) {
        *b->at++ = (unsigned char)b->held;
        b->held >>= 8;
    }
}

static void bits_zeros(struct bits *b, uint64_t count)
{
    for (; count > 32; count -= 32) bits_add(b, 0, 32);
    bits_add(b, 0, (unsigned)count);
}

/* Writes the differences of positions[0 .. count] as one group. */
static unsigned char *put_group(unsigned char *at, const uint32_t *positions, uint32_t count,
                                unsigned r)
{
    *at++ = (unsigned char)r;
    struct bits b = {.at = at};
    for (uint32_t i = 1; i <= count; i++) {
        uint32_t value = positions[i] - positions[i - 1] - 1;
        bits_zeros(&b, value >> r);
        bits_add(&b, 1, 1);
        bits_add(&b, value & ((UINT64_C(1) << r) - 1), r);
    }
    if (b.count > 0) *b.at++ = (unsigned char)b.held;
    return b.at;
}

/* How many differences from positions[0] on fit into `room` bytes as one group, and their
 * parameter. */
static uint32_t group_fits(const uint32_t *positions, uint32_t count, size_t room, unsigned *r)
{
    uint64_t bits = 8, most = 8 * (uint64_t)room;
    if (count > LIST_GROUP) count = LIST_GROUP;
    if (count == 0 || room < 2) return 0;
    *r = rice_parameter(positions[count] - positions[0], count);
    for (uint32_t i = 1; i <= count; i++) {
        bits += rice_bits(positions[i] - positions[i - 1], *r);
        if (bits > most) return i - 1;
    }
    return count;
}

static void put_chunk(struct terms_writer *w)
{
    if (w->used == 0) return;
    index_put(w->to, FAMILY_TERMS, (struct view){(const char *)w->key, TERM_KEY},
              (struct view){(const char *)w->chunk, w->used});
    w->used = 0;
}

/* Adds as much of the list as the chunk has room for; how many positions that is. */
static uint32_t put_list(struct terms_writer *w, const uint32_t *positions, uint32_t count)
{
    unsigned char groups[INDEX_VALUE], *at = groups, head[HEAD_MOST], *h = head;
    size_t room = INDEX_VALUE - w->used - ROOM_LEAST;
    uint32_t done = 1, more;
    unsigned r;
    if (w->used == 0) {
        term_key(w->term, positions[0], w->key);
        w->last = w->term;
    }
    while ((more = group_fits(positions + done - 1, count - done, room - (size_t)(at - groups),
                              &r)) > 0) {
        at = put_group(at, positions + done - 1, more, r);
        done += more;
        if (more < LIST_GROUP) break;
    }
    h = leb_put(h, w->term - w->last);
    h = leb_put(h, done);
    h = leb_put(h, positions[0]);
    if (done > 1) h = leb_put(h, (uint64_t)(at - groups));
    memcpy(w->chunk + w->used, head, (size_t)(h - head));
    w->used += (size_t)(h - head);
    memcpy(w->chunk + w->used, groups, (size_t)(at - groups));
    w->used += (size_t)(at - groups);
    w->last = w->term;
    return done;
}

static void put_gathered(struct terms_writer *w)
{
    for (uint32_t done = 0; done < w->count;) {
        if (w->used + 2 * ROOM_LEAST > INDEX_VALUE) put_chunk(w);
        done += put_list(w, w->positions + done, w->count - done);
    }
    w->count = 0;
}

void terms_add(struct terms_writer *w, uint64_t term, uint32_t position)
{
    if (w->count == LIST_GATHERED || (w->count > 0 && term != w->term)) put_gathered(w);
    w->term = term;
    w->positions[w->count++] = position;
}

void terms_add_pairs(struct terms_writer *w, const struct index_letters *letters,
                     const struct index_pairs *pairs, uint64_t base, unsigned shift)
{
    uint64_t mask = (UINT64_C(1) << shift) - 1, last = UINT64_MAX, term = 0;
    for (size_t i = 0; i < pairs->count; i++) {
        uint64_t pair = pairs->at[i] >> shift;
        if (pair != last) term = letters_term(letters, base + pair);
        last = pair;
        terms_add(w, term, (uint32_t)(pairs->at[i] & mask));
    }
}

void terms_end(struct terms_writer *w)
{
    put_gathered(w);
    put_chunk(w);
}

/* ---- Reading ---- */

void terms_open(struct terms_reader *r, struct view own, struct view value)
{
    *r = (struct terms_reader){.at = (const unsigned char *)value.at, .term = term_of_key(own)};
    r->end = r->at + value.len;
}

bool terms_next_list(struct terms_reader *r)
{
    uint64_t step, count, first, bytes = 0;
    if (r->at >= r->end || !leb_get(&r->at, r->end, &step) || !leb_get(&r->at, r->end, &count) ||
        !leb_get(&r->at, r->end, &first) || (count > 1 && !leb_get(&r->at, r->end, &bytes)) ||
        bytes > (uint64_t)(r->end - r->at) || count == 0 || count > UINT32_MAX) {
        r->at = r->end;
        return false;
    }
    r->term += step;
    r->count = r->left = (uint32_t)count;
    r->filled = 0;
    r->last = (uint32_t)first;
    r->groups = r->at;
    r->groups_end = r->at += bytes;
    return true;
}

/* Eight bytes at that bit, without those behind the end. */
static uint64_t bits_at(const unsigned char *at, const unsigned char *end, uint64_t bit)
{
    uint64_t word = 0;
    const unsigned char *from = at + bit / 8;
    if (end - from >= 8)
        memcpy(&word, from, sizeof word);
    else if (from < end)
        memcpy(&word, from, (size_t)(end - from));
    return word >> bit % 8;
}

/* The zeros before the next one, from *bit on, which moves behind it. */
static uint64_t take_zeros(const unsigned char *at, const unsigned char *end, uint64_t *bit)
{
    uint64_t zeros = 0, word;
    while ((word = bits_at(at, end, *bit)) == 0) {
        uint64_t step = 64 - *bit % 8;
        if (at + *bit / 8 >= end) return zeros;
        zeros += step;
        *bit += step;
    }
    unsigned more = (unsigned)__builtin_ctzll(word);
    *bit += more + 1;
    return zeros + more;
}

/* A number in Rice's code. Nearly all lie within the bits of one load. */
static inline uint64_t take_rice(const unsigned char *at, const unsigned char *end, unsigned rice,
                                 uint64_t *bit)
{
    enum { LOADED = 57 }; /* bits_at() has so many at least */
    uint64_t word = bits_at(at, end, *bit), mask = (UINT64_C(1) << rice) - 1;
    unsigned zeros = word ? (unsigned)__builtin_ctzll(word) : LOADED;
    if (zeros + 1 + rice <= LOADED) {
        *bit += zeros + 1 + rice;
        return (uint64_t)zeros << rice | (word >> (zeros + 1) & mask);
    }
    uint64_t upper = take_zeros(at, end, bit), lower = bits_at(at, end, *bit) & mask;
    *bit += rice;
    return upper << rice | lower;
}

bool terms_next_group(struct terms_reader *r)
{
    if (r->left == 0) return false;
    if (r->filled == 0) { /* the first position stands by itself */
        r->positions[0] = r->last;
        r->filled = 1;
        r->left--;
        return true;
    }
    if (r->groups >= r->groups_end) return false;
    unsigned rice = *r->groups++ & 31;
    uint64_t bit = 0;
    uint32_t count = r->left < LIST_GROUP ? r->left : LIST_GROUP, last = r->last;
    for (uint32_t i = 0; i < count; i++) {
        last += (uint32_t)take_rice(r->groups, r->groups_end, rice, &bit) + 1;
        r->positions[i] = last;
    }
    r->last = last;
    r->filled = count;
    r->left -= count;
    r->groups += (bit + 7) / 8;
    return true;
}
