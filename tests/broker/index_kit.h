/* index_kit.h: an index beside a model of it that looks for texts by comparing each place.
 */
#ifndef TESTS_BROKER_INDEX_KIT_H
#define TESTS_BROKER_INDEX_KIT_H

#include "broker/index.h"
#include "tests/broker/store_kit.h"
#include "tests/proto/dice.h"

enum { KIT_ARTICLES = 4, KIT_LENGTH = 400 };

/* An article of the model: its points, folded, of all zones with their separators. */
struct kit_article {
    uint32_t points[2 * KIT_LENGTH], length;
    unsigned char words[2 * KIT_LENGTH + 1]; /* whether a word begins or ends before the point */
};
struct kit_doc {
    uint64_t num;
    bool done;
    uint32_t count;
    struct kit_article articles[KIT_ARTICLES];
};

struct index_kit {
    struct store *store;
    struct dice dice;
    const char *const *letters; /* the alphabet; NULL at its end */
    struct kit_doc *docs;
    size_t count, room;
    struct index_directories *directories; /* as all readers of a broker have them */
};

void index_kit_open(struct index_kit *k, const char *const *letters, uint64_t seed);
void index_kit_reopen(struct index_kit *k); /* the store closed and opened again */
void index_kit_close(struct index_kit *k);

/* In an open turn: a document that is DONE; one that is not DONE any more; one that is DONE again,
 * with other articles. */
void index_kit_add(struct index_kit *k);
void index_kit_drop(struct index_kit *k, size_t at);
void index_kit_again(struct index_kit *k, size_t at);

/* Appends some letters of the alphabet, at most so many. */
void index_kit_letters(struct index_kit *k, struct buf *out, size_t most);

/* Goes on with documents that are too long for a turn, at most so many turns. */
void index_kit_large(struct index_kit *k, int turns);

/* Merges what should be merged, a slice a turn, as the compactor does; at most so many slices. With
 * `crash` the last merge is left unfinished. */
void index_kit_compact(struct index_kit *k, int slices, bool crash);

/* Asks the index and the model for `times` texts, some from the documents and some at random, and
 * fails the test if they differ. */
void index_kit_compare(struct index_kit *k, struct store_read *r, int times);

/* What a text weighs in each article of a segment, as index_each() gives its places; to be freed.
 */
uint32_t *index_kit_weights(struct index_view *v, const struct index_segment *s,
                            const struct index_text *text);
/* Fails the test if the tally says anything else. Whether it counted in bytes. */
bool index_kit_tally(struct index_view *v, const struct index_segment *s,
                     const struct index_text *text);

#endif
