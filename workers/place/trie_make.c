/* trie_make.c: see trie_make.h. Nodes are placed depth first; each takes the lowest base at which
 * all its children find a free unit. */
#include "workers/place/trie_make.h"
#include <stdlib.h>
#include <string.h>

enum { SYMBOLS_MAX = 65536, CHECK_FREE = 0, STEP_ON = 512 };

struct maker {
    const struct trie_key *keys;
    struct trie_unit *unit;
    uint32_t room, used; /* used: behind the last unit taken */
    uint32_t start;      /* below it next to nothing is free */
};

/* A child of a node: the keys that go on with one symbol, or the one that ends (0). */
struct child {
    uint32_t symbol, first, last;
};

static void grow(struct maker *m, uint32_t needed)
{
    if (needed <= m->room) return;
    uint32_t room = needed + needed / 2;
    m->unit = xrealloc(m->unit, room * sizeof *m->unit);
    memset(m->unit + m->room, 0, (room - m->room) * sizeof *m->unit);
    m->room = room;
}

static uint32_t symbol_at(const struct trie_key *k, uint32_t depth)
{
    return depth < k->length ? k->symbols[depth] : 0;
}

static uint32_t children_of(const struct maker *m, uint32_t first, uint32_t last, uint32_t depth,
                            struct child **children)
{
    uint32_t count = 0, room = 0;
    *children = NULL;
    for (uint32_t i = first; i < last; i++) {
        uint32_t symbol = symbol_at(&m->keys[i], depth);
        if (count && (*children)[count - 1].symbol == symbol) {
            (*children)[count - 1].last = i + 1;
            continue;
        }
        if (count == room) {
            room = room ? 2 * room : 4;
            *children = xrealloc(*children, room * sizeof **children);
        }
        (*children)[count++] = (struct child){symbol, i, i + 1};
    }
    return count;
}

static bool fits(const struct maker *m, uint32_t base, const struct child *children, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (m->unit[base + children[i].symbol].check != CHECK_FREE) return false;
    return true;
}

static uint32_t find_base(struct maker *m, const struct child *children, uint32_t count)
{
    uint32_t least = children[0].symbol, tried = 0;
    uint32_t base = m->start > least ? m->start - least : 1;
    for (;; base++, tried++) {
        grow(m, base + SYMBOLS_MAX);
        if (base > TRIE_ROOT && fits(m, base, children, count)) break;
    }
    if (tried > STEP_ON) m->start += tried / 2;
    return base;
}

static void place(struct maker *m, uint32_t unit, uint32_t first, uint32_t last, uint32_t depth)
{
    struct child *children;
    uint32_t count = children_of(m, first, last, depth, &children);
    uint32_t base = find_base(m, children, count);
    m->unit[unit].base = (int32_t)base;
    for (uint32_t i = 0; i < count; i++) m->unit[base + children[i].symbol].check = unit;
    if (base + children[count - 1].symbol >= m->used)
        m->used = base + children[count - 1].symbol + 1;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t child = base + children[i].symbol;
        if (children[i].symbol == 0)
            m->unit[child].base = -1 - (int32_t)m->keys[children[i].first].value;
        else
            place(m, child, children[i].first, children[i].last, depth + 1);
    }
    free(children);
}

struct trie_unit *trie_make(const struct trie_key *keys, uint32_t count, uint32_t *units)
{
    struct maker m = {.keys = keys, .used = TRIE_ROOT + 1, .start = TRIE_ROOT + 1};
    grow(&m, SYMBOLS_MAX);
    if (count) place(&m, TRIE_ROOT, 0, count, 0);
    *units = m.used;
    return m.unit;
}
