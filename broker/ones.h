/* ones.h: the ones of a word, for sets of a bit each: there is no instruction for it that all
 * processors have. */
#ifndef BROKER_ONES_H
#define BROKER_ONES_H

#include <stdint.h>

static inline uint32_t ones(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t)(word * UINT64_C(0x0101010101010101) >> 56);
}

#endif
