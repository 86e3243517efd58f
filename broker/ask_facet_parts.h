/* ask_facet_parts.h: what ask_facet.c, which looks at articles and records, and ask_bucket.c, which
 * keeps values and buckets, share.
 */
#ifndef BROKER_ASK_FACET_PARTS_H
#define BROKER_ASK_FACET_PARTS_H

#include "broker/ask_facet.h"
#include "broker/ask_pile.h"
#include "proto/decimal.h"
#include "proto/total.h"

enum {
    NOT_KNOWN = UINT32_MAX,
    WIDE_DIGITS = 38,
    YEARS = 10000,
    SLOTS_LEAST = 1024,
    VALUES_MOST = 4096
};

struct bucket {
    uint32_t first, second, unit; /* values */
    bool too_large;               /* the sum is not known */
    uint64_t count, least, most, figures;
    total sum;
    struct pile amounts; /* for the median, as long as there are MAX_MEDIAN at most */
};

struct unit_range {
    uint32_t first, end, value; /* codes; NOT_KNOWN: no figures */
};

/* What the last record counted for that was of this article and linked to this row. */
struct facet_memo {
    uint32_t ordinal, to, value;
    bool any;
};

struct ask_facets {
    enum facet facets[2];
    int kinds[2]; /* by facet: of which kind the records are that have it; -1: none */
    int links[2]; /* by facet: how a figure has it by another record; LINK_NONE: it has not */
    uint32_t years[YEARS]; /* values + 1, 0 = not known yet */
    unsigned digits;
    struct buf values; /* struct view, of `arena`; number 0 is the empty one */
    struct arena arena;
    struct bucket *buckets;
    uint32_t bucket_count, bucket_room;
    uint32_t *value_slots, *bucket_slots; /* number + 1, 0 = free */
    uint32_t value_slot_count, bucket_slot_count;
    uint64_t figures;
    struct pile_room room;
    total powers[WIDE_DIGITS + 1];          /* of ten */
    uint64_t narrow_powers[DECIMAL_DIGITS]; /* that 64 bits hold */
    uint32_t last; /* number of the last bucket + 1, for the next is often the same */
    struct {       /* of the segment at hand */
        struct ask_segment *segment;
        uint32_t *values[2]; /* by facet and code; NOT_KNOWN until it is asked for */
        uint32_t found[2];   /* by facet: how many were found one by one */
        uint64_t *amount_of_code;
        struct buf units;      /* struct unit_range: keys of a unit stand together */
        size_t unit;           /* that of the last figure */
        uint32_t first_amount; /* code */
        struct buf roles;      /* ask_further_codes() */
        struct facet_memo memo[2];
    } at;
};

/* A value's text, and the number of one that may be new. 0 is the empty one. */
struct view facet_value_at(const struct ask_facets *f, uint32_t number);
uint32_t facet_value(struct ask_facets *f, struct view text);

/* The bucket of two values and a unit, perhaps a new one; valid until the next is asked for. */
struct bucket *facet_find_bucket(struct ask_facets *f, uint32_t first, uint32_t second,
                                 uint32_t unit);
static inline struct bucket *facet_bucket(struct ask_facets *f, uint32_t first, uint32_t second,
                                          uint32_t unit)
{
    struct bucket *last = f->last ? &f->buckets[f->last - 1] : NULL;
    if (last && last->first == first && last->second == second && last->unit == unit) return last;
    return facet_find_bucket(f, first, second, unit);
}
void facet_add_figure(struct ask_facets *f, struct bucket *b, uint64_t amount);

#endif
