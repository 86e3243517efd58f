/* place.c: see place.h. */
#include "workers/place/place.h"
#include "workers/date/date_basis.h"
#include "workers/place/again.h"
#include "workers/place/context.h"
#include "workers/place/listing.h"
#include "workers/place/mention.h"
#include "workers/place/pattern.h"
#include "workers/place/place_record.h"
#include "workers/place/resolve.h"
#include <stdlib.h>
#include <string.h>

void place_prepare(void)
{
    context_prepare();
    pattern_prepare();
}

static int by_start(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* The spans of the article in order of place, whatever the order of reading. */
static struct span_list spans_in_order(struct search *s)
{
    struct span_list spans = s->article->spans;
    spans.at = arena_alloc(s->d->arena, (spans.count + 1) * sizeof *spans.at);
    if (spans.count) memcpy(spans.at, s->article->spans.at, spans.count * sizeof *spans.at);
    qsort(spans.at, spans.count, sizeof *spans.at, by_start);
    return spans;
}

static void enter_span(struct search *s, struct span span)
{
    s->start = s->text + span.start;
    s->end = s->text + span.end;
    s->clause = s->clause_end = NULL;
}

/* A place in an organisation's name belongs to the organisation; but an area's own party committee
 * or government speaks for the area. */
static void mark_orgs(struct search *s, uint32_t from)
{
    for (uint32_t i = from; i < s->found.count; i++) {
        struct mention *m = &s->found.at[i];
        const char *behind = s->text + m->end;
        if (m->pattern) continue;
        if (m->kind == LINK_FULL && context_is_organ(s, behind)) continue;
        bool titled = m->kind != LINK_FULL && context_has_title(s, behind);
        m->in_org = titled || context_org_end(s, behind) != NULL;
    }
}

static bool search_span(struct search *s, struct span span, const struct budget *budget)
{
    uint32_t from = s->found.count;
    enter_span(s, span);
    if (!mention_find(s, budget) || !pattern_find(s, budget)) return false;
    listing_find(s);
    mark_orgs(s, from);
    return true;
}

static int year_of_article(const struct document *d, const struct article *a)
{
    struct date_basis basis;
    date_basis_open(&basis, d, a);
    return basis.published.year == YEAR_UNKNOWN ? 0 : (int)basis.published.year;
}

static bool search_article(struct search *s, struct article *a, struct again *names,
                           const struct budget *budget)
{
    s->article = a;
    s->found.count = 0;
    s->year = year_of_article(s->d, a);
    struct span_list spans = spans_in_order(s);
    bool whole = true;
    for (uint32_t i = 0; i < spans.count && whole; i++) whole = search_span(s, spans.at[i], budget);
    again_learn(s, names);
    for (uint32_t i = 0; i < spans.count; i++) {
        enter_span(s, spans.at[i]);
        again_find(s, names);
    }
    if (spans.count) enter_span(s, (struct span){spans.at[0].start, spans.at[spans.count - 1].end});
    resolve_article(s);
    place_record_all(s, a);
    place_record_link(s, a);
    return whole;
}

static bool is_small(const struct article *a)
{
    return a->kind == ARTICLE_CAPTION || a->kind == ARTICLE_NOTE;
}

/* Captions and notes go by the names of the articles that they stand beside. */
static bool search_articles(struct search *s, bool small, struct again *names,
                            const struct budget *budget)
{
    for (uint32_t i = 0; i < s->d->articles.count; i++) {
        struct article *a = &s->d->articles.at[i];
        struct again own = {0};
        if (is_small(a) != small) continue;
        if (!search_article(s, a, small ? names : &own, budget)) return false;
        if (!small && s->d->articles.count < 16) again_join(s, names, &own);
    }
    return true;
}

bool place_read(struct document *d, const struct resources *shared, const struct budget *budget)
{
    struct gazetteer g;
    struct err err;
    struct view image = shared ? resources_part(shared, "places") : view_of("");
    if (!image.len || gazetteer_open(&g, image, &err) != 0) return true;
    place_prepare();
    struct search s = {.d = d, .g = &g, .text = d->canonical.at};
    struct words *words = words_open(resources_part(shared, "words"), &err);
    struct again names = {0};
    s.words = words;
    support_open(&s);
    bool whole =
        search_articles(&s, false, &names, budget) && search_articles(&s, true, &names, budget);
    words_cut_free(&s.cut);
    words_close(&words);
    return whole;
}
