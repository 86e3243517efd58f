/* index_terms.c: see index_terms.h. Keys of chunks, and lists as they are written. */
#include "broker/index_lanes.h"
#include "broker/index_rice.h"
#include "broker/index_terms_parts.h"
#include "proto/leb.h"
#include <endian.h>
#include <string.h>

void term_key(uint64_t term, uint32_t position, unsigned char key[TERM_KEY])
{
    uint64_t big_term = htobe64(term);
    uint32_t big_position = htobe32(position);
    memcpy(key, &big_term, TERM_BYTES);
    memcpy(key + TERM_BYTES, &big_position, sizeof big_position);
}

uint64_t term_of_key(struct view own)
{
    uint64_t term;
    if (own.len < TERM_KEY) return 0;
    memcpy(&term, own.at, sizeof term);
    return be64toh(term);
}

uint32_t position_of_key(struct view own)
{
    uint32_t position;
    if (own.len < TERM_KEY) return 0;
    memcpy(&position, own.at + TERM_BYTES, sizeof position);
    return be32toh(position);
}

/* ---- Writing ---- */

enum {
    HEAD_MOST = HEAD_BYTES + 1 + 8 + LOW_LARGE + 1 + 3 * LEB_MOST, /* of a list before its groups */
    GROUP_HEAD_MOST = 2 * LEB_MOST + 1,
    ROOM_LEAST = 64, /* a chunk with less room is done */
    MARK_EVERY = 512 /* bytes */
};

/* How many differences from positions[0] on fit into `room` bytes as one group; their parameter,
 * and the bytes. */
static uint32_t group_fits(const uint32_t *positions, uint32_t count, size_t room, unsigned *r,
                           size_t *bytes)
{
    uint64_t bits = 0, most = 8 * (uint64_t)room;
    if (count > LIST_GROUP) count = LIST_GROUP;
    if (count == 0 || room < 2) return 0;
    *r = rice_parameter(positions[count] - positions[0], count);
    for (uint32_t i = 1; i <= count; i++) bits += rice_bits(positions[i] - positions[i - 1], *r);
    for (; bits > most; count--) bits -= rice_bits(positions[count] - positions[count - 1], *r);
    *bytes = (size_t)((bits + 7) / 8);
    return count;
}

static void put_chunk(struct terms_writer *w)
{
    if (w->used == 0) return;
    memcpy(w->chunk + w->used, w->marks, w->mark_count * sizeof *w->marks);
    w->used += w->mark_count * sizeof *w->marks;
    w->chunk[w->used++] = (unsigned char)(w->mark_count | (w->small ? 0 : LARGE_MARK));
    index_put(w->to, FAMILY_TERMS, (struct view){(const char *)w->key, TERM_KEY},
              (struct view){(const char *)w->chunk, w->used});
    w->used = w->mark_count = 0;
}

static size_t room_of(const struct terms_writer *w)
{
    return INDEX_VALUE - w->used - (w->mark_count + 1) * sizeof *w->marks - 1;
}

/* Writes eight, of which the first ones count. */
static unsigned char *put_bytes(unsigned char *at, uint64_t n, unsigned count)
{
    n = htole64(n);
    memcpy(at, &n, sizeof n);
    return at + count;
}

static unsigned low_bytes(const struct terms_writer *w)
{
    return w->small ? LOW_SMALL : LOW_LARGE;
}

/* Head, term and first position; the first list of a chunk, and one at a mark, has all of its term.
 */
static unsigned char *put_head(struct terms_writer *w, unsigned form, uint32_t first)
{
    uint32_t since = (uint32_t)w->used - (w->mark_count ? w->marks[w->mark_count - 1] : 0);
    bool marked = w->used > 0 && since >= MARK_EVERY && w->mark_count < CHUNK_MARKS;
    bool whole = w->used == 0 || marked;
    const struct list_layout *l = &list_layouts[form == LIST_ONE];
    uint64_t step = whole ? 0 : w->term - w->last;
    unsigned low = low_bytes(w);
    uint32_t top = first >> 8 * low, head = form == LIST_ONE ? IS_ONE : form << FORM_SHIFT;
    bool is_long = whole || step >> step_bits(l);
    unsigned char *at = w->chunk + w->used;
    if (marked) w->marks[w->mark_count++] = (uint16_t)w->used;
    head |= (uint32_t)is_long << l->is_long | (top < TOP_MORE ? top : TOP_MORE) << l->top;
    head |= (uint32_t)(step & ((1u << step_bits(l)) - 1)) << l->step;
    at = put_bytes(at, head, HEAD_BYTES);
    if (is_long) at = leb_put(at, step >> step_bits(l));
    if (whole) at = put_bytes(at, w->term, sizeof w->term);
    at = put_bytes(at, first, low);
    if (top >= TOP_MORE) *at++ = (unsigned char)top;
    if (w->used == 0) term_key(w->term, first, w->key);
    w->last = w->term;
    return at;
}

static unsigned char *put_second(const struct terms_writer *w, unsigned char *at,
                                 uint32_t difference)
{
    uint32_t most = (1u << 8 * low_bytes(w)) - 1;
    if (difference < most) return put_bytes(at, difference, low_bytes(w));
    return put_bytes(put_bytes(at, most, low_bytes(w)), difference, sizeof difference);
}

static void put_short(struct terms_writer *w, const uint32_t *positions, uint32_t count, unsigned r,
                      size_t bytes)
{
    unsigned form = count == 1 ? LIST_ONE : count == 2 ? LIST_TWO : LIST_SHORT;
    unsigned more = count - SHORT_LEAST < SHORT_MORE ? count - SHORT_LEAST : SHORT_MORE;
    unsigned char *at = put_head(w, form, positions[0]);
    if (form == LIST_TWO) at = put_second(w, at, positions[1] - positions[0]);
    if (form == LIST_SHORT) {
        *at++ = (unsigned char)(r | more << RICE_BITS);
        if (more == SHORT_MORE) at = leb_put(leb_put(at, count), bytes);
        at = rice_put(at, positions, count - 1, r);
    }
    w->used = (size_t)(at - w->chunk);
}

/* Articles of the positions that were not counted for the term before. */
static uint32_t count_articles(struct terms_writer *w, const uint32_t *positions, uint32_t count)
{
    return w->bounds ? bounds_count(w->bounds, positions, count, &w->article) : 0;
}

/* Parameter and differences. */
static unsigned char *put_group(unsigned char *at, const uint32_t *positions, uint32_t count,
                                unsigned r)
{
    bool lanes = count == LANES_GROUP && r > 0 && r <= LANES_PARAMETER;
    *at++ = (unsigned char)(lanes ? r | GROUP_LANES : r);
    return lanes ? lanes_put(at, positions, r) : rice_put(at, positions, count, r);
}

static uint32_t put_long(struct terms_writer *w, const uint32_t *positions, uint32_t count)
{
    unsigned char groups[INDEX_VALUE + LIST_GROUP], *at = groups;
    size_t room = room_of(w) - HEAD_MOST, bytes;
    uint32_t done = 1, more;
    unsigned r;
    while (room > (size_t)(at - groups) + GROUP_HEAD_MOST &&
           (more = group_fits(positions + done - 1, count - done,
                              room - GROUP_HEAD_MOST - (size_t)(at - groups), &r, &bytes)) > 0) {
        at = leb_put(at, positions[done - 1 + more] - positions[done - 1]);
        at = leb_put(at, bytes);
        at = put_group(at, positions + done - 1, more, r);
        done += more;
        if (more < LIST_GROUP) break;
    }
    if (done <= LIST_GROUP && !w->goes_on) return 0;
    unsigned char *out = put_head(w, LIST_LONG, positions[0]);
    out = leb_put(out, done);
    out = leb_put(out, count_articles(w, positions, done));
    out = leb_put(out, (uint64_t)(at - groups));
    memcpy(out, groups, (size_t)(at - groups));
    w->used = (size_t)(out - w->chunk) + (size_t)(at - groups);
    return done;
}

/* Adds as much of the list as the chunk has room for; how many positions that is. */
static uint32_t put_list(struct terms_writer *w, const uint32_t *positions, uint32_t count)
{
    bool is_long = w->goes_on || count > LIST_GROUP + 1;
    uint32_t done = is_long ? put_long(w, positions, count) : 0;
    size_t bytes = 0;
    unsigned r = 0;
    w->goes_on = true;
    if (done > 0) return done;
    done = 1 + group_fits(positions, count - 1, room_of(w) - HEAD_MOST, &r, &bytes);
    if (done == 1 && count > 1) done = 2; /* far apart */
    put_short(w, positions, done, r, bytes);
    if (done < count) count_articles(w, positions, done);
    return done;
}

static void put_gathered(struct terms_writer *w)
{
    for (uint32_t done = 0; done < w->count;) {
        if (w->used + 2 * ROOM_LEAST + sizeof w->marks > INDEX_VALUE) put_chunk(w);
        done += put_list(w, w->positions + done, w->count - done);
    }
    w->count = 0;
}

static void begin_term(struct terms_writer *w, uint64_t term)
{
    put_gathered(w);
    w->term = term;
    w->article = 0;
    w->goes_on = false;
}

void terms_add(struct terms_writer *w, uint64_t term, uint32_t position)
{
    if (term != w->term) begin_term(w, term);
    if (w->count == LIST_GATHERED) put_gathered(w);
    w->positions[w->count++] = position;
}

void terms_add_list(struct terms_writer *w, uint64_t term, const uint32_t *positions,
                    uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) terms_add(w, term, positions[i]);
}

void terms_end(struct terms_writer *w)
{
    put_gathered(w);
    put_chunk(w);
}
