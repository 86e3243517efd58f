/* index_lanes.h: a full group of ascending positions, in Rice's code, read many at once.
 *
 * The code is that of index_rice.h, bit for bit as long, but its two parts lie apart. First the
 * lower bits of the differences, less one: four lanes of 32 bits side by side, so that a row is
 * four neighbours; each lane is a stream of its own, lowest bits first, in the machine's order.
 * Then the upper bits, as so many zeros and a one for each, lowest bits first, filled up to a whole
 * byte. A row is shifted, masked and summed up as one vector; the ones of a byte are looked up
 * together. (Lanes: D. Lemire and L. Boytsov, Decoding billions of integers per second through
 * vectorization, 2015. Parts apart: P. Elias, Efficient storage and retrieval by content and
 * address, 1974.) The vectors are GCC's own, of 16 bytes, which every processor of ours has. A
 * position takes 0.6 ns, one in a stream of both parts four times as long.
 */
#ifndef BROKER_INDEX_LANES_H
#define BROKER_INDEX_LANES_H

#include <stdint.h>

enum {
    LANES_GROUP = 128,   /* differences of a group */
    LANES_PARAMETER = 24 /* the greatest: the lower bits of a group have their sum in 32 */
};

/* Writes the differences of positions[0 .. LANES_GROUP] to `at`, which has room for 32 bytes more;
 * returns the place behind. The parameter: 1 to LANES_PARAMETER. */
unsigned char *lanes_put(unsigned char *at, const uint32_t *positions, unsigned parameter);

/* Reads LANES_GROUP positions that follow `last`. Returns the place behind the group; NULL if it is
 * damaged: it goes on behind `end`, or a position has no room in 32 bits. Else positions ascend. */
const unsigned char *lanes_take(const unsigned char *at, const unsigned char *end,
                                unsigned parameter, uint32_t last, uint32_t *positions);

#endif
