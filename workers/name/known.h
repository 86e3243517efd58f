/* known.h: names that were found somewhere in a document, to be found everywhere in it.
 *
 * A name stands in a chain by its first two characters. Chains are bounded: what would make one
 * longer is left out, so a look-up costs a constant whatever the document says.
 */
#ifndef WORKERS_NAME_KNOWN_H
#define WORKERS_NAME_KNOWN_H

#include "workers/document.h"

enum { KNOWN_CHAIN = 16 };

struct known_name {
    struct view text, full; /* full: what it stands for, text itself if nothing else */
    struct view type;       /* of an organisation */
    enum record_kind kind;
    uint32_t next; /* of the chain, 0 = end */
};

struct known {
    struct arena *arena;
    struct known_name *at; /* from 1 on */
    uint32_t count, room;
    uint32_t *heads; /* 1 << bits chains */
    uint32_t bits;
    uint8_t begins[8192]; /* a bit for each code point that a name begins with */
};

void known_open(struct known *k, struct arena *arena);
void known_close(struct known *k); /* frees what is not in the arena */

/* The name of exactly this text, or NULL. */
struct known_name *known_find(const struct known *k, struct view text);

/* Adds a name, which must stay valid; the one that is there already is kept. NULL if it is shorter
 * than two characters or its chain is full. */
struct known_name *known_add(struct known *k, struct view text, enum record_kind kind);

/* Whether a name may begin with the character. */
static inline bool known_begins(const struct known *k, uint32_t c)
{
    return k->begins[(c & 0xffff) >> 3] & 1 << (c & 7);
}

/* The longest name that begins at `at`, or NULL. */
const struct known_name *known_at(const struct known *k, const char *at, const char *end);

#endif
