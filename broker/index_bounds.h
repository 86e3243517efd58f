/* index_bounds.h: where the articles of a segment begin, and where what everybody looks for in them
 * ends: text, title and subtitle. So articles that have a term are counted as its list is written.
 */
#ifndef BROKER_INDEX_BOUNDS_H
#define BROKER_INDEX_BOUNDS_H

#include "broker/index_format.h"

struct index_bounds {
    struct index_bound {
        uint32_t start, end;
    } * at;           /* and two more behind the last, which begin nowhere */
    uint32_t *blocks; /* of positions: the article that each of them begins in */
    uint32_t count, room, block_count, block_room;
};
void bounds_add(struct index_bounds *b, const struct index_row *row); /* they ascend */
void bounds_free(struct index_bounds *b);

/* How many articles from *article on have one of these positions, which ascend, before their end.
 * Moves *article behind the last one. */
uint32_t bounds_count(const struct index_bounds *b, const uint32_t *positions, uint32_t count,
                      uint32_t *article);

#endif
