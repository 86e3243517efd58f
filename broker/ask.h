/* ask.h: the evaluation of queries, in the reading threads; shared by the broker/ask*.c files.
 *
 *   ask_keys.c     a condition, as the rows of a segment that have a key it allows
 *   ask_records.c  a record with all its conditions, as rows
 *   ask_weigh.c    a text, as the articles that it stands in, and how often
 *   ask_dates.c    the articles of some days
 *   ask_known.c    the articles that meet a condition, from the cache
 *   ask_match.c    a whole query, as articles
 *   ask_cost.c     what it will cost to evaluate one
 *   ask_rank.c     which of them come first
 *   ask_score.c    their scores, where texts are asked for
 *   ask_amounts.c  which records do, by what they amount to
 *   ask_kept.c     what all of that came to, for the next page
 *   ask_facet*.c   how many there are of each kind, and what their figures come to
 *
 * A segment is asked by itself: what it answers is a set of ordinals or of rows, a bit each. Only
 * living articles get into an answer.
 */
#ifndef BROKER_ASK_H
#define BROKER_ASK_H

#include "broker/ask_cache.h"
#include "broker/index.h"
#include "broker/index_columns.h"
#include "broker/index_directory.h"
#include "proto/msg.h"
#include "proto/query.h"
#include <string.h>

/* ---- Sets ---- */

struct bits {
    uint64_t *at;
    uint32_t count; /* of bits */
};
struct bits bits_new(uint32_t count); /* none is set */
void bits_free(struct bits *b);
void bits_fill(struct bits *b); /* all are */
void bits_and(struct bits *b, const struct bits *other);
void bits_or(struct bits *b, const struct bits *other);
void bits_minus(struct bits *b, const struct bits *other);
uint64_t bits_total(const struct bits *b);
/* Sets those whose byte is not zero: a byte for each. */
void bits_set_by_bytes(struct bits *b, const uint8_t *bytes);
static inline void bits_set(struct bits *b, uint32_t i)
{
    b->at[i / 64] |= UINT64_C(1) << i % 64;
}
static inline void bits_clear(struct bits *b, uint32_t i)
{
    b->at[i / 64] &= ~(UINT64_C(1) << i % 64);
}
static inline bool bits_has(const struct bits *b, uint32_t i)
{
    return b->at[i / 64] >> i % 64 & 1;
}
/* The first that is set from `from` on; count if there is none. Mostly it is near. */
uint32_t bits_next_word(const struct bits *b, uint32_t word);
static inline uint32_t bits_next(const struct bits *b, uint32_t from)
{
    if (from >= b->count) return b->count;
    uint64_t word = b->at[from / 64] >> from % 64;
    return word ? from + (uint32_t)__builtin_ctzll(word) : bits_next_word(b, from / 64 + 1);
}

/* ---- A segment that is asked ---- */

struct ask_segment {
    struct index_view *view;
    struct index_segment segment;
    struct txn *txn;
    struct columns_counts counts;
    struct buf firsts;          /* firsts_read(), when a row was asked for */
    struct rows_reader *rows;   /* of rows in ascending order */
    struct rows_reader *linked; /* of rows that they are linked to */
    struct ask_cache *cache;    /* or NULL */
    bool articles_only;         /* nobody asks for the rows of records that match */
    bool weighs; /* texts that are not negated are going to be weighed, all of them */
    struct {
        const struct query_term *term;
        struct ask_weighing *last; /* of ask_weigh() */
    } weighed;
    struct { /* of ask_describe() */
        const struct query_node *record;
        struct bits rows, articles;
    } described;
    struct { /* the chunk of articles at hand */
        uint32_t number;
        struct view rows;
    } articles;
    struct { /* the document at hand */
        uint64_t num;
        struct msg_stored_doc doc;
        bool known;
    } document;
};
void ask_open(struct ask_segment *s, struct index_view *view, const struct index_segment *segment,
              struct ask_cache *cache);
void ask_close(struct ask_segment *s);

/* Goes to the chunk of an article; false if there is none. */
bool ask_go_to(struct ask_segment *s, uint32_t chunk);
/* The row of an article, for ordinals that mostly ascend; false if there is none. Here, so that a
 * caller who wants a field of it reads no other. */
static inline bool ask_row(struct ask_segment *s, uint32_t ordinal, struct index_row *row)
{
    uint32_t chunk = ordinal / INDEX_ROWS;
    size_t at = ordinal % INDEX_ROWS * sizeof *row;
    if ((s->articles.number != chunk && !ask_go_to(s, chunk)) ||
        at + sizeof *row > s->articles.rows.len)
        return false;
    memcpy(row, s->articles.rows.at + at, sizeof *row);
    return true;
}
/* What is known of its articles without their rows; NULL if nothing is. */
static inline const struct index_directory *ask_directory(struct ask_segment *s)
{
    return index_directory(s->view, &s->segment);
}
/* As index_article(), likewise. */
bool ask_article(struct ask_segment *s, uint32_t ordinal, struct index_article *out);
/* The document of an article; NULL if it is gone. Valid until the next one. */
const struct msg_stored_doc *ask_document(struct ask_segment *s, uint64_t num);

/* The first row of an article, which is its own; the end of all rows for the article behind the
 * last. */
void ask_read_firsts(struct ask_segment *s);
static inline uint32_t ask_first_row(struct ask_segment *s, uint32_t ordinal)
{
    if (s->firsts.len == 0) ask_read_firsts(s);
    return ((const uint32_t *)(const void *)s->firsts.at)[ordinal];
}
/* The article of a row, not below `from`. */
uint32_t ask_article_of(struct ask_segment *s, uint32_t row, uint32_t from);

/* yyyymmdd, with 0 for what is not known, as days, half-open. False if not even the year is known.
 */
bool ask_days(uint32_t date, int32_t *from, int32_t *to);

/* ---- Conditions ---- */

/* Sets the rows that have one of the keys with this first byte that the condition allows. */
void ask_keys(struct ask_segment *s, enum record_key key, const struct query_term *term,
              struct bits *rows);
/* Sets the rows of the codes [first, end). */
void ask_set_rows(struct ask_segment *s, uint32_t first, uint32_t end, struct bits *rows);
/* The codes of the keys that it may allow: [first, end). Whether it allows all of them. */
bool ask_term_codes(struct ask_segment *s, enum record_key key, const struct query_term *term,
                    uint32_t *first, uint32_t *end);
/* At most so many keys are allowed. */
uint32_t ask_keys_bound(struct ask_segment *s, enum record_key key, const struct query_term *term);
/* Codes of the keys with this first byte: [first, end). */
void ask_key_range(struct ask_segment *s, enum record_key key, uint32_t *first, uint32_t *end);

/* Of rows that have a key with this first byte, beside their first one: the codes of them all, and
 * that of one row, in ascending order of rows; CODE_NONE if it has none. */
struct further_codes {
    struct buf codes;
    size_t next;
    bool read;
};
void ask_further_codes(struct ask_segment *s, enum record_key key, struct further_codes *out);
uint32_t ask_further_code(struct further_codes *f, uint32_t row);

/* The articles that have a record as a RECORD node describes it, dead ones too; to be freed.
 * `within`: ordinals that count, NULL = all; of all of them the rows are kept for ask_records(). */
struct bits ask_describe(struct ask_segment *s, const struct query_node *record,
                         const struct bits *within);
/* The articles that have one of these rows. */
struct bits ask_articles_of(struct ask_segment *s, const struct bits *rows);

/* Takes out those articles whose date does not meet a condition of DATE. */
void ask_keep_dates(struct ask_segment *s, const struct query_term *t, struct bits *articles);

/* ---- What is known of the articles of a segment, in the cache ---- */

/* What the bytes that are asked for begin with. */
enum { ASKED_TEXT = 'T', ASKED_CONDITION = 'C' };

/* The articles of a weighing; to be freed. */
struct bits ask_weighed(const struct ask_weighing *w);
/* The articles that a RECORD node describes, if that is known; to be freed. `at` is NULL if not. */
struct bits ask_condition_known(struct ask_segment *s, const struct query_node *record);
void ask_condition_keep(struct ask_segment *s, const struct query_node *record,
                        const struct bits *articles);
/* Whether to find out of all articles, and to keep that, where `within` is asked for. */
bool ask_condition_is_due(struct ask_segment *s, const struct query_node *record,
                          const struct bits *within);

/* ---- Queries ---- */

/* The articles, all of them living, that a query describes; to be freed. Adds to *documents how
 * many they are in. */
struct bits ask_match(struct ask_segment *s, const struct query_node *query, uint64_t *documents);

/* About how many places of texts and rows of records have to be gone through in these segments,
 * counted up to `most`. rows: the records of what matches are wanted, too. */
uint64_t ask_cost(struct ask_segment *at, size_t count, const struct query_node *query, bool rows,
                  uint64_t most);

/* The articles that have the text of a TERM, in any state, and how often. Valid until it is called
 * for another term, or the segment is closed, unless it is held. */
struct ask_weighing *ask_weigh(struct ask_segment *s, const struct query_term *term);
/* The same if it was found out before; NULL if not. The caller holds it. */
struct ask_weighing *ask_weigh_known(struct ask_segment *s, const struct query_term *term);
void ask_weigh_end(struct ask_segment *s); /* the segment is closed */

/* What a TERM of the text looks for; its code points are put in *room. */
struct index_text ask_text(const struct query_term *term, struct buf *room);

/* Appends the places of what f looks for in the text of an article, as points of the article,
 * uint32_t. Articles ascend; f is asked for nothing else. */
void ask_places(struct index_find *f, const struct index_article *a, struct buf *points);

/* The records that a query describes: rows of its RECORD nodes that are not negated and, unless
 * kind is -1, of this kind; if there is none, all records of the kind. Of the articles in `within`
 * only. To be freed. */
struct bits ask_records(struct ask_segment *s, const struct query_node *query, int kind,
                        const struct bits *within);
/* Of these rows: the codes [first, end) that figures among them have. Whether all are figures. */
bool ask_figure_codes(struct ask_segment *s, const struct query_node *query, int kind,
                      uint32_t *first, uint32_t *end);

#endif
