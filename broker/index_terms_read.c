/* index_terms_read.c: see index_terms.h. Lists as they are read; what is damaged ends early. */
#include "broker/index_lanes.h"
#include "broker/index_rice.h"
#include "broker/index_terms_parts.h"
#include "proto/leb.h"
#include <endian.h>
#include <string.h>

void terms_open(struct terms_reader *r, struct view value)
{
    const unsigned char *at = (const unsigned char *)value.at;
    unsigned last = value.len > 0 ? at[value.len - 1] : 0, marks = last & ~(unsigned)LARGE_MARK;
    size_t behind = 1 + marks * sizeof(uint16_t);
    r->low_bytes = last & LARGE_MARK ? LOW_LARGE : LOW_SMALL;
    r->term = 0;
    r->count = r->left = r->filled = 0;
    r->start = r->at = at;
    r->end = behind < value.len ? at + (value.len - behind) : at;
    r->marks = r->end;
    r->mark_count = behind < value.len ? marks : 0;
}

static uint64_t load(const unsigned char *at, unsigned bytes)
{
    uint64_t n = 0;
    memcpy(&n, at, bytes);
    return le64toh(n);
}

/* bytes: 1 to 8. Eight are loaded where there are so many: that takes less than a few. */
static inline bool take_bytes(const unsigned char **at, const unsigned char *end, unsigned bytes,
                              uint64_t *n)
{
    if (end - *at < bytes) return false;
    if (end - *at >= 8)
        *n = load(*at, 8) & UINT64_MAX >> (64 - 8 * bytes);
    else
        *n = load(*at, bytes);
    *at += bytes;
    return true;
}

/* ---- Heads ---- */

static bool read_lengths(struct terms_reader *r, const unsigned char **at, bool counted)
{
    uint64_t count, articles = 0, bytes;
    if (!leb_get(at, r->end, &count) || (counted && !leb_get(at, r->end, &articles)) ||
        !leb_get(at, r->end, &bytes) || bytes > (uint64_t)(r->end - *at) || count < 1 ||
        count > UINT32_MAX || (!counted && count > LIST_GROUP + 1))
        return false;
    r->count = (uint32_t)count;
    r->articles = (uint32_t)articles;
    r->groups = *at;
    r->groups_end = *at += bytes;
    return true;
}

/* Where a list ends that does not say so is known when its positions are. */
static bool read_short(struct terms_reader *r, const unsigned char **at)
{
    if (*at >= r->end) return false;
    unsigned byte = *(*at)++, more = byte >> RICE_BITS;
    r->rice = byte & RICE_MOST;
    if (more == SHORT_MORE) return read_lengths(r, at, false);
    r->count = SHORT_LEAST + more;
    r->positions[0] = r->first;
    *at = rice_take(*at, r->end, r->rice, r->first, r->positions + 1, r->count - 1);
    return r->taken = *at != NULL;
}

static bool read_two(struct terms_reader *r, const unsigned char **at)
{
    uint64_t difference, most = (1u << 8 * r->low_bytes) - 1;
    if (!take_bytes(at, r->end, r->low_bytes, &difference)) return false;
    if (difference == most && !take_bytes(at, r->end, 4, &difference)) return false;
    if (difference == 0 || difference > UINT32_MAX - r->first) return false;
    r->count = 2;
    r->positions[0] = r->first;
    r->positions[1] = r->first + (uint32_t)difference;
    return r->taken = true;
}

static bool read_one(struct terms_reader *r)
{
    r->count = 1;
    r->positions[0] = r->first;
    return r->taken = true;
}

/* What is behind term and first position. */
static bool read_form(struct terms_reader *r, const unsigned char **at)
{
    r->articles = 0;
    r->taken = false;
    switch (r->form) {
    case LIST_ONE: return read_one(r);
    case LIST_TWO: return read_two(r, at);
    case LIST_SHORT: return read_short(r, at);
    default: return read_lengths(r, at, true);
    }
}

/* Its term, from the head on. */
static bool read_term(struct terms_reader *r, const unsigned char **at, uint32_t head)
{
    const struct list_layout *l = &list_layouts[head & IS_ONE];
    uint64_t upper = 0;
    if (head >> l->is_long & 1) {
        if (!leb_get(at, r->end, &upper)) return false;
        if (upper == 0) return take_bytes(at, r->end, sizeof r->term, &r->term);
    }
    r->term += upper << step_bits(l) | head >> l->step;
    return true;
}

static bool read_first(struct terms_reader *r, const unsigned char **at, uint32_t head)
{
    uint64_t low, top = head >> list_layouts[head & IS_ONE].top & TOP_MORE;
    if (!take_bytes(at, r->end, r->low_bytes, &low)) return false;
    if (top == TOP_MORE && !take_bytes(at, r->end, 1, &top)) return false;
    r->first = (uint32_t)(low | top << 8 * r->low_bytes);
    return true;
}

bool terms_next_list(struct terms_reader *r)
{
    const unsigned char *at = r->at;
    uint64_t head = 0;
    r->left = r->filled = 0;
    if (at >= r->end) return false;
    bool any = take_bytes(&at, r->end, HEAD_BYTES, &head) && read_term(r, &at, (uint32_t)head) &&
               read_first(r, &at, (uint32_t)head);
    r->form = head & IS_ONE ? LIST_ONE : head >> FORM_SHIFT & FORM_MASK;
    if (!any || !read_form(r, &at)) {
        r->at = r->end;
        return false;
    }
    r->left = r->count;
    r->last = r->first;
    r->at = at;
    return true;
}

/* ---- Finding ---- */

/* Whether the list there has all of its term. */
static bool has_term(const struct terms_reader *r, const unsigned char *at, uint64_t *term)
{
    if (r->end - at < HEAD_BYTES + 1 + 8) return false;
    if (!(*at >> list_layouts[*at & IS_ONE].is_long & 1) || at[HEAD_BYTES] != 0) return false;
    *term = load(at + HEAD_BYTES + 1, 8);
    return true;
}

bool terms_goes_on(const struct terms_reader *r)
{
    uint64_t term, head;
    if (r->end - r->at < HEAD_BYTES) return true;
    if (has_term(r, r->at, &term)) return term == r->term;
    head = load(r->at, HEAD_BYTES);
    const struct list_layout *l = &list_layouts[head & IS_ONE];
    return !(head >> l->is_long & 1) && head >> l->step == 0;
}

static const unsigned char *mark_at(const struct terms_reader *r, uint32_t i)
{
    return r->start + load(r->marks + i * sizeof(uint16_t), sizeof(uint16_t));
}

/* Goes on from the last mark that is behind the list at hand and whose term is less. */
static void leap_to_mark(struct terms_reader *r, uint64_t term)
{
    uint32_t low = 0, high = r->mark_count;
    uint64_t found;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const unsigned char *at = mark_at(r, middle);
        if (at <= r->at || (has_term(r, at, &found) && found < term))
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0 && mark_at(r, low - 1) > r->at) r->at = mark_at(r, low - 1);
}

bool terms_find_list(struct terms_reader *r, uint64_t term)
{
    leap_to_mark(r, term);
    while (terms_next_list(r))
        if (r->term >= term) return true;
    return false;
}

/* ---- Groups ---- */

/* The next `count` positions; what is damaged ends the list. */
static bool take_group(struct terms_reader *r, const unsigned char *at, const unsigned char *end,
                       uint32_t count)
{
    uint32_t *out = r->positions + r->filled;
    const unsigned char *behind = r->lanes && count == LANES_GROUP
                                      ? lanes_take(at, r->end, r->rice, r->last, out)
                                      : rice_take(at, r->end, r->rice, r->last, out, count);
    if (!behind || behind > end) {
        r->left = 0;
        return r->filled > 0;
    }
    r->filled += count;
    r->left -= count;
    if (count > 0) r->last = out[count - 1];
    return true;
}

/* Passes over groups that end before `from`, and takes the next one. */
static bool next_headed(struct terms_reader *r, uint32_t from)
{
    uint64_t span, bytes;
    while (r->left > 0 && leb_get(&r->groups, r->groups_end, &span) &&
           leb_get(&r->groups, r->groups_end, &bytes) &&
           bytes < (uint64_t)(r->groups_end - r->groups) && span <= UINT32_MAX - r->last) {
        uint32_t count = r->left < LIST_GROUP ? r->left : LIST_GROUP;
        const unsigned char *at = r->groups + 1, *end = at + bytes;
        r->rice = *r->groups & RICE_MOST;
        r->lanes = *r->groups & GROUP_LANES;
        r->groups = end;
        if (r->last + span >= from) return take_group(r, at, end, count);
        r->filled = 0; /* not its first position either */
        r->left -= count;
        r->last += (uint32_t)span;
    }
    r->left = 0;
    return r->filled > 0;
}

static bool next_group(struct terms_reader *r, uint32_t from)
{
    if (r->left == 0) return false;
    if (r->taken) {
        r->filled = r->count;
        r->left = 0;
        return true;
    }
    r->filled = 0;
    if (r->left == r->count) { /* the first position stands by itself */
        r->positions[r->filled++] = r->first;
        r->left--;
    }
    r->lanes = false;
    if (r->form == LIST_SHORT) return take_group(r, r->groups, r->groups_end, r->left);
    return next_headed(r, from);
}

bool terms_next_group(struct terms_reader *r, uint32_t from)
{
    bool any = next_group(r, from);
    r->positions[r->filled] = UINT32_MAX;
    return any;
}
