/* ask_rank.h: which of all that a query describes come first, a page at a time.
 *
 * What is found is offered one by one; the best that come behind the page before are kept. Two are
 * never alike: where the keys are, the id of the document decides, then article and record.
 */
#ifndef BROKER_ASK_RANK_H
#define BROKER_ASK_RANK_H

#include "broker/ask.h"

enum { PLACE_BYTES = 24 };

struct ask_found {
    uint64_t key;             /* greater ones come first */
    uint64_t id;              /* of the document: its beginning */
    uint32_t article, record; /* in the result, from 0; record: 0 where articles are asked for */
    uint64_t doc;
};

struct ask_top {
    struct ask_found *at; /* a heap, the last of them first; by ask_top_end() in order */
    size_t count, limit;
    bool has_after, more; /* more: some were left out behind them */
    struct ask_found after;
};
/* limit: at least 1. after: ask_place() of the last one of the page before; empty: from the first.
 * -1 with *err if it is none. */
int ask_top_open(struct ask_top *top, size_t limit, struct view after, struct err *err);
void ask_top_offer(struct ask_top *top, const struct ask_found *found);
/* Whether something with that key, of a document whose id has this upper half, can be among the
 * first: what cannot need not be offered. */
bool ask_top_wants(struct ask_top *top, uint64_t key, uint32_t id);
/* The same where the document is not known yet. */
bool ask_top_wants_key(struct ask_top *top, uint64_t key);
void ask_top_end(struct ask_top *top);
void ask_top_free(struct ask_top *top);
void ask_place(const struct ask_found *found, unsigned char out[PLACE_BYTES]);

/* What has a lesser key comes behind all that are kept, and they are as many as are wanted. */
static inline uint64_t ask_top_floor(const struct ask_top *top)
{
    return top->count < top->limit ? 0 : top->at[0].key;
}

/* By the date of its article. */
uint64_t ask_date_key(uint32_t date, enum order order);

/* The texts that a query asks for, not negated: at most room of them. */
size_t ask_texts(const struct query_node *query, const struct query_term **out, size_t room);

/* What scores depend on beside the article itself: [0] how many articles there are, [1] the points
 * of their texts, and of each text of the query, in its order, how many articles have it. Of
 * several stores they add up. */
enum { ASK_TEXTS_MOST = 32, ASK_WEIGHTS_MOST = 2 + ASK_TEXTS_MOST };
/* How many articles have the text of a TERM, in any state. */
uint64_t ask_articles_with(struct ask_segment *at, size_t count, const struct query_term *term);
/* Those of this store; how many. */
size_t ask_weights(const struct index_view *view, struct ask_segment *at,
                   const struct query_node *query, uint64_t out[ASK_WEIGHTS_MOST]);
/* Whether those of a stranger can be ones of the query: else -1 with *err. */
int ask_weights_check(const struct query_node *query, struct u64_list weights, struct err *err);

/* Offers the articles that matched, of each segment, by their scores: BM25 (S. Robertson,
 * H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.1) with
 * k1 = 1.2 and b = 0.75 over characters instead of words; a place in a title counts as
 * TITLE_WEIGHT. The key is the score in millionths; 0 where an article has none of the texts.
 * weights: empty = those of this store, of all its articles, in any state. */
void ask_offer_best(const struct index_view *view, struct ask_segment *at,
                    const struct query_node *query, const struct bits *matched,
                    struct u64_list weights, struct ask_top *top);

#endif
