/* ask_cache.h: in which articles of a segment a text stands, and which ones meet a condition, kept
 * for the next question.
 *
 * A segment never changes, so what was found out of it once holds as long as it is there, whatever
 * comes in meanwhile: which articles are alive is not part of it. All reading threads share one
 * cache. When it is full, what was not asked for longest goes; what a question holds stays until it
 * lets go of it.
 */
#ifndef BROKER_ASK_CACHE_H
#define BROKER_ASK_CACHE_H

#include "broker/index_tally.h"
#include <stdatomic.h>

/* Of a condition each article that meets it weighs 1. */
struct ask_weighing {
    atomic_uint holders;
    struct index_tally tally;
};
/* Takes the tally over. One holder: the caller. */
struct ask_weighing *ask_weighing_new(const struct index_tally *tally);
struct ask_weighing *ask_weighing_hold(struct ask_weighing *w);
void ask_weighing_leave(struct ask_weighing *w); /* freed with its last holder */

struct ask_cache;
struct ask_cache *ask_cache_open(size_t bytes);
void ask_cache_free(struct ask_cache **c); /* harmless on NULL */

/* What is known of a text or a condition in a segment, for the caller to hold; NULL if nothing is.
 * asked: bytes that say all of it; empty, or too many: it is not kept. A cache of NULL knows
 * nothing. */
struct ask_weighing *ask_cache_find(struct ask_cache *c, uint64_t segment, struct view asked);
/* Keeps it, if there is room; the caller holds it still. */
void ask_cache_keep(struct ask_cache *c, uint64_t segment, struct view asked,
                    struct ask_weighing *w);

#endif
