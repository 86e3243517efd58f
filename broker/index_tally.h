/* index_tally.h: how much a text weighs in each article of a segment: its places, TITLE_WEIGHT for
 * one in the title.
 *
 * Of a rare text the articles are listed. Of a common one each article of the segment has a byte:
 * the lists of a text of two characters are not in one order, and to add one to a byte takes less
 * than to put places in order first, or to keep them. A byte of TALLY_MORE or more is not all of
 * the weight: the rest is listed.
 */
#ifndef BROKER_INDEX_TALLY_H
#define BROKER_INDEX_TALLY_H

#include "broker/index.h"

enum { TALLY_MORE = 128 };

struct index_weight {
    uint32_t ordinal, weight;
};
struct index_tally {
    uint32_t articles;         /* of the segment */
    uint32_t count;            /* that have the text, dead ones too */
    uint8_t *bytes;            /* by ordinal; NULL: all is in the list */
    struct index_weight *list; /* ordinals ascend */
    uint32_t listed;
};
/* Of a text that was just opened, of which nothing else is asked; to be freed. */
void index_tally(struct index_find *f, struct index_tally *t);
/* One that weighs 1 in each article of a set: a bit each. */
void index_tally_set(struct index_tally *t, const uint64_t *bits, uint32_t articles);
void index_tally_free(struct index_tally *t); /* it becomes empty */
size_t index_tally_bytes(const struct index_tally *t);

/* The weight in an article; 0: the text is not in it. Ordinals must ascend from call to call, *at
 * is 0 at first. */
static inline uint32_t tally_weight(const struct index_tally *t, uint32_t ordinal, uint32_t *at)
{
    uint32_t weight = t->bytes ? t->bytes[ordinal] : 0, i = *at;
    if (t->bytes && weight < TALLY_MORE) return weight;
    while (i < t->listed && t->list[i].ordinal < ordinal) i++;
    *at = i;
    return i < t->listed && t->list[i].ordinal == ordinal ? weight + t->list[i].weight : weight;
}

#endif
