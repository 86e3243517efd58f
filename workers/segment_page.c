/* segment_page.c: see segment_page.h. */
#include "workers/segment_page.h"
#include "workers/bigram.h"
#include "workers/segment_draft.h"
#include <string.h>

/* Costs in tenths of a nat. */
enum {
    LEAVE_COST = 70,     /* to go on with another article though nothing asks for it */
    TAKE_UP_COST = 42,   /* to go on with one that broke off */
    BROKEN_COST = 60,    /* to leave a sentence that is not at its end */
    HEADING_COST = 50,   /* to go on with a heading, or behind one */
    FRAGMENT_COST = 45,  /* to stay, though the line looks like the end of another sentence */
    LINE_WEIGHT = 120,   /* for a line that has everything in common with an article */
    RARE_MIN = 12,       /* weight of rare pairs from which on a line counts in full */
    FRAGMENT_CHARS = 12, /* characters: a shorter sentence, alone, is the end of one */
    CELLS = 1 << 14,
    ROUNDS = 2,
    NEVER = INT32_MIN / 2,
};

struct piece {
    uint32_t first, end; /* lines */
    uint32_t head;       /* lines of its head */
    bool titled, bylined, broken;
    uint32_t article; /* the part that stands for its article */
};

struct join {
    const struct line_list *lines;
    struct piece *parts;
    uint32_t count;
    uint32_t *owner;                       /* of each line: a part that stands for an article */
    uint32_t *part_of;                     /* of each line */
    uint8_t (*lines_with)[PAGE_PARTS_MAX]; /* of each pair: lines of each article that have it */
    int32_t *shared;                       /* of the current line with each article: hundredths */
};

static bool is_byline(const struct line *line)
{
    return line_hints(line, CUE_BYLINE) && !line_is(line, LINE_PARAGRAPH);
}

static bool breaks_off(const struct line *line)
{
    return line_is(line, LINE_PARAGRAPH) &&
           (line->ending == END_OPEN || line->ending == END_CLAUSE);
}

static struct piece piece_at(const struct line_list *lines, const struct beginning *begin,
                             const struct cut_list *cuts, uint32_t i)
{
    struct piece p = {.first = cuts->at[i].line, .article = i};
    p.end = i + 1 < cuts->count ? cuts->at[i + 1].line : lines->count;
    p.head = begin[p.first].head;
    if (p.head > p.end - p.first) p.head = p.end - p.first;
    for (uint32_t k = p.first; k < p.first + p.head; k++) {
        p.titled |= line_is(&lines->at[k], LINE_TITLE);
        p.bylined |= is_byline(&lines->at[k]);
    }
    p.titled |= line_hints(&lines->at[p.first], CUE_NOTE);
    p.broken = breaks_off(&lines->at[p.end - 1]);
    return p;
}

bool page_is_broken(const struct line_list *lines, const struct beginning *begin,
                    const struct cut_list *cuts)
{
    uint32_t broken = 0, untitled = 0;
    if (cuts->count < 2 || cuts->count > PAGE_PARTS_MAX) return false;
    for (uint32_t i = 0; i < cuts->count; i++) {
        struct piece p = piece_at(lines, begin, cuts, i);
        broken += p.broken && i + 1 < cuts->count;
        untitled += !p.titled;
    }
    return broken + untitled > 0;
}

/* The weight of a pair: how few of the page's articles have it; 0 if only one could be meant by
 * chance or all have it. */
static int32_t weight_of(const struct join *j, const uint8_t *with)
{
    uint32_t having = 0;
    for (uint32_t p = 0; p < j->count; p++) having += with[p] > 0;
    if (having == 0) return 0;
    return having * 2 > j->count + 2 ? 0 : having == 1 ? 4 : having == 2 ? 3 : 1;
}

static void count_pairs(struct join *j)
{
    memset(j->lines_with, 0, CELLS * sizeof *j->lines_with);
    for (uint32_t i = 0; i < j->lines->count; i++) {
        struct bigrams b = bigrams_of(line_view(j->lines, i));
        uint32_t hash;
        while (bigrams_next(&b, &hash)) {
            uint8_t *with = &j->lines_with[hash % CELLS][j->owner[i]];
            if (*with < UINT8_MAX) ++*with;
        }
    }
}

/* Into shared[]: how much of line i's rare pairs each article has, apart from line i itself. */
static void compare_line(struct join *j, uint32_t i)
{
    struct bigrams b = bigrams_of(line_view(j->lines, i));
    uint32_t hash;
    int32_t total = RARE_MIN;
    memset(j->shared, 0, j->count * sizeof *j->shared);
    while (bigrams_next(&b, &hash)) {
        uint8_t *with = j->lines_with[hash % CELLS], *own = &with[j->owner[i]];
        bool counted = *own > 0 && *own < UINT8_MAX;
        *own = (uint8_t)(*own - counted);
        int32_t weight = weight_of(j, with);
        for (uint32_t p = 0; weight > 0 && p < j->count; p++)
            if (with[p]) j->shared[p] += weight;
        *own = (uint8_t)(*own + counted);
        total += weight;
    }
    for (uint32_t p = 0; p < j->count; p++) j->shared[p] = j->shared[p] * 100 / total;
}

/* The article with which the lines of a part have most in common, of those that `may` accepts. */
static int32_t nearest(struct join *j, uint32_t part, bool (*may)(const struct piece *))
{
    int32_t best = -1;
    int64_t most = 0, sum[PAGE_PARTS_MAX] = {0};
    for (uint32_t i = j->parts[part].first; i < j->parts[part].end; i++) {
        compare_line(j, i);
        for (uint32_t p = 0; p < j->count; p++)
            sum[p] += (int64_t)j->shared[p] * j->lines->at[i].chars;
    }
    for (uint32_t p = 0; p < j->count; p++) {
        if (p == part || j->parts[p].article == part || sum[p] <= most) continue;
        most = sum[p];
        best = (int32_t)p;
    }
    return best >= 0 && may(&j->parts[best]) ? best : -1;
}

static bool lacks_byline(const struct piece *p)
{
    return p->titled && !p->bylined;
}

static bool breaks(const struct piece *p)
{
    return p->broken;
}

/* A part with no title goes to the title, or the broken text, that it has most in common with. */
static void find_titles(struct join *j, struct page *page)
{
    for (uint32_t i = 0; i < j->count; i++) {
        struct piece *p = &j->parts[i];
        if (p->titled) continue;
        int32_t near = nearest(j, i, p->bylined ? lacks_byline : breaks);
        if (near < 0 || j->parts[near].article != (uint32_t)near) continue;
        uint32_t whole = (uint32_t)near < i ? (uint32_t)near : i,
                 other = whole == i ? (uint32_t)near : i;
        j->parts[other].article = whole;
        page->title[whole] = (uint32_t)near;
    }
    for (uint32_t i = 0; i < j->lines->count; i++) j->owner[i] = j->parts[j->part_of[i]].article;
}

static bool is_heading(const struct line *line)
{
    return line_is(line, LINE_TITLE) || (line_is_numbered(line) && !line_is(line, LINE_PARAGRAPH));
}

/* The end of a sentence that began elsewhere, by its look. */
static bool is_fragment(const struct line *line)
{
    return line_is(line, LINE_CONTINUES) ||
           (line_is(line, LINE_SINGLE) && line->chars <= FRAGMENT_CHARS && !line_is_numbered(line));
}

/* What it costs that line i goes on with article `to` behind a line of article `from`. */
static int32_t way_cost(const struct join *j, uint32_t i, uint32_t from, uint32_t to, bool open)
{
    const struct line *line = &j->lines->at[i], *above = line - 1;
    bool runs_on = line_runs_on(j->lines, i - 1);
    if (from == to) return is_fragment(line) && !runs_on ? FRAGMENT_COST : 0;
    int32_t cost = open ? is_fragment(line) ? 0 : TAKE_UP_COST : LEAVE_COST;
    if (breaks_off(above)) cost += BROKEN_COST;
    if (is_heading(line) || is_heading(above)) cost += HEADING_COST;
    return cost;
}

/* Which articles have broken off above line i: bits by part. */
static uint64_t open_above(const struct join *j, uint32_t i)
{
    uint64_t open = 0;
    for (uint32_t p = 0; p < j->count; p++)
        if (j->parts[p].end <= i && j->parts[p].broken) open |= UINT64_C(1) << j->parts[p].article;
    return open;
}

static bool in_head(const struct join *j, uint32_t i)
{
    const struct piece *p = &j->parts[j->part_of[i]];
    return i < p->first + (p->head ? p->head : 1);
}

/* Whether article p has begun above line i. */
static bool has_begun(const struct join *j, uint32_t p, uint32_t i)
{
    return j->parts[p].article == p && j->parts[p].first <= i;
}

/* One walk over the lines (Viterbi): states are articles; lines of heads are where they are. */
static void walk(struct arena *a, struct join *j)
{
    int32_t now[PAGE_PARTS_MAX], next[PAGE_PARTS_MAX];
    uint8_t(*from)[PAGE_PARTS_MAX] = arena_alloc(a, j->lines->count * sizeof *from);
    for (uint32_t p = 0; p < j->count; p++) now[p] = p == j->parts[0].article ? 0 : NEVER;
    for (uint32_t i = 1; i < j->lines->count; i++) {
        uint64_t open = open_above(j, i);
        bool head = in_head(j, i);
        uint32_t at = j->parts[j->part_of[i]].article;
        compare_line(j, i);
        for (uint32_t to = 0; to < j->count; to++) {
            next[to] = NEVER;
            if (head ? to != at : !has_begun(j, to, i)) continue;
            for (uint32_t p = 0; p < j->count; p++) {
                if (now[p] <= NEVER) continue;
                int32_t cost = head ? 0 : way_cost(j, i, p, to, open >> to & 1);
                if (now[p] - cost <= next[to]) continue;
                next[to] = now[p] - cost;
                from[i][to] = (uint8_t)p;
            }
            next[to] += head ? 0 : j->shared[to] * LINE_WEIGHT / 100;
        }
        memcpy(now, next, j->count * sizeof *now);
    }
    uint32_t best = 0;
    for (uint32_t p = 1; p < j->count; p++)
        if (now[p] > now[best]) best = p;
    for (uint32_t i = j->lines->count; i-- > 0;) {
        j->owner[i] = best;
        if (i > 0) best = from[i][best];
    }
}

struct page page_join(struct arena *a, const struct line_list *lines, const struct beginning *begin,
                      const struct cut_list *cuts)
{
    struct page page = {.owner = arena_alloc(a, lines->count * sizeof *page.owner),
                        .title = arena_alloc(a, cuts->count * sizeof *page.title)};
    struct join j = {.lines = lines, .count = cuts->count, .owner = page.owner};
    j.parts = arena_alloc(a, j.count * sizeof *j.parts);
    j.part_of = arena_alloc(a, lines->count * sizeof *j.part_of);
    j.lines_with = arena_alloc(a, CELLS * sizeof *j.lines_with);
    j.shared = arena_alloc(a, j.count * sizeof *j.shared);
    for (uint32_t p = 0; p < j.count; p++) {
        j.parts[p] = piece_at(lines, begin, cuts, p);
        page.title[p] = p;
        for (uint32_t i = j.parts[p].first; i < j.parts[p].end; i++) j.owner[i] = j.part_of[i] = p;
    }
    count_pairs(&j);
    find_titles(&j, &page);
    for (int round = 0; round < ROUNDS; round++) {
        count_pairs(&j);
        walk(a, &j);
    }
    return page;
}
