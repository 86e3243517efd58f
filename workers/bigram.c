/* bigram.c: see bigram.h. */
#include "workers/bigram.h"
#include "workers/text.h"
#include <string.h>

enum { TABLE_MIN = 1 << 10, TABLE_MAX = 1 << 22 };

struct bigrams bigrams_of(struct view text)
{
    return (struct bigrams){text.at, text.at + text.len, 0};
}

/* Two characters of 21 bits, mixed (Knuth's multiplicative hashing, in 64 bits). */
static uint32_t mix(uint32_t first, uint32_t second)
{
    uint64_t both = (uint64_t)first << 21 | second;
    return (uint32_t)(both * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

bool bigrams_next(struct bigrams *b, uint32_t *hash)
{
    while (b->at < b->end) {
        uint32_t before = b->before, c = text_next(&b->at, b->end);
        b->before = char_is_cjk(c) ? c : 0;
        if (!before || !b->before) continue;
        *hash = mix(before, c);
        return true;
    }
    return false;
}

uint32_t bigrams_count(struct view text)
{
    struct bigrams b = bigrams_of(text);
    uint32_t count = 0, hash;
    while (bigrams_next(&b, &hash)) count++;
    return count;
}

struct bigram_table bigram_table_new(struct arena *a, size_t text_length)
{
    uint32_t size = TABLE_MIN;
    while (size < TABLE_MAX && size < text_length / 2) size *= 2;
    struct bigram_table t = {arena_alloc(a, size * sizeof *t.at), size - 1};
    memset(t.at, 0, size * sizeof *t.at);
    return t;
}

void bigram_table_add(struct bigram_table *t, struct view line)
{
    struct bigrams b = bigrams_of(line);
    uint32_t hash;
    while (bigrams_next(&b, &hash)) {
        uint16_t *cell = &t->at[hash & t->mask];
        if (*cell < UINT16_MAX) ++*cell;
    }
}
