/* trie_make.h: a double-array trie (gazetteer.h) from sorted keys. */
#ifndef WORKERS_PLACE_TRIE_MAKE_H
#define WORKERS_PLACE_TRIE_MAKE_H

#include "workers/place/gazetteer.h"

struct trie_key {
    const uint16_t *symbols; /* none of them 0 */
    uint32_t length;
    uint32_t value;
};

/* The units of the trie that leads from each key to its value; *count of them, free() them. The
 * keys must be sorted by symbols and differ from each other. */
struct trie_unit *trie_make(const struct trie_key *keys, uint32_t count, uint32_t *units);

#endif
