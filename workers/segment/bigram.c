/* bigram.c: see bigram.h. */
#include "workers/segment/bigram.h"
#include "workers/text.h"
#include <string.h>

enum { TABLE_MIN = 1 << 10, TABLE_MAX = 1 << 20 };

struct bigrams bigrams_of(struct view text)
{
    return (struct bigrams){text.at, text.at + text.len, 0};
}

/* The next character if it is a Han character, otherwise 0. Nearly all of Chinese text is of three
 * bytes with a first byte from E4 to E9, U+4000 to U+9FFF, which is Han but for 64 hexagrams. */
static inline uint32_t next_han(struct bigrams *b)
{
    const unsigned char *p = (const unsigned char *)b->at;
    if (*p >= 0xe4 && *p <= 0xe9 && b->end - b->at >= 3) {
        b->at += 3;
        return (*p & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3f);
    }
    uint32_t c = text_next(&b->at, b->end);
    return char_is_cjk(c) ? c : 0;
}

bool bigrams_next(struct bigrams *b, uint32_t *hash)
{
    uint32_t before = b->before;
    while (b->at < b->end) {
        uint32_t c = next_han(b);
        if (before && c) {
            *hash = bigram_hash(before, c);
            b->before = c;
            return true;
        }
        before = c;
    }
    b->before = 0;
    return false;
}

uint32_t bigrams_count(struct view text)
{
    struct bigrams b = bigrams_of(text);
    uint32_t count = 0, hash;
    while (bigrams_next(&b, &hash)) count++;
    return count;
}

uint32_t bigrams_alike(struct view a, struct view b)
{
    enum { PAIRS = 64 };
    uint32_t pairs[PAIRS], count = 0, shared = 0, others = 0, hash;
    struct bigrams of_a = bigrams_of(a), of_b = bigrams_of(b);
    while (count < PAIRS && bigrams_next(&of_a, &hash)) pairs[count++] = hash;
    while (others < PAIRS && bigrams_next(&of_b, &hash)) {
        uint32_t i = 0;
        while (i < count && pairs[i] != hash) i++;
        if (i < count) pairs[i] = ~hash; /* each counts once */
        shared += i < count;
        others++;
    }
    return count + others ? 200 * shared / (count + others) : 0;
}

struct bigram_table bigram_table_new(struct arena *a, size_t text_length)
{
    uint32_t size = TABLE_MIN;
    while (size < TABLE_MAX && size < text_length / 2) size *= 2;
    struct bigram_table t = {arena_alloc(a, size * sizeof *t.at), size - 1};
    memset(t.at, 0, size * sizeof *t.at);
    return t;
}

void bigram_table_add(struct bigram_table *t, const uint32_t *pairs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint16_t *cell = &t->at[pairs[i] & t->mask];
        if (*cell < UINT16_MAX) ++*cell;
    }
}
