/* words_model.h: a word model in memory and in its file, which are the same bytes. Shared by
 * words.c, which reads it, and words_write.c, which makes it.
 *
 * The file, all numbers little-endian:
 *     struct words_header
 *     MODEL_SYMBOLS × u8                    the kind of each symbol
 *     MODEL_SYMBOLS × struct model_gram     single characters, by symbol; the key is the cost
 *     1 << gram_bits × struct model_gram    runs of two and three, open addressing, key 0 = free
 *     1 << long_bits × struct model_long    dictionary words of four to eight, likewise
 */
#ifndef WORKERS_WORDS_MODEL_H
#define WORKERS_WORDS_MODEL_H

#include <stdint.h>

#define MODEL_MAGIC   "GWORDS03"
#define MODEL_SYMBOLS 65536 /* a symbol is a code point of the basic plane, narrowed and folded */
#define MODEL_LANES   6
#define MODEL_LENGTHS 5  /* of dictionary words: 1, 2, 3, 4, and 5 to 8 characters */
#define MODEL_RANKS   4  /* how common */
#define MODEL_TAGS    14 /* what the dictionary says of its part of speech (words_kind.c) */
#define MODEL_CLASSES (MODEL_LENGTHS * MODEL_RANKS * MODEL_TAGS)
#define MODEL_KINDS   32 /* of symbols (words_kind.c) */
#define MODEL_PAIR    5  /* lanes of a pair of kinds, as of a run of 2 */
#define MODEL_TWINS   2  /* a symbol next to itself, and with one between; lanes as of a run of 2 */
#define LONG_MIN      4
#define LONG_MAX      8

/* Symbols that stand for kinds of characters. All are unassigned or private code points. */
enum { SYMBOL_EDGE = 0xE000, SYMBOL_SOLID, SYMBOL_BLANK, SYMBOL_OTHER };

/* Weights of a run of 1–3 symbols for the places around it. A place is between two symbols; place p
 * lies before symbol p. Lane l of a run that begins at symbol s weighs for place s + FIRST + l,
 * where FIRST is -2, -1 and 0 for runs of 1, 2 and 3: all places that have the run within three
 * symbols. In runs of 2 and 3 the last lane is no weight: LANE_WORD holds the cost of the word that
 * the run is (words_path.h), 0 if it is none, times two, plus one if longer words begin so. */
struct model_gram {
    uint32_t key;
    int16_t lane[MODEL_LANES];
};
static const int model_first[4] = {0, -2, -1, 0};
static const int model_lanes[4] = {0, 6, 5, 4};
#define LANE_WORD 5

struct model_long {
    uint32_t key;
    uint16_t class_; /* of MODEL_CLASSES */
    uint16_t cost;
};

/* Where a place lies on the likeliest path (words_path.h): whether a word of it ends there, and how
 * many symbols there are to the next ends of words before and behind it. */
#define PATH_REACH  5
#define PATH_SHAPES (2 * PATH_REACH * PATH_REACH)

struct words_header {
    char magic[8];
    uint64_t digest; /* XXH3-64 of all that follows */
    uint32_t gram_bits, long_bits;
    int16_t bias;                   /* of every place; a sum above 0 is an end of a word */
    int16_t edge[MODEL_CLASSES][3]; /* dictionary words: begin, inside, end */
    int16_t path[PATH_SHAPES];
    int16_t pair[MODEL_KINDS * MODEL_KINDS][MODEL_PAIR + 3]; /* kinds of two neighbours */
    int16_t twin[MODEL_TWINS][MODEL_PAIR + 3]; /* the same symbol again: 看看, and 看 X 看 */
};
#define MODEL_DIGESTED 16 /* the digest is of all from here */

/* Hash of a run: its upper half is the key (never 0), its lower bits the place in the table. */
static inline uint64_t model_mix(uint64_t x)
{
    x ^= x >> 31;
    x *= 0x9E3779B97F4A7C15u;
    x ^= x >> 29;
    x *= 0xBF58476D1CE4E5B9u;
    return x ^ x >> 32;
}
static inline uint64_t model_hash2(uint16_t a, uint16_t b)
{
    return model_mix((uint64_t)2 << 48 | (uint64_t)a << 16 | b);
}
static inline uint64_t model_hash3(uint16_t a, uint16_t b, uint16_t c)
{
    return model_mix((uint64_t)3 << 48 | (uint64_t)a << 32 | (uint64_t)b << 16 | c);
}
/* Of a longer run, from its hash so far and the next symbol. */
static inline uint64_t model_hash_on(uint64_t hash, uint16_t c)
{
    return model_mix(hash + 0x632BE59BD9B4E019u * (c + 1u));
}
static inline uint32_t model_key(uint64_t hash)
{
    return (uint32_t)(hash >> 32) | 1;
}

#endif
