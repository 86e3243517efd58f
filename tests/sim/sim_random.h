/* sim_random.h: numbers that look random and follow from a seed. */
#ifndef TESTS_SIM_RANDOM_H
#define TESTS_SIM_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

/* splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
static inline uint64_t random_next(struct random *r)
{
    uint64_t z = (r->state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Of [0, bound); 0 if bound is 0. */
static inline uint64_t random_below(struct random *r, uint64_t bound)
{
    return bound ? random_next(r) % bound : 0;
}

/* Of [low, high]. */
static inline uint64_t random_between(struct random *r, uint64_t low, uint64_t high)
{
    return low + random_below(r, high - low + 1);
}

/* True so many times in a thousand. */
static inline bool random_chance(struct random *r, unsigned thousandths)
{
    return random_below(r, 1000) < thousandths;
}

#endif
