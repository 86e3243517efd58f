/* dice.h: random numbers that a seed repeats (SplitMix64, Steele et al. 2014), and random bytes. */
#ifndef TESTS_PROTO_DICE_H
#define TESTS_PROTO_DICE_H

#include <stddef.h>
#include <stdint.h>

struct dice {
    uint64_t seed;
};

static inline uint64_t dice_roll(struct dice *d)
{
    uint64_t z = d->seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* From 0 to below `sides`. */
static inline uint64_t dice_below(struct dice *d, uint64_t sides)
{
    return dice_roll(d) % sides;
}

static inline void dice_bytes(struct dice *d, void *out, size_t len)
{
    unsigned char *at = out;
    for (size_t i = 0; i < len; i++) at[i] = (unsigned char)dice_roll(d);
}

#endif
