/* index_directory.h: what is asked of each article of a segment in every question, close together.
 *
 * A row of an article has 84 bytes and lies among lists; where it begins, how long its text is, its
 * date and whose it is are 22, and four for each 1,000 positions tell at once which article one is
 * in. A segment never changes, so these are taken from its rows once, when a place is first to be
 * told the article that it is in, and kept for all reading threads. Room is bounded: a segment that
 * does not fit has none, and its rows are read (index_walk.h). Each one is asked for in every
 * question, so none makes room for another: only those that are in the list no more go.
 */
#ifndef BROKER_INDEX_DIRECTORY_H
#define BROKER_INDEX_DIRECTORY_H

#include "broker/index.h"
#include <stdatomic.h>

/* Of an article, how long title and subtitle are; HEAD_LONG: that, or longer. */
struct directory_heads {
    uint8_t title, subtitle;
};
enum { HEAD_LONG = UINT8_MAX };

struct index_directory {
    atomic_uint holders;
    uint64_t segment;
    size_t bytes;
    uint32_t count;            /* of articles; at least one */
    uint32_t blocks;           /* of positions */
    const uint32_t *bases;     /* the article that each BASE_BLOCKS of them begin in, */
    const uint16_t *offsets;   /* and of each how many articles behind that it begins in */
    const uint32_t *starts;    /* first positions; two more behind the last: UINT32_MAX */
    const uint32_t *texts;     /* positions of their texts */
    const uint32_t *dates;     /* yyyymmdd, 0 where not known */
    const uint32_t *documents; /* of neighbours that are of one document the same number */
    const uint32_t *ids;       /* the upper half of struct index_article's id */
    const struct directory_heads *heads;
    uint32_t room[];
};

enum { BLOCK_POSITIONS = 512, BASE_BLOCKS = 64 };

/* Whether a position is in a block: one of a damaged list may be in none. */
static inline bool directory_has(const struct index_directory *d, uint32_t position)
{
    return position / BLOCK_POSITIONS < d->blocks;
}

/* The article that a position's block begins in: it is that one or soon behind. */
static inline uint32_t directory_guess(const struct index_directory *d, uint32_t position)
{
    uint32_t block = position / BLOCK_POSITIONS;
    return block < d->blocks ? d->bases[block / BASE_BLOCKS] + d->offsets[block] : d->count - 1;
}

/* The article that a position is in, which is in a block: nothing here depends on how far the one
 * before was. */
static inline uint32_t directory_article_of(const struct index_directory *d, uint32_t position)
{
    uint32_t block = position / BLOCK_POSITIONS;
    uint32_t first = d->bases[block / BASE_BLOCKS] + d->offsets[block];
    const uint32_t *behind = d->starts + first + 1;
    uint32_t at = first + (behind[0] <= position) + (behind[1] <= position);
    while (d->starts[at + 1] <= position) at++; /* the last one is behind all of them */
    return at;
}

/* Of any position: the last one, if it is in no block. */
static inline uint32_t directory_article(const struct index_directory *d, uint32_t position)
{
    return directory_has(d, position) ? directory_article_of(d, position) : d->count - 1;
}

/* The zone that a point behind the text of an article is in, as far as title and subtitle tell;
 * ZONES: a separator. */
enum { ZONE_BEHIND = ZONES + 1, ZONE_UNKNOWN };
static inline unsigned directory_zone(const struct index_directory *d, uint32_t article,
                                      uint32_t point)
{
    struct directory_heads heads = d->heads[article];
    uint32_t title = d->texts[article] + 1, subtitle = title + heads.title + 1;
    if (heads.title == HEAD_LONG || heads.subtitle == HEAD_LONG) return ZONE_UNKNOWN;
    if (point - title < heads.title) return ZONE_TITLE;
    if (point - subtitle < heads.subtitle) return ZONE_SUBTITLE;
    return point <= subtitle + heads.subtitle ? ZONES : ZONE_BEHIND;
}

struct index_directories;
struct index_directories *index_directories_open(size_t bytes);
void index_directories_free(struct index_directories **d); /* harmless on NULL */

/* That of a segment in the view's list, which holds it until the list changes. NULL if there is
 * none: no room, damage, or a view without v->directories. */
const struct index_directory *index_directory(struct index_view *v, const struct index_segment *s);

/* The room that it takes. */
size_t index_directory_bytes(const struct index_segment *s);

void index_directory_leave(const struct index_directory **d); /* harmless on NULL */

#endif
