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
#include "workers/words/words_shared.h"
#include <stdlib.h>
#include <string.h>

void place_prepare(void)
{
    context_prepare();
    pattern_prepare();
    listing_prepare();
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
static void mark_orgs(struct search *s)
{
    for (uint32_t i = 0; i < s->found.count; i++) {
        struct place_mention *m = &s->found.at[i];
        const char *behind = s->text + m->end;
        if (m->pattern) continue;
        if (m->kind == LINK_FULL && context_is_organ(s, behind)) continue;
        bool titled = m->kind != LINK_FULL && context_has_title(s, behind);
        m->in_org = titled || context_org_end(s, behind) != NULL;
    }
}

/* ---- Blocks ---- */

/* An article is searched in blocks of some lines, each with its own mentions, because putting one
 * among many costs as much as there are behind it. */
struct block {
    struct span span;
    struct place_mention_list found;
};
struct block_list {
    struct block *at;
    uint32_t count;
};
enum { BLOCK_BYTES = 4096, BUDGET_BLOCKS = 16 };

/* Where a block ends: behind a line, else behind a sentence, else anywhere between characters. */
static const char *block_end(const char *start, const char *end)
{
    static const char stop[] = "。";
    if ((size_t)(end - start) <= BLOCK_BYTES) return end;
    const char *at = memrchr(start, '\n', BLOCK_BYTES);
    if (at) return at + 1;
    for (at = start + BLOCK_BYTES - (sizeof stop - 1); at > start + BLOCK_BYTES / 2; at--)
        if (memcmp(at, stop, sizeof stop - 1) == 0) return at + sizeof stop - 1;
    for (at = start + BLOCK_BYTES; (*at & 0xc0) == 0x80;) at--;
    return at;
}

static struct block_list blocks_of(struct search *s)
{
    struct span_list spans = spans_in_order(s);
    struct block_list blocks = {0};
    uint32_t room = spans.count;
    for (uint32_t i = 0; i < spans.count; i++)
        room += 2 * ((spans.at[i].end - spans.at[i].start) / (BLOCK_BYTES / 2));
    blocks.at = arena_alloc(s->d->arena, (room + 1) * sizeof *blocks.at);
    for (uint32_t i = 0; i < spans.count; i++) {
        const char *at = s->text + spans.at[i].start, *end = s->text + spans.at[i].end;
        while (at < end) {
            const char *behind = block_end(at, end);
            struct span span = {(uint32_t)(at - s->text), (uint32_t)(behind - s->text)};
            blocks.at[blocks.count++] = (struct block){.span = span};
            at = behind;
        }
    }
    return blocks;
}

static void search_block(struct search *s, struct block *b, struct again *names)
{
    s->found = (struct place_mention_list){0};
    enter_span(s, b->span);
    mention_find(s);
    pattern_find(s);
    listing_find(s);
    mark_orgs(s);
    again_learn(s, names);
    b->found = s->found;
}

static void search_block_again(struct search *s, struct block *b, const struct again *names)
{
    s->found = b->found;
    enter_span(s, b->span);
    again_find(s, names);
    b->found = s->found;
}

/* The mentions of all blocks, in order. */
static void join_blocks(struct search *s, const struct block_list *blocks)
{
    struct place_mention_list all = {0};
    for (uint32_t i = 0; i < blocks->count; i++) all.room += blocks->at[i].found.count;
    all.at = arena_alloc(s->d->arena, (all.room + 1) * sizeof *all.at);
    for (uint32_t i = 0; i < blocks->count; i++) {
        const struct place_mention_list *found = &blocks->at[i].found;
        if (found->count) memcpy(all.at + all.count, found->at, found->count * sizeof *all.at);
        all.count += found->count;
    }
    s->found = all;
}

/* False if the budget ran out; then all that was found by then is there. */
static bool search_blocks(struct search *s, struct block_list *blocks, struct again *names,
                          const struct budget *budget)
{
    bool whole = true;
    for (uint32_t i = 0; i < blocks->count && whole; i++) {
        search_block(s, &blocks->at[i], names);
        whole = i % BUDGET_BLOCKS || !budget_over(budget, s->d);
    }
    for (uint32_t i = 0; i < blocks->count && whole; i++) {
        search_block_again(s, &blocks->at[i], names);
        whole = i % BUDGET_BLOCKS || !budget_over(budget, s->d);
    }
    join_blocks(s, blocks);
    return whole;
}

/* ---- Articles ---- */

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
    s->year = year_of_article(s->d, a);
    struct block_list blocks = blocks_of(s);
    bool whole = search_blocks(s, &blocks, names, budget);
    if (blocks.count)
        enter_span(s, (struct span){blocks.at[0].span.start, blocks.at[blocks.count - 1].span.end});
    resolve_article(s);
    place_record_all(s, a);
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

int place_check(const struct resources *shared, struct err *err)
{
    struct gazetteer g;
    return words_shared(shared, err) ? gazetteer_open(&g, resources_part(shared, "places"), err)
                                     : -1;
}

bool place_read(struct document *d, const struct resources *shared, const struct budget *budget)
{
    struct gazetteer g;
    struct err err;
    struct view image = shared ? resources_part(shared, "places") : view_of("");
    if (!image.len || gazetteer_open(&g, image, &err) != 0) return true;
    place_prepare();
    struct search s = {.d = d, .g = &g, .text = d->canonical.at};
    struct again names = {0};
    s.words = words_shared(shared, &err);
    support_open(&s);
    bool whole =
        search_articles(&s, false, &names, budget) && search_articles(&s, true, &names, budget);
    words_cut_free(&s.cut);
    return whole;
}
