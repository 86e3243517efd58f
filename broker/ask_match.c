/* ask_match.c: the articles of a segment that a query describes. See ask.h.
 *
 * A node is evaluated within a set of articles, so that of several conditions the rarest text comes
 * first, and the others leap to the articles that are left.
 */
#include "broker/ask.h"
#include "broker/ones.h"
#include "proto/fold.h"
#include <stdlib.h>
#include <string.h>

/* ---- Texts ---- */

/* Of a text that is looked for in some articles only. */
static struct bits match_leaping(struct ask_segment *s, const struct query_term *term,
                                 const struct bits *within)
{
    struct bits found = bits_new(s->segment.articles);
    struct buf room = {0};
    struct index_text text = ask_text(term, &room);
    text.once = true;
    struct index_find *f = index_find_open(s->view, &s->segment, &text);
    for (uint32_t i = bits_next(within, 0); i < found.count && index_next_ordinal(f, i, &i);
         i = bits_next(within, i + 1))
        if (bits_has(within, i)) bits_set(&found, i);
    index_find_close(&f);
    buf_free(&room);
    return found;
}

static struct bits match_text(struct ask_segment *s, const struct query_term *term,
                              const struct bits *within)
{
    struct ask_weighing *known = within && !s->weighs ? ask_weigh_known(s, term) : NULL;
    if (within && !s->weighs && !known) return match_leaping(s, term, within);
    struct bits found = ask_weighed(known ? known : ask_weigh(s, term));
    if (within) bits_and(&found, within);
    if (known) ask_weighing_leave(known);
    return found;
}

/* ---- Near each other ---- */

struct near_text {
    struct index_find *find;
    struct buf room, points;
    uint32_t length;
    size_t at; /* in the points */
};

/* Its next place in the article, as points [start, end); false if there is none. */
static bool place_of(const struct near_text *t, uint32_t *start, uint32_t *end)
{
    if ((t->at + 1) * sizeof *start > t->points.len) return false;
    memcpy(start, t->points.at + t->at * sizeof *start, sizeof *start);
    *end = *start + t->length;
    return true;
}

/* Whether somewhere all of them stand within so many characters: the first of the places is moved
 * on until they do. */
static bool are_near(struct near_text *texts, size_t count, uint32_t distance)
{
    for (;;) {
        size_t first = 0;
        uint32_t low = UINT32_MAX, high = 0, start, end;
        for (size_t i = 0; i < count; i++) {
            if (!place_of(&texts[i], &start, &end)) return false;
            if (start < low) {
                low = start;
                first = i;
            }
            if (end > high) high = end;
        }
        if (high - low <= distance) return true;
        texts[first].at++;
    }
}

static bool is_near(struct ask_segment *s, struct near_text *texts, size_t count, uint32_t ordinal,
                    uint32_t distance)
{
    struct index_article a;
    if (!ask_article(s, ordinal, &a)) return false;
    for (size_t i = 0; i < count; i++) {
        texts[i].points.len = texts[i].at = 0;
        ask_places(texts[i].find, &a, &texts[i].points);
    }
    return are_near(texts, count, distance);
}

static void near_open(struct ask_segment *s, const struct query_term *term, struct near_text *t)
{
    *t = (struct near_text){0};
    struct index_text text = ask_text(term, &t->room);
    text.zones = 1u << ZONE_TEXT;
    t->length = text.count;
    t->find = index_find_open(s->view, &s->segment, &text);
}

static void near_close(struct near_text *t)
{
    index_find_close(&t->find);
    buf_free(&t->points);
    buf_free(&t->room);
}

static struct bits match_near(struct ask_segment *s, const struct query_node *node,
                              const struct bits *within)
{
    struct bits found = match_text(s, node->first->term, within);
    struct near_text *texts = xmalloc(MAX_QUERY_TERMS * sizeof *texts);
    size_t count = 0;
    for (const struct query_node *n = node->first; n; n = n->next)
        near_open(s, n->term, &texts[count++]);
    for (uint32_t i = bits_next(&found, 0); i < found.count; i = bits_next(&found, i + 1))
        if (!is_near(s, texts, count, i, node->distance)) bits_clear(&found, i);
    for (size_t i = 0; i < count; i++) near_close(&texts[i]);
    free(texts);
    return found;
}

/* ---- Articles ---- */

/* name: folded. */
static bool name_contains(struct view name, const struct query_term *t, struct buf *room)
{
    room->len = 0;
    fold_text(name, room);
    if (t->whole) return view_equal(buf_view(room), t->text);
    return memmem(room->at, room->len, t->text.at, t->text.len) != NULL;
}

/* publishers: articles that who published them answers for, of SOURCE. */
static bool article_meets(struct ask_segment *s, uint32_t ordinal, const struct query_term *t,
                          const struct bits *publishers, struct buf *room)
{
    struct index_article a;
    const struct msg_stored_doc *doc;
    if (!ask_article(s, ordinal, &a)) return false;
    if (t->field == QUERY_SOURCE && bits_has(publishers, ordinal)) return true;
    doc = ask_document(s, a.doc);
    return doc && name_contains(t->field == QUERY_SOURCE ? doc->source : doc->archive, t, room);
}

static struct bits all_of(struct ask_segment *s, const struct bits *within)
{
    struct bits all = bits_new(s->segment.articles);
    if (within)
        bits_or(&all, within);
    else
        bits_fill(&all);
    return all;
}

/* The articles whose own key meets the condition. */
static struct bits match_own(struct ask_segment *s, const struct query_term *t)
{
    struct bits rows = bits_new(s->counts.rows);
    ask_keys(s, KEY_ARTICLE, t, &rows);
    struct bits articles = ask_articles_of(s, &rows);
    bits_free(&rows);
    return articles;
}

static struct bits match_article(struct ask_segment *s, const struct query_node *node,
                                 const struct bits *within)
{
    struct bits found = all_of(s, within);
    struct buf room = {0};
    for (const struct query_term *t = node->term; t; t = t->next) {
        bool by_key = t->field == QUERY_KIND || t->field == QUERY_SOURCE;
        struct bits own = by_key ? match_own(s, t) : (struct bits){0};
        if (t->field == QUERY_KIND)
            bits_and(&found, &own);
        else if (t->field == QUERY_DATE)
            ask_keep_dates(s, t, &found);
        else
            for (uint32_t i = bits_next(&found, 0); i < found.count; i = bits_next(&found, i + 1))
                if (!article_meets(s, i, t, &own, &room)) bits_clear(&found, i);
        bits_free(&own);
    }
    buf_free(&room);
    return found;
}

static struct bits match_record(struct ask_segment *s, const struct query_node *node,
                                const struct bits *within)
{
    struct bits found = ask_condition_known(s, node);
    bool due = !found.at && ask_condition_is_due(s, node, within);
    const struct bits *in = due ? NULL : within;
    if (!found.at)
        found =
            node->kind == RECORD_ARTICLE ? match_article(s, node, in) : ask_describe(s, node, in);
    if (due) ask_condition_keep(s, node, &found);
    if (within) bits_and(&found, within);
    return found;
}

/* ---- Together ---- */

static struct bits match(struct ask_segment *s, const struct query_node *node,
                         const struct bits *within);

struct rated {
    const struct query_node *node;
    uint64_t cost;
};

static int cheapest_first(const void *a, const void *b)
{
    const struct rated *x = a, *y = b;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    return x->node->start < y->node->start ? -1 : x->node->start > y->node->start;
}

/* Rare texts first; then what is asked of keys, of articles, of groups; last what is negated. */
static uint64_t cost_of(struct ask_segment *s, const struct query_node *n)
{
    enum {
        RECORD_COST = 1 << 20,
        ARTICLE_COST = 1 << 28,
        GROUP_COST = 1 << 29,
        NOT_COST = 1 << 30
    };
    if (n->type == QUERY_RECORD) return n->kind == RECORD_ARTICLE ? ARTICLE_COST : RECORD_COST;
    if (n->type == QUERY_NOT) return NOT_COST;
    const struct query_term *term = n->type == QUERY_NEAR ? n->first->term : n->term;
    if (n->type != QUERY_TERM && n->type != QUERY_NEAR) return GROUP_COST;
    if (n->type == QUERY_TERM && s->weighs) return 0;
    struct buf room = {0};
    struct index_text text = ask_text(term, &room);
    struct index_find *f = index_find_open(s->view, &s->segment, &text);
    uint64_t bound = index_find_bound(f);
    index_find_close(&f);
    buf_free(&room);
    return bound < ARTICLE_COST ? bound : ARTICLE_COST;
}

static struct bits match_all(struct ask_segment *s, const struct query_node *node,
                             const struct bits *within)
{
    struct rated rated[MAX_QUERY_TERMS];
    struct bits found = {0};
    size_t count = 0;
    for (const struct query_node *n = node->first; n && count < MAX_QUERY_TERMS; n = n->next)
        rated[count++] = (struct rated){n, cost_of(s, n)};
    qsort(rated, count, sizeof *rated, cheapest_first);
    for (size_t i = 0; i < count; i++) {
        struct bits narrower = match(s, rated[i].node, i > 0 ? &found : within);
        bits_free(&found);
        found = narrower;
        if (bits_next(&found, 0) == found.count) break;
    }
    return found;
}

static struct bits match_any(struct ask_segment *s, const struct query_node *node,
                             const struct bits *within)
{
    struct bits found = bits_new(s->segment.articles);
    for (const struct query_node *n = node->first; n; n = n->next) {
        struct bits more = match(s, n, within);
        bits_or(&found, &more);
        bits_free(&more);
    }
    return found;
}

static struct bits match_not(struct ask_segment *s, const struct query_node *node,
                             const struct bits *within)
{
    bool weighs = s->weighs;
    s->weighs = false;
    struct bits found = all_of(s, within), less = match(s, node->first, within);
    s->weighs = weighs;
    bits_minus(&found, &less);
    bits_free(&less);
    return found;
}

/* Subset of `within`, where that is given. */
static struct bits match(struct ask_segment *s, const struct query_node *node,
                         const struct bits *within)
{
    switch (node->type) {
    case QUERY_AND: return match_all(s, node, within);
    case QUERY_OR: return match_any(s, node, within);
    case QUERY_NOT: return match_not(s, node, within);
    case QUERY_NEAR: return match_near(s, node, within);
    case QUERY_RECORD: return match_record(s, node, within);
    case QUERY_TERM: return match_text(s, node->term, within);
    default: return all_of(s, within);
    }
}

/* Whether the document of a row is alive; its articles stand together, so the last answer is kept.
 */
struct life {
    uint64_t doc, serial;
    bool alive;
};

static bool is_alive(struct index_view *v, struct life *l, const struct index_row *row)
{
    if (row->doc != l->doc || row->serial != l->serial) {
        struct index_article a = {.doc = row->doc, .serial = row->serial};
        *l = (struct life){row->doc, row->serial, index_is_live(v, &a)};
    }
    return l->alive;
}

/* Of the articles of a word, which begin behind the document `last`. */
static uint64_t documents_in(const uint32_t *documents, uint64_t word, uint32_t last)
{
    uint64_t count = 0;
    for (; word; word &= word - 1) {
        uint32_t document = documents[__builtin_ctzll(word)];
        count += document != last;
        last = document;
    }
    return count;
}

/* Of articles that are all alive: how many documents they are in. Mostly each is one of its own. */
static uint64_t documents_of(const struct index_directory *d, const struct bits *articles)
{
    uint64_t count = 0;
    uint32_t last = 0;
    for (uint32_t i = bits_next(articles, 0); i < articles->count;) {
        const uint32_t *documents = d->documents + i / 64 * 64;
        uint64_t word = articles->at[i / 64];
        uint32_t first = i % 64, end = 63 - (uint32_t)__builtin_clzll(word);
        if (documents[end] - documents[first] == end - first)
            count += ones(word) - (documents[first] == last);
        else
            count += documents_in(documents, word, last);
        last = documents[end];
        i = bits_next(articles, i / 64 * 64 + end + 1);
    }
    return count;
}

struct bits ask_match(struct ask_segment *s, const struct query_node *query, uint64_t *documents)
{
    struct bits found = match(s, query, NULL);
    struct life life = {0};
    struct index_row row;
    uint64_t last = 0;
    bool alive = index_is_all_alive(s->view, &s->segment);
    if (alive && bits_next(&found, 0) < found.count && ask_directory(s)) {
        *documents += documents_of(ask_directory(s), &found);
        return found;
    }
    for (uint32_t i = bits_next(&found, 0); i < found.count; i = bits_next(&found, i + 1)) {
        if (!ask_row(s, i, &row) || !is_alive(s->view, &life, &row)) {
            bits_clear(&found, i);
            continue;
        }
        *documents += row.doc != last;
        last = row.doc;
    }
    return found;
}
