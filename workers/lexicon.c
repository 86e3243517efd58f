/* lexicon.c: see lexicon.h. */
#include "workers/lexicon.h"
#include "workers/step.h"
#include <assert.h>
#include <string.h>

static size_t slot_of(uint32_t character)
{
    return (character * 2654435761u) >> 22;
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
    return slot_of(l->side == LEXICON_BEGINS ? step_peek(word, end) : step_peek_before(end, word));
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
    size_t slot = slot_of(step_peek(at, end));
    for (size_t i = l->first[slot]; i < l->first[slot + 1]; i++) {
        const char *p = at;
        if (!step_over(&p, end, word_of(l, l->order[i]))) continue;
        *behind = p;
        return l->order[i];
    }
    return -1;
}

/* Moves *at before `word` if that ends there. */
static bool step_back_over(const char **at, const char *start, const char *word)
{
    const char *p = *at, *last = word + strlen(word);
    while (last > word) {
        if (p <= start || char_plain(text_before(&p, start)) != text_before(&last, word))
            return false;
    }
    *at = p;
    return true;
}

int lexicon_before(const struct lexicon *l, const char *start, const char *at, const char **begin)
{
    if (at <= start) return -1;
    size_t slot = slot_of(step_peek_before(at, start));
    for (size_t i = l->first[slot]; i < l->first[slot + 1]; i++) {
        const char *p = at;
        if (!step_back_over(&p, start, word_of(l, l->order[i]))) continue;
        *begin = p;
        return l->order[i];
    }
    return -1;
}
