/* ask_score.c: articles by their scores. See ask_rank.h.
 *
 * Of a million articles with a common text ten are wanted. So what an article can have at most is
 * looked up first, by how much each text weighs in it and about how long it is: that rules out
 * nearly all, and of the others the score is worked out.
 */
#include "broker/ask_rank.h"
#include <math.h>
#include <stdlib.h>

enum {
    ROWS = 32,           /* weights; the last row stands for all greater ones, */
    COLUMNS = 128,       /* and of lengths the last column */
    COLUMNS_AVERAGE = 16 /* those up to the average length, at least */
};

struct scored_text {
    const struct query_term *term;
    double rarity;
    struct ask_weighing *weighing; /* of the segment at hand */
    uint32_t at;                   /* in its list */
    uint32_t weight;               /* in the article at hand */
    float most[ROWS][COLUMNS];     /* what no score is above */
};

struct scorer {
    struct scored_text *texts;
    size_t count;
    double average; /* length of an article */
    unsigned shift; /* a column is so many bits of a length apart */
    bool has_most;  /* it pays to look up `most` */
    struct ask_top *top;
};

static const double k1 = 1.2, b = 0.75;

/* It does not grow with the length, nor become less with the weight; nor does what comes of it by
 * rounding. */
static float score_of(const struct scorer *s, const struct scored_text *t, double weight,
                      uint32_t text_length)
{
    double length = 1 - b + b * text_length / s->average;
    return (float)(t->rarity * weight * (k1 + 1) / (weight + k1 * length));
}

static float score_at_hand(const struct scorer *s, uint32_t length)
{
    float score = 0;
    for (size_t i = 0; i < s->count; i++)
        if (s->texts[i].weight > 0) score += score_of(s, &s->texts[i], s->texts[i].weight, length);
    return score;
}

static uint64_t key_of(float score)
{
    return (uint64_t)((double)score * 1e6);
}

/* ---- The most that it can be ---- */

/* A weight without end has the limit of the formula, and a little for its rounding. */
static void fill_most(const struct scorer *s, struct scored_text *t)
{
    for (uint32_t column = 0; column < COLUMNS; column++) {
        t->most[0][column] = 0;
        for (uint32_t weight = 1; weight < ROWS - 1; weight++)
            t->most[weight][column] = score_of(s, t, weight, column << s->shift);
        t->most[ROWS - 1][column] = (float)(t->rarity * (k1 + 1) * (1 + 1e-6));
    }
}

/* Added up in the order of score_at_hand(), so that it is rounded alike. */
static float most_at_hand(const struct scorer *s, uint32_t length)
{
    uint32_t column = length >> s->shift;
    float most = 0;
    if (column >= COLUMNS) column = COLUMNS - 1;
    for (size_t i = 0; i < s->count; i++) {
        uint32_t weight = s->texts[i].weight;
        most += s->texts[i].most[weight < ROWS ? weight : ROWS - 1][column];
    }
    return most;
}

/* Whether the article at hand can be among the first. */
static bool may_come(const struct scorer *s, uint32_t length)
{
    uint64_t floor = ask_top_floor(s->top);
    if (floor == 0 || key_of(most_at_hand(s, length)) >= floor) return true;
    s->top->more = true;
    return false;
}

/* ---- Along the articles ---- */

static void go_to(struct scorer *s, uint32_t ordinal)
{
    for (size_t i = 0; i < s->count; i++) {
        struct scored_text *t = &s->texts[i];
        t->weight = tally_weight(&t->weighing->tally, ordinal, &t->at);
    }
}

/* d: of the segment, or NULL. */
static void offer(struct scorer *s, struct ask_segment *segment, const struct index_directory *d,
                  uint32_t ordinal)
{
    struct index_row row;
    if (d && s->has_most && !may_come(s, d->texts[ordinal])) return;
    uint64_t key = d ? key_of(score_at_hand(s, d->texts[ordinal])) : 0;
    if (d && !ask_top_wants(s->top, key, d->ids[ordinal])) return;
    if (!ask_row(segment, ordinal, &row)) return;
    if (!d) key = key_of(score_at_hand(s, row.text));
    struct ask_found found = {key, row.id, row.index, 0, row.doc};
    ask_top_offer(s->top, &found);
}

static void offer_all(struct scorer *s, struct ask_segment *segment, const struct bits *matched)
{
    uint32_t ordinal = bits_next(matched, 0);
    if (ordinal == matched->count) return;
    const struct index_directory *d = ask_directory(segment);
    for (size_t i = 0; i < s->count; i++) {
        struct scored_text *t = &s->texts[i];
        t->weighing = ask_weighing_hold(ask_weigh(segment, t->term));
        t->at = 0;
    }
    for (; ordinal < matched->count; ordinal = bits_next(matched, ordinal + 1)) {
        go_to(s, ordinal);
        offer(s, segment, d, ordinal);
    }
    for (size_t i = 0; i < s->count; i++) ask_weighing_leave(s->texts[i].weighing);
}

/* ---- A query ---- */

static double rarity_of(double articles, double with)
{
    return log(1 + (articles - with + 0.5) / (with + 0.5));
}

static unsigned shift_of(double average)
{
    unsigned shift = 0;
    while (shift < 24 && (double)(UINT32_C(2) << shift) * COLUMNS_AVERAGE <= average) shift++;
    return shift;
}

static uint64_t total_of(const struct bits *matched, size_t segments)
{
    uint64_t count = 0;
    for (size_t i = 0; i < segments; i++) count += bits_total(&matched[i]);
    return count;
}

void ask_offer_best(const struct index_view *view, struct ask_segment *at,
                    const struct query_node *query, const struct bits *matched,
                    struct u64_list weights, struct ask_top *top)
{
    const struct query_term *terms[ASK_TEXTS_MOST];
    const uint64_t own[2] = {view->articles, view->positions};
    const uint64_t *all = weights.count ? weights.at : own;
    uint64_t count = total_of(matched, view->count);
    if (count == 0) return;
    struct scorer s = {.count = ask_texts(query, terms, ASK_TEXTS_MOST), .top = top};
    s.texts = xmalloc((s.count + 1) * sizeof *s.texts);
    s.average = all[0] && all[1] ? (double)all[1] / (double)all[0] : 1;
    s.shift = shift_of(s.average);
    s.has_most = count > ROWS * COLUMNS;
    for (size_t i = 0; i < s.count; i++) {
        uint64_t with = weights.count ? all[2 + i] : ask_articles_with(at, view->count, terms[i]);
        s.texts[i].term = terms[i];
        s.texts[i].rarity = rarity_of((double)all[0], (double)with);
        if (s.has_most) fill_most(&s, &s.texts[i]);
    }
    for (size_t i = 0; i < view->count; i++) offer_all(&s, &at[i], &matched[i]);
    free(s.texts);
}
