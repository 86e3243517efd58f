/* index.h: which articles contain a text: exact search over all that is DONE.
 *
 * An article is a run of code points, folded (proto/fold.h, proto/part.h): text, title, subtitle,
 * byline, source, each with a separator behind. A SEGMENT is a stream of articles, one after the
 * other; a POSITION is a code point's place in the stream, an ORDINAL an article's number in its
 * segment, from 0. Segments never change. Each turn writes one of the documents that became DONE
 * in it; the compactor (compactor.h) merges segments of a level into one of the next.
 *
 * For each three neighbouring code points (a TERM) a segment has the positions where they stand, in
 * ascending order. One code point, or two, are found by all terms that they begin; three are a
 * term; a longer text is where the terms that cover it stand at their distances. So every text is
 * found, and nothing else.
 *
 * What stands in the index of a document counts as long as the document is DONE and was not indexed
 * again since: index_next() and index_is_live() see to it. Compaction drops what does not.
 * A DUPLICATE has no result, so it has no articles: its holder stands for it.
 *
 * A segment is a set of entries (number, family, key) -> value in the table `index`, see
 * index_format.h and docs/index.md. Records are further families (index_records.h).
 */
#ifndef BROKER_INDEX_H
#define BROKER_INDEX_H

#include "broker/store.h"
#include "proto/part.h"

/* ---- Writing: the turn ---- */

/* Adds a document that is DONE in this turn; the part is copied. It is in the index when the turn
 * is committed. A document without articles needs no part. */
void index_add(struct store *s, uint64_t num, const struct index_part *part);
/* The document is not DONE any more: what the index has of it is dead. */
void index_drop(struct store *s, uint64_t num);

/* For want of room: the document is noted, to be added later. The first one that was; 0 if there is
 * none. index_resume(): it is about to be added, or need not be. */
void index_postpone(struct store *s, uint64_t num);
uint64_t index_postponed(struct store *s);
void index_resume(struct store *s, uint64_t num);

/* Documents of a store that is older than the index: the next one to look at, 0 if all are done;
 * and whether it is DONE and was not indexed since. index_old_done(): it was added, or need not be.
 */
uint64_t index_old(const struct store *s);
bool index_old_is_due(struct store *s);
void index_old_done(struct store *s);

/* ---- Reading ---- */

struct index_segment {
    uint64_t number;
    uint32_t articles;
    uint32_t length;                         /* positions */
    uint64_t bound;                          /* its lists of this term and greater ones are in */
    const struct index_sources *sources;     /* these; NULL: they are its own (index_sources.h) */
    uint64_t bytes, clean;                   /* as in STORED_SEGMENT */
    const struct index_directory *directory; /* index_directory(); NULL: not asked for, or none */
};

/* All segments as of a page. Zero-initialise once, open for each page; memory is kept. */
struct index_view {
    struct store_read *read;
    struct index_segment *at;
    size_t count, room;
    uint64_t articles, positions; /* of all segments, the dead ones too */
    struct {                      /* what was read last */
        uint64_t number;
        const unsigned char *bytes;
    } states;
    struct index_sources *sources;         /* of the one that is being spliced, or NULL */
    bool any_dead;                         /* some documents were indexed again */
    uint64_t dropped;                      /* the next segment's number when one left last */
    uint64_t snapshot;                     /* of the store: the list is as it was there */
    struct index_directories *directories; /* the owner's, of all threads; NULL: there are none */
};
void index_open(struct index_view *v, struct store_read *r);
void index_close(struct index_view *v);

/* An article of a segment. */
struct index_article {
    uint64_t doc, serial;
    uint64_t id;            /* the first eight bytes of the document's id, as a number */
    uint32_t start;         /* its first position */
    uint32_t index;         /* in the document's list of articles, from 0 */
    uint32_t date;          /* yyyymmdd, 0 where not known */
    uint32_t length[ZONES]; /* positions of each zone */
};
bool index_article(const struct index_view *v, const struct index_segment *s, uint32_t ordinal,
                   struct index_article *out);
/* Whether its document is DONE, and this is what it was indexed as last. */
bool index_is_live(struct index_view *v, const struct index_article *a);
/* Whether no document of the segment has left or was indexed again since it was made. */
bool index_is_all_alive(const struct index_view *v, const struct index_segment *s);

/* ---- Finding ---- */

enum { INDEX_TEXT_MOST = MAX_QUERY }; /* code points of a text that is looked for */

/* What to look for: code points, folded; at least one, at most INDEX_TEXT_MOST. */
struct index_text {
    const uint32_t *at;
    uint32_t count;
    bool whole_words; /* only where a word begins before it and one ends behind it */
    unsigned zones;   /* bits 1 << enum zone: only there */
    bool once;        /* one place an article is enough: hits count no others */
};

/* One text in one segment; what is found comes in ascending order of positions. It lives as long as
 * the page. */
struct index_find;
struct index_find *index_find_open(struct index_view *v, const struct index_segment *s,
                                   const struct index_text *text);
void index_find_close(struct index_find **f); /* harmless on NULL */

/* At most so many places are there: what to begin with when several texts are asked for. Asked of
 * one that was just opened. */
uint64_t index_find_bound(struct index_find *f);

/* The first place at `from` or behind it, in any zone and of living or dead documents; false if
 * there is none. `from` must not be below what was asked before. */
bool index_find_next(struct index_find *f, uint32_t from, uint32_t *position);

/* An article that has the text. */
struct index_hit {
    uint32_t ordinal;
    uint32_t count; /* places in it, that may overlap */
    uint32_t heads; /* of these: in its title */
    uint32_t first; /* the first of them, */
    uint32_t zone;  /* and its zone */
    struct index_article article;
};
/* The first living article with ordinal >= from that has the text in the zones asked for. Ordinals
 * asked for must ascend. */
bool index_next(struct index_find *f, uint32_t from, struct index_hit *out);
/* Likewise, its ordinal alone: that costs less. */
bool index_next_ordinal(struct index_find *f, uint32_t from, uint32_t *ordinal);

/* A place in the title weighs as much as so many elsewhere. */
enum { TITLE_WEIGHT = 4 };

/* How often a text stands in an article, in the zones asked for. */
struct index_standing {
    uint32_t ordinal;
    uint32_t length;        /* of the article's text */
    uint32_t places, heads; /* heads: those in its title */
};
/* Gives all articles that have the text in the zones asked for, dead ones too, some at a time, by
 * ascending ordinals. Of a text that was just opened, of which nothing else is asked. */
typedef void index_taker(void *to, const struct index_standing *found, size_t count);
void index_each(struct index_find *f, index_taker *take, void *to);

/* How many living articles have the text. For a text of three characters in INDEX_USUAL_ZONES that
 * is mostly known, however many there are. */
uint64_t index_count(struct index_view *v, const struct index_segment *s,
                     const struct index_text *text);
/* Where is looked unless the question says otherwise. */
enum { INDEX_USUAL_ZONES = 1 << ZONE_TEXT | 1 << ZONE_TITLE | 1 << ZONE_SUBTITLE };

/* ---- Sizes ---- */

/* Bytes of the index by family, and how much waits to be merged or removed. */
struct index_sizes {
    uint64_t segments, articles, positions;
    uint64_t bytes; /* of keys and values */
    uint64_t dead;  /* of those: of segments that are being removed */
};
void index_sizes(struct store_read *r, struct index_sizes *out);

#endif
