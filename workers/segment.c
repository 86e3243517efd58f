/* segment.c: see segment.h. The steps, each in a file of its own: lines, table of contents, where
 * articles begin, and what each holds. */
#include "workers/segment.h"
#include "workers/segment/bulletin.h"
#include "workers/segment/cut.h"
#include "workers/segment/dateline.h"
#include "workers/segment/described.h"
#include "workers/segment/draft.h"
#include "workers/segment/furniture.h"
#include "workers/segment/page.h"
#include "workers/segment/toc.h"
#include "workers/words/words_shared.h"
#include <stdlib.h>
#include <string.h>

/* What each line is, while the segmenter decides. */
struct layout {
    struct document *d;
    struct line_list lines;
    uint8_t *other;        /* of each line: 0 = text, IS_CAPTION, or enum other_kind + 1 */
    struct line_list text; /* the lines that are text */
    uint32_t *number;      /* of each of those: its number among all lines */
    struct toc toc;
    struct draft_list drafts;
    const struct words *words; /* the word model, or NULL */
    bool printed;              /* it has lines as only a newspaper has */
    bool numbered;             /* or the head of a bulletin */
};

static void mark(struct layout *l, uint32_t first, uint32_t end, enum other_kind kind)
{
    memset(l->other + first, kind + 1, end - first);
}

/* Gathers the lines that are text. */
static void gather_text(struct layout *l)
{
    struct arena *a = l->d->arena;
    l->text = (struct line_list){.text = l->lines.text, .pairs = l->lines.pairs};
    l->text.at = arena_alloc(a, l->lines.count * sizeof *l->text.at);
    l->number = arena_alloc(a, l->lines.count * sizeof *l->number);
    for (uint32_t i = 0; i < l->lines.count; i++) {
        if (l->other[i]) continue;
        l->number[l->text.count] = i;
        l->text.at[l->text.count] = l->lines.at[i];
        bool parted = i > 0 && l->other[i - 1] && !line_is(&l->lines.at[i - 1], LINE_NO_WORDS);
        if (parted) l->text.at[l->text.count].forms |= LINE_PARTED;
        l->text.count++;
    }
}

/* Adds text lines [first, end) to a draft; lines of furniture between them part the run. */
static void add_lines(struct layout *l, struct draft *draft, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        uint32_t line = l->number[i];
        struct span *last = draft->runs.count ? &draft->runs.at[draft->runs.count - 1] : NULL;
        if (last && last->end == line)
            last->end++;
        else
            span_add(l->d->arena, &draft->runs, line, line + 1);
    }
}

/* Hardly anything but short lines, not numbered, each a phrase or a sentence: an outline. */
static bool is_outline(const struct line_list *text, uint32_t first, uint32_t end)
{
    enum { LINES_MIN = 7, LINE_MAX = 32, USUAL_MAX = 26 };
    uint32_t brief = 0, chars = 0;
    for (uint32_t i = first; i < end; i++) {
        const struct line *line = &text->at[i];
        bool asks = line_is(line, LINE_TITLE) && line->ending == END_SENTENCE;
        bool phrase = line_is(line, LINE_TITLE | LINE_SINGLE) && !line_is_numbered(line) && !asks;
        brief += phrase && line->chars <= LINE_MAX;
        chars += line->chars;
    }
    uint32_t lines = end - first;
    return lines >= LINES_MIN && brief * 5 >= lines * 4 && chars <= lines * USUAL_MAX;
}

static enum article_kind kind_of(const struct line_list *text, uint32_t first, uint32_t end)
{
    enum { COMMENT_LINES = 5, BRIEF_CHARS = 150 };
    uint32_t chars = 0;
    for (uint32_t i = first; i < end; i++) chars += text->at[i].chars;
    if (line_hints(&text->at[first], CUE_NOTE)) return ARTICLE_NOTE;
    for (uint32_t i = first; i < end && i < first + COMMENT_LINES; i++)
        if (line_hints(&text->at[i], CUE_COMMENT)) return ARTICLE_COMMENTARY;
    if (is_outline(text, first, end)) return ARTICLE_OUTLINE;
    return chars <= BRIEF_CHARS ? ARTICLE_BRIEF : ARTICLE_ARTICLE;
}

static uint32_t end_of(const struct layout *l, const struct cut_list *cuts, uint32_t i)
{
    return i + 1 < cuts->count ? cuts->at[i + 1].line : l->text.count;
}

/* Each part an article. */
static void draft_parts(struct layout *l, const struct cut_list *cuts)
{
    for (uint32_t i = 0; i < cuts->count; i++) {
        uint32_t first = cuts->at[i].line, end = end_of(l, cuts, i), entry = cuts->at[i].entry;
        struct draft *draft = draft_add(l->d->arena, &l->drafts);
        draft->kind = kind_of(&l->text, first, end);
        draft->boundary = l->toc.count ? BOUNDARY_LISTED : BOUNDARY_ALONE;
        draft->begin = cuts->at[i].decision;
        if (entry != NO_ENTRY) draft->listed = l->toc.entries[entry].title;
        add_lines(l, draft, first, end);
    }
}

static bool is_all_titles(const struct line_list *text, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (!line_is(&text->at[i], LINE_TITLE)) return false;
    return true;
}

/* The number among the lines that are text of a line that is text. */
static uint32_t text_number(const struct layout *l, uint32_t line)
{
    uint32_t low = 0, high = l->text.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (l->number[middle] < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void explain_joins(struct layout *l, struct draft *draft, const struct page *page)
{
    draft->joins = arena_alloc(l->d->arena, draft->runs.count * sizeof *draft->joins);
    for (uint32_t r = 1; r < draft->runs.count; r++)
        draft->joins[r - 1] = page->join[text_number(l, draft->runs.at[r].start)];
}

/* Draft numbers for the articles of a page, in order of their first line. */
static void draft_page(struct layout *l, const struct cut_list *cuts, const struct page *page,
                       const struct beginning *begin)
{
    uint32_t draft_of[PAGE_PARTS_MAX];
    bool early[PAGE_PARTS_MAX] = {0}; /* its text begins above its head, which is read first */
    memset(draft_of, 0xff, sizeof draft_of);
    for (uint32_t i = 0; i < l->text.count; i++) {
        uint32_t owner = page->owner[i], title = page->title[owner], first = cuts->at[title].line;
        uint32_t end = end_of(l, cuts, title), head_end = first + begin[first].head;
        if (head_end > end) head_end = end;
        if (draft_of[owner] == UINT32_MAX) {
            draft_of[owner] = l->drafts.count;
            struct draft *draft = draft_add(l->d->arena, &l->drafts);
            draft->kind = kind_of(&l->text, first, end);
            draft->boundary = BOUNDARY_PAGE;
            draft->begin = cuts->at[title].decision;
            early[owner] = first > i;
            if (early[owner]) add_lines(l, draft, first, head_end);
        }
        bool read = early[owner] && i >= first && i < head_end;
        if (!read) add_lines(l, &l->drafts.at[draft_of[owner]], i, i + 1);
    }
    for (uint32_t k = 0; k < l->drafts.count; k++) explain_joins(l, &l->drafts.at[k], page);
}

static bool has_comma(struct view words)
{
    return memmem(words.at, words.len, "\xef\xbc\x8c", 3) || memchr(words.at, ',', words.len);
}

/* 深度观察 over a title: shorter than titles are, and what stands under it is no subtitle, which
 * would be long or have a comma in it; unless a title of its own stands below that. */
static bool is_column_name(const struct line_list *text, uint32_t i, uint32_t head)
{
    enum { NAME_MAX = 9, TITLE_MAX = 16 };
    const struct line *line = &text->at[i], *title = line + 1;
    if (head < (i == 0 ? 2 : 3)) return false; /* most stand at the top of the page */
    if (!line_is(line, LINE_TITLE) || !line_is(title, LINE_TITLE)) return false;
    if (line->chars > NAME_MAX || title->chars < line->chars) return false;
    if (i == 0 && head > 2 && line_is(title + 1, LINE_TITLE)) return true;
    return title->chars <= TITLE_MAX && !has_comma(line_view(text, i + 1));
}

/* A title with nothing under it, or a column's name above a title, belongs to the page. True if
 * there was one. */
static bool mark_section_heads(struct layout *l, const struct cut_list *cuts,
                               const struct beginning *begin)
{
    enum { LINES_MAX = 2, FRESH_MIN = 2 };
    uint32_t marked = 0;
    for (uint32_t i = 0; cuts->count > 1 && i < cuts->count; i++) {
        uint32_t first = cuts->at[i].line, end = end_of(l, cuts, i), count = 0;
        if (end - first <= LINES_MAX && is_all_titles(&l->text, first, end))
            count = end - first;
        else if (begin[first].fresh < FRESH_MIN &&
                 is_column_name(&l->text, first, begin[first].head))
            count = 1;
        if (i + 1 == cuts->count && count == end - first) continue;
        for (uint32_t k = first; k < first + count; k++)
            l->other[l->number[k]] = OTHER_SECTION_HEAD + 1;
        marked += count;
    }
    return marked > 0;
}

/* A text without a table of contents: one article, several, or a page of fragments. */
static void draft_unlisted(struct layout *l, const struct bigram_table *common, bool again)
{
    const struct toc none = {0};
    struct arena *a = l->d->arena;
    struct beginning *begin = evidence_weigh(a, &l->text, common, false);
    struct cut_list cuts = cuts_find(a, &l->text, common, begin, &none);
    page_mend_heads(a, &l->text, begin, &cuts);
    if (!again && mark_section_heads(l, &cuts, begin)) {
        gather_text(l);
        draft_unlisted(l, common, true);
        return;
    }
    enum page_state state = page_state_of(&l->text, begin, &cuts);
    if (state == PAGE_BROKEN || (state == PAGE_WHOLE && l->printed)) {
        struct page page = page_join(a, &l->text, begin, &cuts, state, l->words);
        draft_page(l, &cuts, &page, begin);
    } else {
        draft_parts(l, &cuts);
    }
}

static void draft_articles(struct layout *l)
{
    struct arena *a = l->d->arena;
    struct bigram_table common = bigram_table_new(a, l->text.text.len);
    for (uint32_t i = 0; i < l->text.count; i++)
        bigram_table_add(&common, line_pairs(&l->text, i), l->text.at[i].pair_count);
    if (l->toc.count == 0 || l->toc.of_sections) {
        draft_unlisted(l, &common, false);
        return;
    }
    struct beginning *begin = evidence_weigh(a, &l->text, &common, true);
    struct cut_list cuts = cuts_find(a, &l->text, &common, begin, &l->toc);
    draft_parts(l, &cuts);
}

/* The name, number and date of a bulletin stand above its table of contents. */
static void mark_masthead(struct layout *l)
{
    enum { LINES_MAX = 6 };
    if (l->toc.first > LINES_MAX || l->toc.of_sections) return;
    for (uint32_t i = 0; i < l->toc.first; i++)
        if (line_is(&l->lines.at[i], LINE_PARAGRAPH)) return;
    mark(l, 0, l->toc.first, OTHER_BOILERPLATE);
}

/* The one date that the lines outside all articles give the page, or a bulletin's masthead its
 * articles; empty if there is none, or more than one. */
static struct view page_date(const struct layout *l)
{
    char first[DATE_LENGTH + 1] = "", iso[DATE_LENGTH + 1];
    for (uint32_t i = 0; i < l->lines.count; i++) {
        if (l->other[i] != OTHER_BOILERPLATE + 1) continue;
        if (!dateline_date(line_view(&l->lines, i), iso)) continue;
        if (first[0] && strcmp(first, iso) != 0) return (struct view){0};
        memcpy(first, iso, sizeof first);
    }
    if (!first[0]) return (struct view){0};
    return (struct view){arena_copy(l->d->arena, first, DATE_LENGTH), DATE_LENGTH};
}

/* Articles that say nothing of their date are of the day that the page is of. */
static void date_articles(const struct layout *l)
{
    struct view date = page_date(l);
    for (uint32_t i = 0; i < l->d->articles.count; i++)
        if (l->d->articles.at[i].date.len == 0) l->d->articles.at[i].date = date;
}

/* A caption is an item of its own, with the credit under it. */
static void draft_captions(struct layout *l)
{
    for (uint32_t i = 0; i < l->lines.count;) {
        uint32_t first = i++;
        if (l->other[first] != IS_CAPTION) continue;
        while (i < l->lines.count && l->other[i] == IS_CAPTION) i++;
        struct draft *draft = draft_add(l->d->arena, &l->drafts);
        draft->kind = ARTICLE_CAPTION;
        draft->boundary = BOUNDARY_ALONE;
        draft->begin = (struct decision){UINT64_C(1) << EVIDENCE_CAUGHT, MARGIN_SURE};
        span_add(l->d->arena, &draft->runs, first, i);
    }
}

static uint32_t first_line(const struct draft *draft)
{
    uint32_t first = draft->runs.at[0].start;
    for (uint32_t r = 1; r < draft->runs.count; r++)
        if (draft->runs.at[r].start < first) first = draft->runs.at[r].start;
    return first;
}

static int by_first_line(const void *left, const void *right)
{
    uint32_t a = first_line(left), b = first_line(right);
    return (a > b) - (a < b);
}

static void write_others(struct layout *l)
{
    for (uint32_t i = 0; i < l->lines.count;) {
        uint32_t first = i;
        while (++i < l->lines.count && l->other[i] == l->other[first]) continue;
        if (!l->other[first] || l->other[first] == IS_CAPTION) continue;
        struct other *o = other_add(l->d->arena, &l->d->others);
        o->kind = l->other[first] - 1;
        o->start = l->lines.at[first].start;
        o->end = l->lines.at[i - 1].end;
    }
}

/* All of the text as one article: nothing in it says more, or there is no room to look closer. */
static void take_whole(struct document *d)
{
    struct article *a = article_add(d->arena, &d->articles);
    span_add(d->arena, &a->spans, 0, (uint32_t)d->canonical.len);
}

static enum stage_verdict give_up(struct document *d)
{
    take_whole(d);
    return STAGE_PARTIAL;
}

/* The whole text as the one article that it is. */
static enum stage_verdict segment_described(struct layout *l, const struct budget *budget)
{
    struct document *d = l->d;
    gather_text(l);
    struct draft *draft = draft_add(d->arena, &l->drafts);
    draft->kind = kind_of(&l->text, 0, l->text.count);
    draft->boundary = BOUNDARY_ALONE;
    draft->begin.margin = MARGIN_SURE;
    draft->listed = metadata_find(&d->metadata, "title");
    add_lines(l, draft, 0, l->text.count);
    enum stage_verdict verdict = drafts_write(d, &l->lines, &l->drafts, budget);
    described_add(d, &d->articles.at[0]);
    return verdict;
}

static enum stage_verdict segment(struct document *d, const struct resources *shared,
                                  const struct budget *budget, unsigned *reason, struct err *err)
{
    struct layout l = {.d = d, .words = words_shared(shared, NULL)};
    size_t memory = 4 * lines_memory(d->canonical);
    if (budget->memory && d->arena->used + memory > budget->memory) return give_up(d);
    l.lines = lines_read(d->arena, d->canonical);
    if (l.lines.count == 0 || budget_over(budget, d)) return give_up(d);
    l.other = memset(arena_alloc(d->arena, l.lines.count), 0, l.lines.count);
    if (described_is_one(d)) return segment_described(&l, budget);
    l.toc = toc_find(d->arena, &l.lines);
    l.printed = furniture_mark(d->arena, &l.lines, l.toc.count > 0, l.other);
    if (l.toc.count) {
        mark(&l, l.toc.first, l.toc.end, OTHER_TOC);
        mark_masthead(&l);
    } else {
        captions_mark(&l.lines, l.other);
    }
    l.numbered = bulletin_mark(&l.lines, l.other);
    gather_text(&l);
    if (l.text.count > 0) draft_articles(&l);
    draft_captions(&l);
    if (l.drafts.count == 0) { /* such as "30%", a line of no language */
        take_whole(d);
        return STAGE_GO_ON;
    }
    qsort(l.drafts.at, l.drafts.count, sizeof *l.drafts.at, by_first_line);
    write_others(&l);
    enum stage_verdict verdict = drafts_write(d, &l.lines, &l.drafts, budget);
    if (d->articles.count == 1) described_fill(d, &d->articles.at[0]);
    if (l.printed || l.numbered || l.toc.count) date_articles(&l);
    return verdict;
}

const struct stage stage_segment = {.name = "segment", .run = segment};
