/* words_path.h: the likeliest path through a line by the dictionary alone: the words of the
 * dictionary, each as likely as it is common, whose product is the largest. It is often wrong where
 * the model is right; but what it says is evidence of its own kind, which the model weighs: whether
 * a word of the path ends at a place, and how long its neighbours are.
 *
 * A word costs its negative logarithm, so that the likeliest path is the cheapest. Symbols that are
 * no word of the dictionary cost PATH_UNKNOWN. Ends of words are reached from left to right.
 */
#ifndef WORKERS_WORDS_PATH_H
#define WORKERS_WORDS_PATH_H

#include "workers/words/words_line.h"
#include "workers/words/words_model.h"
#include <string.h>

#define PATH_UNKNOWN 240 /* dearer than any word: eighths of a bit */

static inline void path_begin(struct words_line *l)
{
    memset(l->cost, 0x7f, (l->count + 9) * sizeof *l->cost);
    l->cost[0] = 0;
}

/* There is a word of `length` symbols at symbol s. Those that begin before s were told before. */
static inline void path_word(struct words_line *l, uint32_t s, uint32_t length, int32_t cost)
{
    int32_t reached = l->cost[s] + cost;
    if (reached >= l->cost[s + length]) return;
    l->cost[s + length] = reached;
    l->back[s + length] = (uint8_t)length;
}

static inline unsigned path_shape(bool ends, uint32_t before, uint32_t behind)
{
    if (before > PATH_REACH) before = PATH_REACH;
    if (behind > PATH_REACH) behind = PATH_REACH;
    return ((unsigned)ends * PATH_REACH + before - 1) * PATH_REACH + behind - 1;
}

/* Leaves in l->shape, for each place between two symbols, which of PATH_SHAPES it has. */
static inline void path_end(struct words_line *l)
{
    for (uint32_t end = l->count, behind = 1; end > 0;) {
        uint32_t length = l->back[end];
        l->shape[end] = (uint8_t)path_shape(true, length, behind);
        for (uint32_t i = 1; i < length; i++)
            l->shape[end - i] = (uint8_t)path_shape(false, length - i, i);
        behind = length;
        end -= length;
    }
}

#endif
