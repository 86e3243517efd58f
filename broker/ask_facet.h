/* ask_facet.h: how many articles or records there are of each kind, and what their figures come to.
 *
 * A FACET is what tells them apart: the place, the year … A BUCKET is all that are alike in it (and
 * in a second one). A record counts where it belongs: a figure by the place, date, organisation or
 * initiative that it is about, a person also by role and employer, another record by itself, all by
 * their article. An article counts once for each value that its records have; of two facets for
 * each pair, but where a record has both, as a person has a name and a role, for each that is of
 * one record. What has no value counts as the empty one, so that the buckets of one facet of
 * records add up.
 */
#ifndef BROKER_ASK_FACET_H
#define BROKER_ASK_FACET_H

#include "broker/ask.h"

enum facet {
    FACET_NONE,
#define X(NAME, ...) FACET_##NAME,
    FACETS(X)
#undef X
        FACET_COUNT
};

struct ask_facets;
/* digits: of the codes of places that tell them apart, 0 = 2. most: buckets. */
struct ask_facets *ask_facets_open(enum facet first, enum facet second, unsigned digits,
                                   uint32_t most);
void ask_facets_free(struct ask_facets **f);

/* Counts the articles of a segment; or, if rows is not NULL, these rows, which are of such
 * articles. */
void ask_facets_add(struct ask_facets *f, struct ask_segment *s, const struct bits *articles,
                    const struct bits *rows);

/* Memory that they take, about. */
size_t ask_facets_bytes(const struct ask_facets *f);

/* Whether there are more buckets than there may be: then nothing of it counts. */
bool ask_facets_too_many(const struct ask_facets *f);
/* How many buckets there are. */
uint64_t ask_facets_count(const struct ask_facets *f);
/* Buckets from number `from` on in their order; how many, at most room. Texts are in the arena.
 * figures: NULL, or where the figures of each are appended as PROTOCOL.md, 11.8 has them; with many
 * of them there are fewer buckets than room, but one. */
size_t ask_facets_end(struct ask_facets *f, enum order order, uint64_t from, size_t room,
                      struct arena *arena, struct buf *figures, struct msg_bucket *out);

/* The facet of a name; FACET_NONE with *err if there is none. */
enum facet ask_facet(struct view name, struct err *err);

#endif
