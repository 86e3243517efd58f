/* walk.c: see walk.h. */
#include "workers/segment/walk.h"
#include "workers/segment/draft.h"
#include <string.h>

/* Costs in tenths of a nat. */
enum {
    LEAVE_COST = 70,        /* to go on with another article though nothing asks for it */
    LEAVE_WHOLE_COST = 110, /* and no sentence on the page breaks off */
    EARLY_COST = 20,        /* and its head stands only further down */
    EARLY_ABOVE_COST = 80,  /* and that is right below the part */
    TAKE_UP_COST = 30,      /* to go on with one that broke off */
    DEBT_COST = 60,         /* that it is never gone on with */
    BROKEN_COST = 15,       /* to leave a sentence that is not at its end, on top of the debt */
    PARTED_BONUS = 55,      /* to do so behind a caption or the like: there a column ends */
    HEADING_COST = 50,      /* to go on with a heading, or behind one */
    OPENING_COST = 30,      /* to end a sentence with what begins a paragraph */
    OPENS_COST = 60,        /* to go on in mid-sentence with what begins a paragraph */
    FRAGMENT_COST = 45,     /* to stay, though the line looks like the end of another sentence */
    JOINED_BONUS = 60,      /* a word runs over the break */
    FRAGMENT_CHARS = 12,    /* characters: a shorter sentence, alone, is the end of one */
    CLOSE = 2,              /* lines above a line that do not speak for it */
    DEBTS_MAX = 6,
    NEVER = INT32_MIN / 2,
};

static bool is_broken_text(const struct line *line)
{
    return line_is(line, LINE_PARAGRAPH) &&
           (line->ending == END_OPEN || line->ending == END_CLAUSE);
}

bool line_breaks_off(const struct line *line)
{
    return line_is(line, LINE_PARAGRAPH | LINE_TITLE) &&
           (line->ending == END_OPEN || line->ending == END_CLAUSE);
}

static bool in_head(const struct join *j, uint32_t i)
{
    const struct page_part *p = &j->parts[j->part_of[i]];
    return i < p->first + (p->head ? p->head : 1);
}

static uint32_t text_start(const struct page_part *p)
{
    return p->first + (p->head ? p->head : 1);
}

/* A line is compared with the text of its own part only as far as it stands above: what follows
 * came with it, and so did the lines just above. At the first line of a part all but its head is
 * left out of the counts; line by line it comes back, the rest with the next part. Called for every
 * line in order. */
static void uncover(struct join *j, uint32_t i)
{
    const struct page_part *p = &j->parts[j->part_of[i]];
    if (i == p->first) {
        fit_count(&j->fit, text_start(p), p->end, -1);
        uint32_t before = i > 0 ? text_start(&j->parts[j->part_of[i - 1]]) : 0;
        fit_count(&j->fit, i > before + CLOSE + 1 ? i - CLOSE - 1 : before, i, 1);
    } else if (i >= text_start(p) + CLOSE + 1) {
        fit_count(&j->fit, i - CLOSE - 1, i - CLOSE, 1);
    }
}

static bool is_heading(const struct line *line)
{
    return line_is(line, LINE_TITLE) || (line_is_numbered(line) && !line_is(line, LINE_PARAGRAPH));
}

bool line_is_fragment(const struct line *line)
{
    return line_is(line, LINE_CONTINUES) ||
           (line_is(line, LINE_SINGLE) && line->chars <= FRAGMENT_CHARS && !line_is_numbered(line));
}

/* A break in mid-sentence above another article's head: somewhere the sentence goes on. */
struct debt {
    uint32_t article, line; /* the first line behind the break */
};

/* How a state was reached. */
struct way {
    uint8_t article, paid;
};

/* A walk over the lines (Viterbi). A state is the article a line belongs to, and which debts are
 * paid; lines of heads are where they are. */
struct walk {
    struct debt debts[DEBTS_MAX];
    uint32_t debt_count, masks;
    int32_t *now, *next; /* [article][mask] */
    struct way *ways;    /* [line][article][mask] */
    struct junction *junction;
    uint32_t joined;   /* debts, as bits, whose broken word the current line would end */
    bool joined_above; /* or that of the line above */
};

static uint32_t owner_of(const struct join *j, uint32_t i)
{
    uint32_t owner = j->fit.owner[i];
    return owner == FIT_NOBODY ? j->parts[j->part_of[i]].article : owner;
}

/* Whose the broken sentences are is taken from the last round. Those at the end of a part come
 * first: there is room for a few only. */
static void find_debts(const struct join *j, struct walk *w)
{
    for (int inside = 0; inside < 2; inside++)
        for (uint32_t i = 0; i + 1 < j->lines->count && w->debt_count < DEBTS_MAX; i++) {
            bool at_end = j->parts[j->part_of[i]].end == i + 1;
            if (at_end != inside && is_broken_text(&j->lines->at[i]) && !in_head(j, i))
                w->debts[w->debt_count++] = (struct debt){owner_of(j, i), i + 1};
        }
    w->masks = 1u << w->debt_count;
}

/* The debts that a line of an article pays, as bits. */
static uint32_t debts_paid(const struct walk *w, uint32_t i, uint32_t article)
{
    uint32_t paid = 0;
    for (uint32_t k = 0; k < w->debt_count; k++)
        if (w->debts[k].article == article && w->debts[k].line <= i) paid |= 1u << k;
    return paid;
}

/* What it costs to go on with another article in line i; open: it owes the rest of a sentence. */
static int32_t switch_cost(const struct join *j, uint32_t i, bool open)
{
    const struct line *line = &j->lines->at[i], *above = line - 1;
    int32_t cost = !open                    ? (j->whole ? LEAVE_WHOLE_COST : LEAVE_COST)
                   : line_is_fragment(line) ? 0
                                            : TAKE_UP_COST;
    if (line_breaks_off(above)) cost += BROKEN_COST;
    if (line_is(line, LINE_PARTED)) cost -= PARTED_BONUS;
    if (is_heading(line) || is_heading(above) || in_head(j, i - 1)) cost += HEADING_COST;
    if (open && line_hints(line, CUE_OPENING)) cost += OPENING_COST;
    return cost;
}

static int32_t stay_cost(const struct join *j, const struct walk *w, uint32_t i)
{
    const struct line *line = &j->lines->at[i], *above = line - 1;
    int32_t cost = line_is_fragment(line) && !line_runs_on(j->lines, i - 1) ? FRAGMENT_COST : 0;
    if (is_broken_text(above) && above->ending == END_OPEN && line_hints(line, CUE_OPENING))
        cost += OPENS_COST;
    return w->joined_above ? cost - JOINED_BONUS : cost;
}

/* Which broken words line i would end. */
static void look_at_junctions(struct walk *w, const struct join *j, uint32_t i)
{
    struct view line = line_view(j->lines, i);
    w->joined = 0;
    w->joined_above = line_breaks_off(&j->lines->at[i - 1]) &&
                      junction_in_word(w->junction, line_view(j->lines, i - 1), line);
    if (is_heading(&j->lines->at[i])) return;
    for (uint32_t k = 0; k < w->debt_count && w->debts[k].line <= i; k++)
        if (junction_in_word(w->junction, line_view(j->lines, w->debts[k].line - 1), line))
            w->joined |= 1u << k;
}

/* What the ways into a line cost. */
struct costs {
    uint32_t line;
    bool head;
    int32_t stay, take_up, leave; /* the same article; one that broke off; any other */
    int32_t early;                /* on top, one whose head stands further down */
};

static struct costs costs_of(const struct walk *w, const struct join *j, uint32_t i)
{
    /* A title that comes after its text began ends no sentence. */
    if (in_head(j, i)) return (struct costs){.line = i, .head = true, .take_up = HEADING_COST};
    bool fragment = line_is_fragment(&j->lines->at[i]);
    return (struct costs){.line = i,
                          .stay = stay_cost(j, w, i),
                          .take_up = switch_cost(j, i, true),
                          .leave = switch_cost(j, i, false),
                          .early = EARLY_COST + (fragment ? FRAGMENT_COST : 0)};
}

/* Right above its own head no text begins: there a column ends, and the head begins the next. */
static int32_t early_cost(const struct join *j, const struct costs *costs, uint32_t to, bool open)
{
    bool right_above = j->parts[j->part_of[costs->line]].end == j->parts[to].first;
    return costs->early + (right_above && !open ? EARLY_ABOVE_COST : 0);
}

/* A line as one of article `to`, whose debts it pays. */
struct entry {
    const struct costs *costs;
    uint32_t to, pays;
};

/* The same behind a line of article `from`, where the debts of `mask` were paid. */
static void enter_from(struct walk *w, const struct join *j, const struct entry *e, uint32_t from,
                       uint32_t mask)
{
    const struct costs *costs = e->costs;
    uint32_t to = e->to, open = e->pays & ~mask;
    int32_t score = w->now[(size_t)from * w->masks + mask];
    if (score <= NEVER) return;
    score -= from == to ? costs->stay : open ? costs->take_up : costs->leave;
    if (from != to && costs->line < j->parts[to].first)
        score -= early_cost(j, costs, to, open != 0);
    if (from != to && (open & w->joined)) score += JOINED_BONUS;
    if (!costs->head) score += j->fit.of[to];
    size_t state = (size_t)to * w->masks + (costs->head ? mask : mask | e->pays);
    if (score <= w->next[state]) return;
    w->next[state] = score;
    w->ways[(size_t)costs->line * j->count * w->masks + state] =
        (struct way){(uint8_t)from, (uint8_t)mask};
}

/* The two articles whose states with these debts paid are best. */
static void best_two(const struct walk *w, const struct join *j, uint32_t mask, uint32_t *best)
{
    best[0] = best[1] = 0;
    for (uint32_t p = 1; p < j->count; p++) {
        int32_t score = w->now[(size_t)p * w->masks + mask];
        if (score > w->now[(size_t)best[0] * w->masks + mask]) {
            best[1] = best[0];
            best[0] = p;
        } else if (best[1] == best[0] || score > w->now[(size_t)best[1] * w->masks + mask]) {
            best[1] = p;
        }
    }
}

/* Whether a line of text may belong to article p: it stands below its head, or else that is a
 * title, which may be printed behind the beginning of its text. */
static bool may_own(const struct join *j, uint32_t p, uint32_t i)
{
    const struct page_part *part = &j->parts[p];
    return part->article == p && (part->first <= i || (part->titled && !part->note));
}

/* All ways into a line of an article differ in the state before alone: from the best other article,
 * or from the same. best: of each mask, the two best articles. */
static void enter(struct walk *w, const struct join *j, const struct costs *costs, uint32_t to,
                  uint32_t (*best)[2])
{
    struct entry e = {costs, to, debts_paid(w, costs->line, to)};
    for (uint32_t mask = 0; mask < w->masks; mask++) {
        uint32_t other = best[mask][best[mask][0] == to];
        if (other != to) enter_from(w, j, &e, other, mask);
        enter_from(w, j, &e, to, mask);
    }
}

static void step(struct walk *w, struct join *j, uint32_t i)
{
    uint32_t here = j->parts[j->part_of[i]].article, best[1 << DEBTS_MAX][2];
    uncover(j, i);
    fit_compare(&j->fit, i);
    look_at_junctions(w, j, i);
    struct costs costs = costs_of(w, j, i);
    for (uint32_t s = 0; s < j->count * w->masks; s++) w->next[s] = NEVER;
    for (uint32_t mask = 0; mask < w->masks; mask++) best_two(w, j, mask, best[mask]);
    for (uint32_t to = 0; to < j->count; to++)
        if (costs.head ? to == here : may_own(j, to, i)) enter(w, j, &costs, to, best);
    int32_t *swapped = w->now;
    w->now = w->next;
    w->next = swapped;
}

/* The best state at the end, and back from it: who owns each line. True if one has another owner.
 */
static bool walk_back(const struct walk *w, struct join *j)
{
    bool changed = false;
    uint32_t states = j->count * w->masks, best = 0;
    int32_t most = NEVER;
    for (uint32_t s = 0; s < states; s++) {
        uint32_t unpaid = w->debt_count - (uint32_t)__builtin_popcount(s % w->masks);
        int32_t score = w->now[s] - (int32_t)unpaid * DEBT_COST;
        if (score > most) most = score, best = s;
    }
    for (uint32_t i = j->lines->count; i-- > 0;) {
        changed |= j->fit.owner[i] != best / w->masks;
        j->fit.owner[i] = best / w->masks;
        struct way way = w->ways[(size_t)i * states + best];
        best = way.article * w->masks + way.paid;
    }
    return changed;
}

bool walk(struct arena *a, struct join *j, struct junction *junction)
{
    struct walk w = {.junction = junction};
    find_debts(j, &w);
    uint32_t states = j->count * w.masks;
    w.now = arena_alloc(a, states * sizeof *w.now);
    w.next = arena_alloc(a, states * sizeof *w.next);
    w.ways = arena_alloc(a, (size_t)j->lines->count * states * sizeof *w.ways);
    for (uint32_t s = 0; s < states; s++) w.now[s] = NEVER;
    w.now[j->parts[0].article * w.masks] = 0;
    memset(w.ways, 0, states * sizeof *w.ways);
    uncover(j, 0);
    for (uint32_t i = 1; i < j->lines->count; i++) step(&w, j, i);
    return walk_back(&w, j);
}
