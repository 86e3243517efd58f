/* index_rice.c: see index_rice.h. */
#include "broker/index_rice.h"
#include <assert.h>
#include <endian.h>
#include <stdbool.h>
#include <string.h>

unsigned rice_parameter(uint64_t sum, uint32_t count)
{
    uint64_t mean = sum * 24 / 25 / count; /* 2 ln φ × the mean; φ: the golden ratio */
    return mean < 2 ? 0 : 63 - (unsigned)__builtin_clzll(mean);
}

/* ---- Writing ---- */

struct bits {
    unsigned char *at;
    uint64_t held;  /* bits that are not written yet, */
    unsigned count; /* less than eight */
};

enum { BITS_MOST = 56 }; /* that can be added at once */

static inline void bits_add(struct bits *b, uint64_t value, unsigned count)
{
    uint64_t held = b->held | value << b->count, bytes = htole64(held);
    assert(count <= BITS_MOST && b->count < 8);
    memcpy(b->at, &bytes, sizeof bytes);
    b->count += count;
    b->at += b->count / 8;
    b->held = held >> (b->count & ~7u);
    b->count &= 7;
}

static void bits_zeros(struct bits *b, uint64_t count)
{
    for (; count > BITS_MOST; count -= BITS_MOST) bits_add(b, 0, BITS_MOST);
    bits_add(b, 0, (unsigned)count);
}

unsigned char *rice_put(unsigned char *at, const uint32_t *positions, uint32_t count,
                        unsigned parameter)
{
    struct bits b = {.at = at};
    for (uint32_t i = 1; i <= count; i++) {
        uint64_t value = positions[i] - positions[i - 1] - 1, zeros = value >> parameter;
        uint64_t rest = 1 | (value & ((UINT64_C(1) << parameter) - 1)) << 1;
        if (zeros + 1 + parameter <= BITS_MOST) {
            bits_add(&b, rest << zeros, (unsigned)zeros + 1 + parameter);
        } else {
            bits_zeros(&b, zeros);
            bits_add(&b, rest, 1 + parameter);
        }
    }
    if (b.count > 0) *b.at++ = (unsigned char)b.held;
    return b.at;
}

/* ---- Reading ---- */

enum { LOADED = 57 }; /* of 64 bits from a whole byte on, those behind any bit of that byte */
#define STOP (UINT64_C(1) << 63) /* behind all that is loaded: zeros end there */

static uint64_t load(const unsigned char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

/* LOADED bits from that one on; zeros behind the end. */
static uint64_t bits_at(const unsigned char *at, size_t len, uint64_t bit)
{
    size_t byte = bit / 8;
    uint64_t word = 0;
    if (byte + sizeof word <= len) return load(at + byte) >> bit % 8;
    if (byte < len) memcpy(&word, at + byte, len - byte);
    return le64toh(word) >> bit % 8;
}

/* One difference, less one, however long it is; *bit moves behind it. */
static uint64_t take_any(const unsigned char *at, size_t len, unsigned parameter, uint64_t *bit)
{
    uint64_t zeros = 0, word;
    while ((word = bits_at(at, len, *bit)) == 0) {
        zeros += LOADED;
        *bit += LOADED;
        if (*bit < 8 * (uint64_t)len) continue;
        *bit = 8 * (uint64_t)len + 1; /* there is no one */
        return 0;
    }
    unsigned more = (unsigned)__builtin_ctzll(word);
    *bit += more + 1;
    uint64_t lower = bits_at(at, len, *bit) & ((UINT64_C(1) << parameter) - 1);
    *bit += parameter;
    return (zeros + more) << parameter | lower;
}

/* Nearly always two of them lie within the bits of one load, and the next load waits for nothing
 * but how long they are. */
const unsigned char *rice_take(const unsigned char *at, const unsigned char *end,
                               unsigned parameter, uint32_t last, uint32_t *positions,
                               uint32_t count)
{
    const size_t len = (size_t)(end - at);
    const int64_t safe = 8 * (int64_t)len - LOADED; /* up to this bit 8 bytes are there */
    const uint64_t mask = (UINT64_C(1) << parameter) - 1;
    uint64_t bit = 0, place = last;
    uint32_t i = 0;
    while (i + 1 < count && (int64_t)bit <= safe) {
        uint64_t word = load(at + bit / 8) >> bit % 8;
        unsigned first = (unsigned)__builtin_ctzll(word | STOP);
        uint64_t lower = word >> 1 >> first, next = lower >> parameter;
        unsigned second = (unsigned)__builtin_ctzll(next | STOP);
        unsigned used = first + second + 2 * (1 + parameter);
        if (used > LOADED) {
            positions[i++] = (uint32_t)(place += take_any(at, len, parameter, &bit) + 1);
            continue;
        }
        place += ((uint64_t)first << parameter | (lower & mask)) + 1;
        positions[i++] = (uint32_t)place;
        place += ((uint64_t)second << parameter | (next >> 1 >> second & mask)) + 1;
        positions[i++] = (uint32_t)place;
        bit += used;
    }
    for (; i < count; i++)
        positions[i] = (uint32_t)(place += take_any(at, len, parameter, &bit) + 1);
    bool whole = bit <= 8 * (uint64_t)len && place <= UINT32_MAX;
    return whole ? at + (bit + 7) / 8 : NULL;
}
