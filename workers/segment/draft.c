/* draft.c: see draft.h. */
#include "workers/segment/draft.h"
#include "workers/segment/headline.h"
#include "workers/segment/section.h"
#include "workers/sentence.h"
#include "workers/text.h"
#include <string.h>

struct draft *draft_add(struct arena *a, struct draft_list *list)
{
    if (list->count == list->room) {
        uint32_t room = list->room ? list->room * 2 : 16;
        struct draft *grown = arena_alloc(a, room * sizeof *grown);
        if (list->count) memcpy(grown, list->at, list->count * sizeof *grown);
        list->at = grown;
        list->room = room;
    }
    struct draft *added = &list->at[list->count++];
    *added = (struct draft){0};
    return added;
}

bool line_runs_on(const struct line_list *lines, uint32_t i)
{
    const struct line *line = &lines->at[i];
    if (i + 1 >= lines->count || !line_is(line, LINE_PARAGRAPH)) return false;
    const struct line *next = line + 1;
    if (line->ending != END_OPEN && line->ending != END_CLAUSE) return false;
    return !line_is_numbered(next) && !line_is(next, LINE_TITLE) && !line_hints(next, CUE_BYLINE);
}

/* The draft's lines, in reading order, as a list of their own; the text stays the whole text. */
static struct line_list gather(struct arena *a, const struct line_list *lines,
                               const struct draft *draft)
{
    struct line_list out = {.text = lines->text, .pairs = lines->pairs};
    for (uint32_t r = 0; r < draft->runs.count; r++)
        out.count += draft->runs.at[r].end - draft->runs.at[r].start;
    out.at = arena_alloc(a, out.count * sizeof *out.at);
    uint32_t n = 0;
    for (uint32_t r = 0; r < draft->runs.count; r++) {
        struct span run = draft->runs.at[r];
        memcpy(&out.at[n], &lines->at[run.start], (run.end - run.start) * sizeof *out.at);
        n += run.end - run.start;
    }
    return out;
}

/* The last line that line i runs on into; i itself if it is complete. A break between columns parts
 * a sentence: it is two places. */
static uint32_t joined_end(const struct line_list *lines, uint32_t i)
{
    while (line_runs_on(lines, i)) {
        uint32_t end = lines->at[i].end, next = lines->at[i + 1].start;
        if (next <= end || !text_is_blank((struct view){lines->text.at + end, next - end})) break;
        i++;
    }
    return i;
}

/* Appends the sentences of all lines; first[i] is the first that begins in line i. */
static void add_sentences(struct arena *a, const struct line_list *lines, struct span_list *out,
                          uint32_t *first)
{
    for (uint32_t i = 0; i < lines->count;) {
        uint32_t last = joined_end(lines, i), k = out->count;
        sentences_find(a, lines->text, lines->at[i].start, lines->at[last].end, out);
        for (; i <= last; i++) {
            while (k < out->count && out->at[k].start < lines->at[i].start) k++;
            first[i] = k;
        }
    }
    first[lines->count] = out->count;
}

static void add_spans(struct arena *a, const struct line_list *lines, const struct draft *draft,
                      struct article *out)
{
    for (uint32_t r = 0; r < draft->runs.count; r++) {
        struct span run = draft->runs.at[r];
        span_add(a, &out->spans, lines->at[run.start].start, lines->at[run.end - 1].end);
    }
}

static void add_boundaries(struct arena *a, const struct draft *draft, struct article *out)
{
    /* Between the lines of a compilation such a line rather parts articles. */
    struct decision furniture = {1 << JOIN_FURNITURE,
                                 draft->boundary == BOUNDARY_LISTED ? 0 : MARGIN_SURE};
    out->begin = boundary_of(a, draft->boundary, draft->begin);
    if (draft->runs.count < 2) return;
    struct boundary *joins = arena_alloc(a, (draft->runs.count - 1) * sizeof *joins);
    for (uint32_t r = 0; r + 1 < draft->runs.count; r++)
        joins[r] = boundary_of(a, BOUNDARY_JOIN, draft->joins ? draft->joins[r] : furniture);
    out->joins = joins;
}

static void add_contents(struct arena *a, const struct line_list *lines, const struct draft *draft,
                         struct article *out)
{
    struct line_list mine = gather(a, lines, draft);
    bool caption = draft->kind == ARTICLE_CAPTION;
    uint32_t head = caption ? 0 : headline_read(a, &mine, draft->listed, out);
    uint32_t *first = arena_alloc(a, (mine.count + 1) * sizeof *first);
    add_sentences(a, &mine, &out->sentences, first);
    if (!caption && draft->kind != ARTICLE_OUTLINE)
        sections_find(a, &mine, head, &out->sentences, first, &out->sections);
}

enum stage_verdict drafts_write(struct document *d, const struct line_list *lines,
                                const struct draft_list *drafts, const struct budget *budget)
{
    bool over = false;
    for (uint32_t i = 0; i < drafts->count; i++) {
        const struct draft *draft = &drafts->at[i];
        struct article *out = article_add(d->arena, &d->articles);
        out->kind = draft->kind;
        out->title = draft->listed;
        add_spans(d->arena, lines, draft, out);
        add_boundaries(d->arena, draft, out);
        over = over || budget_over(budget, d);
        if (!over) add_contents(d->arena, lines, draft, out);
    }
    return over ? STAGE_PARTIAL : STAGE_GO_ON;
}
