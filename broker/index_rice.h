/* index_rice.h: ascending positions in Rice's code (R. F. Rice, JPL 79-22, 1979).
 *
 * A group is the differences of neighbours, less one, lowest bits first and filled up to a whole
 * byte: of each the upper bits (>> parameter) as so many zeros and a one, then the lower ones. With
 * the parameter near log2 of their mean that is within half a bit of the best for places at random.
 */
#ifndef BROKER_INDEX_RICE_H
#define BROKER_INDEX_RICE_H

#include <stddef.h>
#include <stdint.h>

enum { RICE_MOST = 31 }; /* the greatest parameter */

/* The parameter for `count` differences, at least 1, that add up to `sum`: the shortest code for
 * places at random (A. Kiely, Selecting the Golomb parameter in Rice coding, IPN 42-159, 2004). */
unsigned rice_parameter(uint64_t sum, uint32_t count);
/* Bits of one difference. */
static inline uint64_t rice_bits(uint32_t difference, unsigned parameter)
{
    return ((uint64_t)(difference - 1) >> parameter) + 1 + parameter;
}

/* Writes the differences of positions[0 .. count] to `at`, which has room for eight bytes more;
 * returns the place behind. */
unsigned char *rice_put(unsigned char *at, const uint32_t *positions, uint32_t count,
                        unsigned parameter);

/* Reads `count` positions that follow `last`. Returns the place behind the group; NULL if it is
 * damaged: it goes on behind `end`, or a position has no room in 32 bits. Else positions ascend. */
const unsigned char *rice_take(const unsigned char *at, const unsigned char *end,
                               unsigned parameter, uint32_t last, uint32_t *positions,
                               uint32_t count);

#endif
