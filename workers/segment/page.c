/* page.c: see page.h. What a page's parts are, and which belong together; walk.c does the rest. */
#include "workers/segment/page.h"
#include "workers/segment/junction.h"
#include "workers/segment/walk.h"
#include "workers/text.h"
#include <string.h>

enum {
    NEARLY = 15,    /* tenths of a nat: so much less in common is still as good */
    MEND_SURE = 15, /* and so much more makes sure that a line is not the only title */
    STRANGE = 15, /* so much less in common a line than with any text: it is about something else */
    SURE_BYTES = 300,   /* of text under a head that are its article's own */
    LEAD_MOST = 15,     /* of a join's margin for or against the subject */
    PARTED_MARGIN = 90, /* against a join over a caption or the like: there columns end */
    ROUNDS = 3,
};

/* What each mark of a join adds to its margin. */
static const int32_t mark_margins[JOIN_EVIDENCES] = {
    [JOIN_FURNITURE] = 60, [JOIN_TITLE] = 5,  [JOIN_SENTENCE] = 20,
    [JOIN_WORD] = 45,      [JOIN_QUOTE] = 40, [JOIN_FRAGMENT] = 50,
};

static struct page_part piece_at(const struct line_list *lines, const struct beginning *begin,
                                 const struct cut_list *cuts, uint32_t i)
{
    struct page_part p = {.first = cuts->at[i].line, .article = i};
    p.end = i + 1 < cuts->count ? cuts->at[i + 1].line : lines->count;
    p.head = begin[p.first].head;
    if (p.head > p.end - p.first) p.head = p.end - p.first;
    for (uint32_t k = p.first; k < p.first + p.head; k++) {
        p.titled |= line_is(&lines->at[k], LINE_TITLE);
        p.bylined |= line_is_byline(&lines->at[k]);
    }
    p.note = line_hints(&lines->at[p.first], CUE_NOTE) ||
             line_is(&lines->at[p.first], LINE_JUMPED) ||
             (p.head == 0 && line_hints(&lines->at[p.first], CUE_REPORT));
    p.titled |= p.note;
    p.broken = line_breaks_off(&lines->at[p.end - 1]);
    p.sure = p.first + (p.head ? p.head : 1);
    for (uint32_t bytes = 0; p.sure < p.end && bytes < SURE_BYTES; p.sure++)
        bytes += lines->at[p.sure].end - lines->at[p.sure].start;
    return p;
}

static bool may_be_page(const struct line_list *lines, const struct cut_list *cuts)
{
    return cuts->count >= 2 && cuts->count <= PAGE_PARTS_MAX && lines->count <= PAGE_LINES_MAX &&
           lines->text.len <= PAGE_BYTES_MAX;
}

/* A line of text that breaks off, whatever comes next: the column may end there. */
static bool breaks_in_text(const struct line *line)
{
    return line_is(line, LINE_PARAGRAPH) && line->ending == END_OPEN && !line_is_numbered(line);
}

enum page_state page_state_of(const struct line_list *lines, const struct beginning *begin,
                              const struct cut_list *cuts)
{
    uint32_t untitled = 0, unsigned_titles = 0;
    if (!may_be_page(lines, cuts)) return PAGE_NONE;
    for (uint32_t i = 0; i < cuts->count; i++) {
        struct page_part p = piece_at(lines, begin, cuts, i);
        if (p.broken && i + 1 < cuts->count) return PAGE_BROKEN;
        for (uint32_t k = p.first; k + 1 < p.end; k++)
            if (breaks_in_text(&lines->at[k])) return PAGE_BROKEN;
        untitled += !p.titled && p.bylined;
        unsigned_titles += p.titled && !p.bylined && !p.note;
    }
    return untitled > 0 && unsigned_titles > 0 ? PAGE_BROKEN : PAGE_WHOLE;
}

/* The part that `may` accepts with which the lines of a part have most in common, and how much; -1
 * if others have much more in common with it. */
static int32_t nearest(struct join *j, uint32_t part, bool (*may)(const struct page_part *))
{
    int32_t best = -1;
    int64_t most = INT64_MIN, sum[PAGE_PARTS_MAX] = {0};
    fit_count(&j->fit, j->parts[part].first, j->parts[part].end, -1);
    for (uint32_t i = j->parts[part].first; i < j->parts[part].end; i++) {
        fit_compare(&j->fit, i);
        for (uint32_t p = 0; p < j->count; p++) sum[p] += j->fit.of[p];
    }
    fit_count(&j->fit, j->parts[part].first, j->parts[part].end, 1);
    for (uint32_t p = 0; p < j->count; p++) {
        if (p == part) continue;
        if (sum[p] > most) most = sum[p];
        if (may(&j->parts[p]) && (best < 0 || sum[p] > sum[best])) best = (int32_t)p;
    }
    int64_t least = -(int64_t)STRANGE * (j->parts[part].end - j->parts[part].first);
    return best >= 0 && sum[best] > least && sum[best] + NEARLY > most ? best : -1;
}

static bool lacks_byline(const struct page_part *p)
{
    return p->titled && !p->bylined && !p->note;
}

static bool breaks(const struct page_part *p)
{
    return p->broken;
}

/* A part with no title goes to the title, or the broken text, that it has most in common with. */
static void find_titles(struct join *j, struct page *page)
{
    for (uint32_t i = 0; i < j->count; i++) {
        struct page_part *p = &j->parts[i];
        if (p->titled || p->article != i) continue;
        int32_t near = nearest(j, i, p->bylined ? lacks_byline : breaks);
        if (near < 0 || j->parts[near].article != (uint32_t)near) continue;
        uint32_t whole = (uint32_t)near < i ? (uint32_t)near : i,
                 other = whole == i ? (uint32_t)near : i;
        j->parts[other].article = whole;
        page->title[whole] = page->title[near];
    }
    for (uint32_t i = 0; i < j->lines->count; i++)
        j->fit.owner[i] = j->parts[j->part_of[i]].article;
}

static struct join join_new(struct arena *a, const struct line_list *lines,
                            const struct beginning *begin, const struct cut_list *cuts)
{
    struct join j = {.lines = lines, .count = cuts->count};
    j.fit = fit_new(a, lines, cuts->count);
    j.parts = arena_alloc(a, j.count * sizeof *j.parts);
    j.part_of = arena_alloc(a, lines->count * sizeof *j.part_of);
    for (uint32_t p = 0; p < j.count; p++) {
        j.parts[p] = piece_at(lines, begin, cuts, p);
        for (uint32_t i = j.parts[p].first; i < j.parts[p].end; i++)
            j.fit.owner[i] = j.part_of[i] = p;
    }
    fit_count_all(&j.fit);
    return j;
}

/* Whether the first line of a head could be the beginning of a sentence instead: a title is shorter
 * than what stands under it; right above a byline it may have any length. */
static bool may_be_text(const struct join *j, uint32_t p)
{
    enum { CHARS_MIN = 12 };
    const struct page_part *part = &j->parts[p];
    const struct line *line = &j->lines->at[part->first], *next = line + 1;
    if (part->head < 2 || line->chars < CHARS_MIN) return false;
    return line_is_byline(next) ||
           (line_is(next, LINE_TITLE) && line->chars * 5 >= next->chars * 6);
}

/* Of each part, its head with the text right below, and its last lines; between them anything may
 * stand. */
static void count_ends(struct join *j)
{
    enum { LAST = 4 };
    for (uint32_t i = 0; i < j->lines->count; i++) {
        const struct page_part *p = &j->parts[j->part_of[i]];
        j->fit.owner[i] = i < p->sure || i + LAST >= p->end ? j->part_of[i] : FIT_NOBODY;
    }
    fit_count_all(&j->fit);
}

void page_mend_heads(struct arena *a, const struct line_list *lines, const struct beginning *begin,
                     struct cut_list *cuts)
{
    if (!may_be_page(lines, cuts)) return;
    struct join j = join_new(a, lines, begin, cuts);
    count_ends(&j);
    for (uint32_t p = 1; p < j.count; p++) {
        uint32_t first = j.parts[p].first;
        if (!may_be_text(&j, p)) continue;
        fit_count(&j.fit, first, first + 1, -1);
        fit_compare(&j.fit, first);
        fit_count(&j.fit, first, first + 1, 1);
        bool sole = line_is_byline(&lines->at[first + 1]) || !j.parts[p].bylined;
        int32_t sure = sole ? MEND_SURE : 0;
        if (j.fit.of[p - 1] > j.fit.of[p] + sure) cuts->at[p].line++;
    }
}

/* Quotations and brackets open above and closed below. */
static bool quote_closes(struct view above, struct view below)
{
    static const char *const pairs[][2] = {{"“", "”"}, {"《", "》"}, {"（", "）"}, {"「", "」"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *open = pairs[i][0], *close = pairs[i][1];
        int32_t depth = text_balance(above, open, close);
        if (depth > 0 && text_balance(below, open, close) < 0) return true;
    }
    return false;
}

/* What lines show of a join, apart from what they are about. */
static uint64_t marks_of(const struct line_list *lines, struct junction *junction, uint32_t i,
                         uint32_t above)
{
    struct view end = line_view(lines, above), start = line_view(lines, i);
    bool open = line_breaks_off(&lines->at[above]);
    uint64_t marks = 0;
    if (above + 1 == i) marks |= 1 << JOIN_FURNITURE;
    if (open) marks |= 1 << JOIN_SENTENCE;
    if (line_is_fragment(&lines->at[i])) marks |= 1 << JOIN_FRAGMENT;
    if (quote_closes(end, start)) marks |= 1 << JOIN_QUOTE;
    if (open && junction_in_word(junction, end, start)) marks |= 1 << JOIN_WORD;
    return marks;
}

/* Why line i goes on with line `above` of the same article. */
static struct decision decision_of(struct join *j, struct junction *junction, uint32_t i,
                                   uint32_t above)
{
    struct decision d = {.why = marks_of(j->lines, junction, i, above)};
    fit_count(&j->fit, i, i + 1, -1);
    fit_compare(&j->fit, i);
    fit_count(&j->fit, i, i + 1, 1);
    int32_t lead = fit_lead(&j->fit, j->fit.owner[i]);
    for (int e = 0; e < JOIN_EVIDENCES; e++)
        if (d.why >> e & 1) d.margin += mark_margins[e];
    if (above + 1 == i && line_is(&j->lines->at[i], LINE_PARTED)) d.margin -= PARTED_MARGIN;
    d.margin += lead > LEAD_MOST ? LEAD_MOST : lead < -LEAD_MOST ? -LEAD_MOST : lead;
    if (lead > 0) d.why |= 1 << JOIN_SUBJECT;
    if (d.why == 0) d.why = 1 << JOIN_PAGE;
    return d;
}

/* Of each line, why its article goes on there; a head that is read first has its own reason. */
static struct decision *explain(struct arena *a, struct join *j, struct junction *junction,
                                const struct page *page)
{
    uint32_t last[PAGE_PARTS_MAX];
    bool begins_with[PAGE_PARTS_MAX] = {0}; /* the head, that is */
    struct decision *join = arena_alloc(a, j->lines->count * sizeof *join);
    memset(last, 0xff, sizeof last);
    for (uint32_t i = 0; i < j->lines->count; i++)
        join[i] = (struct decision){1 << JOIN_FURNITURE, mark_margins[JOIN_FURNITURE]};
    fit_count_all(&j->fit);
    for (uint32_t i = 0; i < j->lines->count; i++) {
        uint32_t owner = j->fit.owner[i];
        const struct page_part *title = &j->parts[page->title[owner]];
        bool first = last[owner] == UINT32_MAX;
        bool read =
            !first && !begins_with[owner] && i >= title->first && i < title->first + title->head;
        if (first) begins_with[owner] = i >= title->first;
        if (read) continue; /* the head was read first; at most furniture parts its lines */
        if (first)
            join[i] = (struct decision){1 << JOIN_TITLE, mark_margins[JOIN_TITLE]};
        else if (last[owner] + 1 != i || line_is(&j->lines->at[i], LINE_PARTED))
            join[i] = decision_of(j, junction, i, last[owner]);
        last[owner] = i;
    }
    return join;
}

/* At first each article is known by its head and the text right below; the rest of the page is
 * nobody's. */
static void count_sure_lines(struct join *j)
{
    for (uint32_t i = 0; i < j->lines->count; i++) {
        const struct page_part *p = &j->parts[j->part_of[i]];
        j->fit.owner[i] = i < p->sure ? p->article : FIT_NOBODY;
    }
    fit_count_all(&j->fit);
}

struct page page_join(struct arena *a, const struct line_list *lines, const struct beginning *begin,
                      const struct cut_list *cuts, enum page_state state, const struct words *words)
{
    struct junction junction = {.words = words};
    struct join j = join_new(a, lines, begin, cuts);
    struct page page = {.owner = j.fit.owner,
                        .title = arena_alloc(a, j.count * sizeof *page.title)};
    for (uint32_t p = 0; p < j.count; p++) page.title[p] = p;
    find_titles(&j, &page);
    j.whole = state == PAGE_WHOLE;
    count_sure_lines(&j);
    for (int round = 0; walk(a, &j, &junction) && round + 1 < ROUNDS; round++)
        fit_count_all(&j.fit);
    page.join = explain(a, &j, &junction, &page);
    junction_free(&junction);
    return page;
}
