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
    HALF = 64,           /* one half, in the fixed point of logarithms */
    FIT_SHARE = 12,      /* pairs are not independent: a share of their sum counts */
    FIT_MOST = 120,      /* and this much at most for a line */
    FRAGMENT_CHARS = 12, /* characters: a shorter sentence, alone, is the end of one */
    CLOSE = 2,           /* lines above a line that do not speak for it */
    CELLS = 1 << 14,
    NEARLY = 100, /* so much less in common is still as good */
    ROUNDS = 2,
    NEVER = INT32_MIN / 2,
};

struct piece {
    uint32_t first, end; /* lines */
    uint32_t head;       /* lines of its head */
    bool titled, bylined, note, broken;
    uint32_t article; /* the part that stands for its article */
};

struct join {
    const struct line_list *lines;
    struct piece *parts;
    uint32_t count;
    uint32_t *owner;                       /* of each line: a part that stands for an article */
    uint32_t *part_of;                     /* of each line */
    uint16_t *pairs_in;                    /* [cell][part]: how often each article has a pair */
    uint32_t *times;                       /* and the whole page */
    uint32_t pairs[PAGE_PARTS_MAX], total; /* in each article, and on the page */
    int32_t fit[PAGE_PARTS_MAX];           /* of the current line to each article, in tenths */
};

static uint16_t *pairs_in(const struct join *j, uint32_t hash)
{
    return &j->pairs_in[(size_t)(hash % CELLS) * j->count];
}

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
    p.note = line_hints(&lines->at[p.first], CUE_NOTE);
    p.titled |= p.note;
    p.broken = breaks_off(&lines->at[p.end - 1]);
    return p;
}

bool page_is_broken(const struct line_list *lines, const struct beginning *begin,
                    const struct cut_list *cuts)
{
    uint32_t broken = 0, untitled = 0, unsigned_titles = 0;
    if (cuts->count < 2 || cuts->count > PAGE_PARTS_MAX || lines->text.len > PAGE_BYTES_MAX)
        return false;
    for (uint32_t i = 0; i < cuts->count; i++) {
        struct piece p = piece_at(lines, begin, cuts, i);
        broken += p.broken && i + 1 < cuts->count;
        untitled += !p.titled && p.bylined;
        unsigned_titles += p.titled && !p.bylined && !p.note;
    }
    return broken > 0 || (untitled > 0 && unsigned_titles > 0);
}

/* Counts line i for its article (step 1), or leaves it out again (step -1). */
static void count_line(struct join *j, uint32_t i, int step)
{
    struct bigrams b = bigrams_of(line_view(j->lines, i));
    uint32_t hash;
    while (bigrams_next(&b, &hash)) {
        pairs_in(j, hash)[j->owner[i]] += step;
        j->times[hash % CELLS] += step;
        j->pairs[j->owner[i]] += step;
        j->total += step;
    }
}

static void count_all(struct join *j)
{
    memset(j->pairs_in, 0, (size_t)CELLS * j->count * sizeof *j->pairs_in);
    memset(j->times, 0, CELLS * sizeof *j->times);
    memset(j->pairs, 0, sizeof j->pairs);
    j->total = 0;
    for (uint32_t i = 0; i < j->lines->count; i++) count_line(j, i, 1);
}

/* Sixteen times the logarithm of n to base 2, straight lines between powers. n > 0. */
static int32_t log_of(uint32_t n)
{
    int32_t power = 31 - __builtin_clz(n);
    return power * 16 + (int32_t)(((uint64_t)n << 4 >> power) & 15);
}

/* Into fit[]: how much likelier line i is as text of each article than as any text of the page: the
 * logarithms of its pairs' frequencies in it, mixed half and half with the page's (Jelinek and
 * Mercer), so that long articles and short ones have the same chance. */
static void compare_line(struct join *j, uint32_t i)
{
    struct bigrams b = bigrams_of(line_view(j->lines, i));
    uint32_t hash;
    memset(j->fit, 0, sizeof j->fit);
    while (bigrams_next(&b, &hash)) {
        const uint16_t *in = pairs_in(j, hash);
        uint32_t times = j->times[hash % CELLS];
        if (times == 0) continue; /* says nothing about where it belongs */
        for (uint32_t p = 0; p < j->count; p++) {
            uint64_t of = (uint64_t)times * (j->pairs[p] ? j->pairs[p] : 1);
            j->fit[p] += log_of((uint32_t)(HALF * in[p] * j->total / of) + HALF) - log_of(2 * HALF);
        }
    }
    for (uint32_t p = 0; p < j->count; p++) {
        j->fit[p] /= FIT_SHARE;
        if (j->fit[p] > FIT_MOST) j->fit[p] = FIT_MOST;
        if (j->fit[p] < -FIT_MOST) j->fit[p] = -FIT_MOST;
    }
}

static bool in_head(const struct join *j, uint32_t i)
{
    const struct piece *p = &j->parts[j->part_of[i]];
    return i < p->first + (p->head ? p->head : 1);
}

static uint32_t text_start(const struct piece *p)
{
    return p->first + (p->head ? p->head : 1);
}

static void count_lines(struct join *j, uint32_t first, uint32_t end, int step)
{
    for (uint32_t i = first; i < end; i++) count_line(j, i, step);
}

/* A line is compared with the text of its own part only as far as it stands above: what follows
 * came with it, and so did the lines just above. At the first line of a part all but its head is
 * left out of the counts; line by line it comes back, the rest with the next part. Called for every
 * line in order. */
static void uncover(struct join *j, uint32_t i)
{
    const struct piece *p = &j->parts[j->part_of[i]];
    if (i == p->first) {
        count_lines(j, text_start(p), p->end, -1);
        uint32_t before = i > 0 ? text_start(&j->parts[j->part_of[i - 1]]) : 0;
        count_lines(j, i > before + CLOSE + 1 ? i - CLOSE - 1 : before, i, 1);
    } else if (i >= text_start(p) + CLOSE + 1) {
        count_line(j, i - CLOSE - 1, 1);
    }
}

/* The part that `may` accepts with which the lines of a part have most in common; -1 if others have
 * much more in common with it. */
static int32_t nearest(struct join *j, uint32_t part, bool (*may)(const struct piece *))
{
    int32_t best = -1;
    int64_t most = INT64_MIN, sum[PAGE_PARTS_MAX] = {0};
    count_lines(j, j->parts[part].first, j->parts[part].end, -1);
    for (uint32_t i = j->parts[part].first; i < j->parts[part].end; i++) {
        compare_line(j, i);
        for (uint32_t p = 0; p < j->count; p++) sum[p] += j->fit[p];
    }
    count_lines(j, j->parts[part].first, j->parts[part].end, 1);
    for (uint32_t p = 0; p < j->count; p++) {
        if (p == part) continue;
        if (sum[p] > most) most = sum[p];
        if (may(&j->parts[p]) && (best < 0 || sum[p] > sum[best])) best = (int32_t)p;
    }
    return best >= 0 && sum[best] + NEARLY > most ? best : -1;
}

static bool lacks_byline(const struct piece *p)
{
    return p->titled && !p->bylined && !p->note;
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
        if (p->titled || p->article != i) continue;
        int32_t near = nearest(j, i, p->bylined ? lacks_byline : breaks);
        if (near < 0 || j->parts[near].article != (uint32_t)near) continue;
        uint32_t whole = (uint32_t)near < i ? (uint32_t)near : i,
                 other = whole == i ? (uint32_t)near : i;
        j->parts[other].article = whole;
        page->title[whole] = page->title[near];
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

/* Notes in *open, a bit an article, whether the article of line i breaks off with it. */
static void note_end(const struct join *j, uint32_t i, uint64_t *open)
{
    uint64_t bit = UINT64_C(1) << j->owner[i];
    *open = breaks_off(&j->lines->at[i]) ? *open | bit : *open & ~bit;
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
    uint64_t open = 0; /* articles that broke off above, as the last round had it */
    uncover(j, 0);
    for (uint32_t i = 1; i < j->lines->count; i++) {
        note_end(j, i - 1, &open);
        bool head = in_head(j, i);
        uint32_t at = j->parts[j->part_of[i]].article;
        uncover(j, i);
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
            next[to] += head ? 0 : j->fit[to];
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
    j.pairs_in = arena_alloc(a, (size_t)CELLS * j.count * sizeof *j.pairs_in);
    j.times = arena_alloc(a, CELLS * sizeof *j.times);
    for (uint32_t p = 0; p < j.count; p++) {
        j.parts[p] = piece_at(lines, begin, cuts, p);
        page.title[p] = p;
        for (uint32_t i = j.parts[p].first; i < j.parts[p].end; i++) j.owner[i] = j.part_of[i] = p;
    }
    count_all(&j);
    find_titles(&j, &page);
    for (int round = 0; round < ROUNDS; round++) {
        count_all(&j);
        walk(a, &j);
    }
    return page;
}
