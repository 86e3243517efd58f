/* vocabulary.h: the words that initiatives are known by: heads.def, cues.def, plain.def.
 *
 * A head is the noun that a name ends in (…机制, …行动), a cue the word before it (打造…, 荣获…),
 * and a plain quotation one that names no initiative whatever stands around it (“牛鼻子”).
 */
#ifndef WORKERS_INITIATIVE_VOCABULARY_H
#define WORKERS_INITIATIVE_VOCABULARY_H

#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>

/* X(NAME, name): the types of initiative. */
#define INITIATIVE_TYPES(X)                                                                        \
    X(MECHANISM, "mechanism")                                                                      \
    X(PROGRAMME, "programme") X(PLATFORM, "platform") X(TEAM, "team") X(SLOGAN, "slogan")

enum initiative_type {
#define X(NAME, name) TYPE_##NAME,
    INITIATIVE_TYPES(X)
#undef X
};
const char *initiative_type_name(enum initiative_type t);

struct head {
    const char *text;
    enum initiative_type type;
    enum { HEAD_NAMES, HEAD_CALLS, HEAD_CLOSES, HEAD_DESCRIBES, HEAD_AIMS, HEAD_MARKS } part;
};
struct cue {
    const char *text;
    int weight;
    enum { CUE_OPENS, CUE_MAY_OPEN, CUE_FOUNDS, CUE_STANDS, CUE_CUTS } use;
};

void vocabulary_prepare(void); /* once, before any other; further calls do nothing */

/* The longest head that begins at `at`, its end in *behind; the longest that ends at `at`, its
 * beginning in *begin; the longest cue that ends at `at`. NULL if there is none. */
const struct head *head_at(const char *at, const char *end, const char **behind);
const struct head *head_before(const char *start, const char *at, const char **begin);
const struct cue *cue_before(const char *start, const char *at, const char **begin);

/* Calls `add` with the first character of every head that can end a name without quotation marks.
 */
void head_beginnings(void (*add)(uint32_t character));

/* May a name that ends in a head end before this character? Otherwise the noun goes on. */
bool ends_name(uint32_t c);

/* Is a cue that MAY_OPEN, and begins at `at`, a verb? It is behind a mark, and behind a word that
 * verbs follow: 积极, 深入, 要. */
bool cue_is_verb(const char *floor, const char *at);

bool is_plain(struct view quoted);

#endif
