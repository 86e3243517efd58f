/* ask_facet_parts.h: what the files of facets share.
 *
 *   ask_facet.c        goes through articles and records, and counts them
 *   ask_facet_keys.c   what the keys of a segment stand for
 *   ask_bucket.c       values and buckets, and what they come to
 */
#ifndef BROKER_ASK_FACET_PARTS_H
#define BROKER_ASK_FACET_PARTS_H

#include "broker/ask_facet.h"
#include "broker/ask_pile.h"
#include "proto/decimal.h"
#include "proto/total.h"

enum { NOT_KNOWN = UINT32_MAX, WIDE_DIGITS = 38, YEARS = 10000, SLOTS_LEAST = 1024 };

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

/* Where the records are that have a facet. */
struct facet_source {
    int kind;                  /* theirs; -1: an article has it by itself */
    enum record_link link;     /* by which a figure has it; LINK_NONE: it has not */
    enum record_key of_person; /* the key of a person that stands for it; KEY_NONE: none does */
};

/* What the last record counted for that was of this article and linked to this row. */
struct facet_memo {
    uint32_t ordinal, to, value;
    bool any;
};

struct ask_facets {
    enum facet facets[2];
    struct facet_source sources[2];
    uint32_t years[2 * YEARS]; /* from -YEARS on: values + 1, 0 = not known yet */
    unsigned digits;
    struct buf values; /* struct view, of `arena`; number 0 is the empty one */
    struct arena arena;
    struct bucket *buckets;
    uint32_t bucket_count, bucket_room, bucket_most;
    bool too_many;                        /* there are more */
    struct bucket beyond;                 /* what they come to, all together */
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
        struct buf units;                /* struct unit_range: keys of a unit stand together */
        struct unit_range unit;          /* that of the last figure */
        uint32_t first_amount;           /* code */
        struct further_codes further[2]; /* by facet: of persons */
        struct facet_memo memo[2];
    } at;
};

/* ---- ask_bucket.c ---- */

/* A value's text, and the number of one that may be new. 0 is the empty one. */
struct view facet_value_at(const struct ask_facets *f, uint32_t number);
uint32_t facet_value(struct ask_facets *f, struct view text);

/* The bucket of two values and a unit, perhaps a new one; valid until the next is asked for. Where
 * there are too many it is the one beyond them. */
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

/* ---- ask_facet_keys.c; slot: which of the two facets ---- */

/* The segment that the others ask. figures: its units and amounts are wanted. */
void facet_enter(struct ask_facets *f, struct ask_segment *s, bool figures);
void facet_leave(struct ask_facets *f);

/* The value of a year, below 0 as in -0220; 0 if it is none of four digits. */
uint32_t facet_year(struct ask_facets *f, int year);

/* The value that the key of a code stands for; 0 if there is no such key. */
uint32_t facet_find_value(struct ask_facets *f, int slot, uint32_t code);
static inline uint32_t facet_of_code(struct ask_facets *f, int slot, uint32_t code)
{
    if (code >= f->at.segment->counts.keys) return 0;
    uint32_t known = f->at.values[slot][code];
    return known != NOT_KNOWN ? known : facet_find_value(f, slot, code);
}

/* The unit of a code; NOT_KNOWN if it is no figure. */
uint32_t facet_find_unit(struct ask_facets *f, uint32_t code);
static inline uint32_t facet_unit(struct ask_facets *f, uint32_t code)
{
    const struct unit_range *last = &f->at.unit;
    return code >= last->first && code < last->end ? last->value : facet_find_unit(f, code);
}

#endif
