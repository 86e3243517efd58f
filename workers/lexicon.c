/* lexicon.c: see lexicon.h. */
#include "workers/lexicon.h"
#include <assert.h>
#include <string.h>

static size_t slot_of(const char *character, size_t length)
{
    uint32_t key = 0;
    memcpy(&key, character, length < 4 ? length : 4);
    return (key * 2654435761u) >> 22;
}

static size_t first_length(const char *at, const char *end)
{
    unsigned char c = (unsigned char)*at;
    size_t length = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    return length <= (size_t)(end - at) ? length : (size_t)(end - at);
}

static size_t last_length(const char *start, const char *at)
{
    const char *p = at - 1;
    while (p > start && at - p < 4 && ((unsigned char)*p & 0xc0) == 0x80) p--;
    return (size_t)(at - p);
}

static const char *word_of(const struct lexicon *l, size_t row)
{
    const char *word;
    memcpy(&word, l->rows + row * l->row_size, sizeof word);
    return word;
}

static size_t slot_of_row(const struct lexicon *l, size_t row)
{
    const char *word = word_of(l, row), *end = word + l->length[row];
    if (l->side == LEXICON_BEGINS) return slot_of(word, first_length(word, end));
    size_t last = last_length(word, end);
    return slot_of(end - last, last);
}

/* Puts a row into its slot, behind the longer words of it. */
static void place(struct lexicon *l, uint16_t *filled, uint16_t row)
{
    size_t slot = slot_of_row(l, row), at = l->first[slot] + filled[slot]++;
    for (; at > l->first[slot] && l->length[l->order[at - 1]] < l->length[row]; at--) {
        l->order[at] = l->order[at - 1];
    }
    l->order[at] = row;
}

void lexicon_make(struct lexicon *l, const void *rows, size_t row_size, size_t count,
                  enum lexicon_side side)
{
    uint16_t filled[LEXICON_SLOTS] = {0};
    assert(count <= LEXICON_WORDS);
    *l = (struct lexicon){.rows = rows, .row_size = row_size, .side = side};
    for (size_t row = 0; row < count; row++) {
        size_t length = strlen(word_of(l, row));
        assert(length > 0 && length <= UINT8_MAX);
        l->length[row] = (uint8_t)length;
        l->first[slot_of_row(l, row) + 1]++;
    }
    for (size_t slot = 0; slot < LEXICON_SLOTS; slot++) l->first[slot + 1] += l->first[slot];
    for (size_t row = 0; row < count; row++) place(l, filled, (uint16_t)row);
}

int lexicon_at(const struct lexicon *l, const char *at, const char *end, const char **behind)
{
    if (at >= end) return -1;
    size_t slot = slot_of(at, first_length(at, end)), left = (size_t)(end - at);
    for (size_t i = l->first[slot]; i < l->first[slot + 1]; i++) {
        size_t row = l->order[i], length = l->length[row];
        if (length > left || memcmp(word_of(l, row), at, length) != 0) continue;
        *behind = at + length;
        return (int)row;
    }
    return -1;
}

int lexicon_before(const struct lexicon *l, const char *start, const char *at, const char **begin)
{
    if (at <= start) return -1;
    size_t last = last_length(start, at), slot = slot_of(at - last, last);
    size_t left = (size_t)(at - start);
    for (size_t i = l->first[slot]; i < l->first[slot + 1]; i++) {
        size_t row = l->order[i], length = l->length[row];
        if (length > left || memcmp(word_of(l, row), at - length, length) != 0) continue;
        *begin = at - length;
        return (int)row;
    }
    return -1;
}
