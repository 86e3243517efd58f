/* lexicon.c: see lexicon.h. */
#include "workers/lexicon.h"
#include "proto/memory.h"
#include "workers/step.h"
#include <assert.h>
#include <string.h>

enum { ROOT = 0, NODES_MAX = UINT16_MAX, ROWS_MAX = INT16_MAX };

/* A character as the trie has it: plain; 0, which no word has, for one beyond 2^16. */
static inline uint32_t letter_of(uint32_t c)
{
    return c > 0xffff ? 0 : char_plain(c);
}

/* The edge from a node by a character; where it would be, if there is none. */
static inline struct lexicon_edge *edge_of(const struct lexicon *l, uint32_t node, uint32_t c)
{
    uint32_t key = node << 16 | c, mask = (1u << l->bits) - 1;
    uint32_t at = key * 2654435761u >> (32 - l->bits);
    while (l->edge[at].key && l->edge[at].key != key) at = (at + 1) & mask;
    return &l->edge[at];
}

/* False if no edge leaves the node by c. */
static inline bool may_leave(const struct lexicon *l, uint32_t node, uint32_t c)
{
    return node != ROOT || l->first[c % LEXICON_FIRST_BITS / 64] >> c % 64 & 1;
}

static const char *word_of(const char *rows, size_t row_size, size_t row)
{
    const char *word;
    memcpy(&word, rows + row * row_size, sizeof word);
    return word;
}

static void add_word(struct lexicon *l, const char *word, int16_t row, uint32_t *nodes)
{
    const char *start = word, *end = word + strlen(word), *at = end;
    struct lexicon_edge *e = NULL;
    assert(end > start);
    for (uint32_t node = ROOT; l->side == LEXICON_BEGINS ? word < end : at > start;) {
        uint32_t c = l->side == LEXICON_BEGINS ? text_next(&word, end) : text_before(&at, start);
        assert(c > 0 && c <= 0xffff && *nodes < NODES_MAX);
        if (node == ROOT) l->first[c % LEXICON_FIRST_BITS / 64] |= UINT64_C(1) << c % 64;
        e = edge_of(l, node, c);
        if (!e->key)
            *e = (struct lexicon_edge){
                .key = node << 16 | c, .node = (uint16_t)++ * nodes, .row = -1};
        node = e->node;
    }
    if (e->row < 0) e->row = row;
}

void lexicon_make(struct lexicon *l, const void *rows, size_t row_size, size_t count,
                  enum lexicon_side side)
{
    size_t letters = 0;
    uint32_t nodes = ROOT;
    assert(count <= ROWS_MAX);
    for (size_t row = 0; row < count; row++)
        letters += text_length(view_of(word_of(rows, row_size, row)));
    *l = (struct lexicon){.rows = rows, .bits = 4, .side = side};
    while (1u << l->bits < 2 * letters) l->bits++;
    l->edge = xcalloc((size_t)1 << l->bits, sizeof *l->edge);
    for (size_t row = 0; row < count; row++)
        add_word(l, word_of(rows, row_size, row), (int16_t)row, &nodes);
}

int lexicon_at(const struct lexicon *l, const char *at, const char *end, const char **behind)
{
    int longest = -1;
    for (uint32_t node = ROOT; at < end;) {
        uint32_t c = letter_of(text_next(&at, end));
        if (!may_leave(l, node, c)) break;
        const struct lexicon_edge *e = edge_of(l, node, c);
        if (!e->key) break;
        node = e->node;
        if (e->row < 0) continue;
        longest = e->row;
        *behind = at;
    }
    return longest;
}

int lexicon_before(const struct lexicon *l, const char *start, const char *at, const char **begin)
{
    int longest = -1;
    for (uint32_t node = ROOT; at > start;) {
        uint32_t c = letter_of(text_before(&at, start));
        if (!may_leave(l, node, c)) break;
        const struct lexicon_edge *e = edge_of(l, node, c);
        if (!e->key) break;
        node = e->node;
        if (e->row < 0) continue;
        longest = e->row;
        *begin = at;
    }
    return longest;
}
