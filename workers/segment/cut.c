/* cut.c: see cut.h.
 *
 * A state is (entry, what has been seen): entry 0 stands for "before the first", entry e + 1 for
 * entry e of the table. SLOTS entries are followed at once, from `base` on.
 */
#include "workers/segment/cut.h"
#include "workers/segment/match.h"
#include <string.h>

/* Costs and bonuses, in tenths of a nat as in evidence.h. */
enum {
    BEGIN_COST = 36,       /* that an article begins, with a table of contents */
    BEGIN_COST_ALONE = 70, /* and without one */
    SKIP_COST = 8,         /* an entry with no text */
    UNLISTED_COST = 40,    /* an article that the table does not list */
    RESTART_COST = 75,     /* 一、 twice in an article */
    ORPHAN_COST = 30,      /* 二、 with no 一、 before it */
    STRANGE_COST = 45,     /* an entry, where a title stands that is not its own */
    REPEATED_BONUS = 60,   /* a line with the words of an entry that was taken, or is far away */
    TITLE_FLOOR = 45,      /* hundredths of likeness that is chance */
    TITLE_BONUS = 2,       /* a hundredth above it */
    LEAD_FLOOR = 12,       /* hundredths of a title's words that any paragraph may have */
    LEAD_SHARE = 2,    /* words of the title in the first line: hundredths above the floor / 2 */
    TEXT_SHARE = 6,    /* and in each further line: hundredths / 6 */
    PLACE_BONUS = 30,  /* the place that the title begins with */
    FIRST_MARGIN = 20, /* at least, of the first line: it may still be the name of a column */
    LOOK_AHEAD = 3,    /* lines of a head that may hold the title */
};

enum {
    SLOTS_MAX = 32,
    SLOTS_BEHIND = 10,      /* kept behind the best when the band moves */
    BACK_BYTES = 128 << 20, /* at most, for the way back */
    NEVER = INT32_MIN / 2,
};

/* What a path remembers of its current article: bits of a sub-state. */
enum { SEEN_FIRST = 1, UNLISTED = 2, SUBS = 4 };

/* How a state was reached: the slot and sub-state before, and whether an article begins here. */
struct back {
    uint8_t slot;
    uint8_t sub : 2, begins : 1;
};

struct band {
    int32_t score[SLOTS_MAX][SUBS];
};

struct path {
    const struct line_list *lines;
    const struct beginning *begin;
    const struct toc *toc;
    struct matcher *matcher; /* NULL without a table */
    uint32_t slots, states;  /* states: entries + 1 */
    uint32_t base;
    struct band now, next;
    struct back *back; /* [line][slot][sub] */
    uint32_t *bases;   /* of each line */
    int32_t title[SLOTS_MAX], words[SLOTS_MAX];
    bool repeated; /* the line has the words of some entry */
};

static struct back *back_at(const struct path *p, uint32_t line, uint32_t slot, uint32_t sub)
{
    return &p->back[((size_t)line * p->slots + slot) * SUBS + sub];
}

static bool is_first_number(const struct line *line)
{
    return line->manner == NUMBERING_HAN_COMMA && line->number == 1;
}

static bool is_later_number(const struct line *line)
{
    return line->manner == NUMBERING_HAN_COMMA && line->number > 1;
}

/* A line behind which 一、 may come again in the same article: 第二章, 附件. */
static bool is_outer_heading(const struct line *line)
{
    return (line->manner != NUMBERING_NONE && line->manner < NUMBERING_BRACKET) ||
           line_hints(line, CUE_ANNEX);
}

/* Takes what `text` has in common with the entries of the band into title[] and words[]. */
static void look_at(struct path *p, struct view text, int32_t discount, bool words)
{
    uint32_t count;
    const struct match *m = matcher_look(p->matcher, text, &count);
    for (uint32_t k = 0; k < count; k++) {
        if (words && m[k].title == EXACT_MATCH) p->repeated = true;
        uint32_t slot = m[k].entry + 1 - p->base;
        if (slot >= p->slots) continue;
        int32_t title = ((int32_t)m[k].title - TITLE_FLOOR) * TITLE_BONUS - discount;
        if (title > p->title[slot]) p->title[slot] = title;
        if (words && m[k].words > p->words[slot]) p->words[slot] = m[k].words;
    }
}

/* 金塔县: … stands in the table, and the line begins with 金塔县, or has it in its first clause. */
static void look_for_places(struct path *p, struct view line)
{
    enum { FIRST_WORDS = 60 };
    if (line.len > FIRST_WORDS) line.len = FIRST_WORDS;
    for (uint32_t slot = 0; slot < p->slots && p->base + slot < p->states; slot++) {
        if (p->base + slot == 0) continue;
        struct view place = p->toc->entries[p->base + slot - 1].place;
        bool found = place.len > 0 && memmem(line.at, line.len, place.at, place.len);
        if (found && p->title[slot] < PLACE_BONUS) p->title[slot] = PLACE_BONUS;
    }
}

/* What line i, and the head that begins with it, say about the entries. */
static void look(struct path *p, uint32_t i)
{
    memset(p->title, 0, sizeof p->title);
    memset(p->words, 0, sizeof p->words);
    p->repeated = false;
    if (!p->matcher) return;
    struct view line = line_view(p->lines, i);
    look_at(p, line, 0, true);
    look_for_places(p, line);
    for (uint32_t k = 1; k < p->begin[i].head && k <= LOOK_AHEAD; k++)
        look_at(p, line_view(p->lines, i + k), 4 * (int32_t)k, false);
    if (p->begin[i].head < 2) return;
    struct view both = {line.at, p->lines->at[i + 1].end - p->lines->at[i].start};
    look_at(p, both, 0, false);
}

static void offer(struct path *p, uint32_t i, uint32_t slot, uint32_t sub, int32_t score,
                  struct back from)
{
    if (score <= p->next.score[slot][sub]) return;
    p->next.score[slot][sub] = score;
    *back_at(p, i, slot, sub) = from;
}

/* What the words of the first line are worth. */
static int32_t lead_bonus(const struct path *p, uint32_t slot)
{
    return p->words[slot] > LEAD_FLOOR ? (p->words[slot] - LEAD_FLOOR) / LEAD_SHARE : 0;
}

/* The article goes on with line i. */
static void go_on(struct path *p, uint32_t i)
{
    const struct line *line = &p->lines->at[i];
    for (uint32_t slot = 0; slot < p->slots; slot++) {
        for (uint32_t sub = 0; sub < SUBS; sub++) {
            int32_t score = p->now.score[slot][sub];
            uint32_t then = sub;
            if (score <= NEVER) continue;
            if (is_outer_heading(line)) then &= ~(uint32_t)SEEN_FIRST;
            if (is_first_number(line)) {
                if (sub & SEEN_FIRST) score -= RESTART_COST;
                then |= SEEN_FIRST;
            }
            if (is_later_number(line) && !(sub & SEEN_FIRST)) score -= ORPHAN_COST;
            if (!(sub & UNLISTED)) score += p->words[slot] / TEXT_SHARE;
            offer(p, i, slot, then, score, (struct back){(uint8_t)slot, sub & 3, 0});
        }
    }
}

static int32_t best_sub(const struct band *b, uint32_t slot, uint32_t *sub)
{
    *sub = 0;
    for (uint32_t s = 1; s < SUBS; s++)
        if (b->score[slot][s] > b->score[slot][*sub]) *sub = s;
    return b->score[slot][*sub];
}

/* Whether a title stands at line i, by its look alone. */
static bool is_titled(const struct path *p, uint32_t i)
{
    const uint64_t titled = 1 << EVIDENCE_BYLINED | 1 << EVIDENCE_SOURCED |
                            1 << EVIDENCE_SUBTITLED | 1 << EVIDENCE_TITLED | 1 << EVIDENCE_PLACED;
    return (p->begin[i].why & titled) != 0;
}

/* What speaks for line i as the beginning of the entry in a slot, apart from the line itself. */
static int32_t entry_score(const struct path *p, uint32_t i, uint32_t slot)
{
    int32_t score = p->title[slot] + lead_bonus(p, slot);
    return p->title[slot] <= 0 && is_titled(p, i) ? score - STRANGE_COST : score;
}

static int32_t unlisted_score(const struct path *p)
{
    return (p->repeated ? REPEATED_BONUS : 0) - (p->matcher ? UNLISTED_COST : 0);
}

/* A new article begins with line i: one that is not listed, or the next entry, or one further on.
 */
static void begin_article(struct path *p, uint32_t i)
{
    int32_t here = p->begin[i].score - (p->matcher ? BEGIN_COST : BEGIN_COST_ALONE);
    int32_t unlisted = unlisted_score(p);
    uint32_t seen = is_first_number(&p->lines->at[i]) ? SEEN_FIRST : 0;
    int32_t before = NEVER; /* the best of the entries before, less the skips */
    struct back from = {0};
    for (uint32_t slot = 0; slot < p->slots && p->base + slot < p->states; slot++) {
        if (before > NEVER) offer(p, i, slot, seen, before + here + entry_score(p, i, slot), from);
        uint32_t sub;
        int32_t best = best_sub(&p->now, slot, &sub);
        struct back same = {(uint8_t)slot, sub & 3, 1};
        if (best > NEVER) offer(p, i, slot, seen | UNLISTED, best + here + unlisted, same);
        before -= before > NEVER ? SKIP_COST : 0;
        if (best > before) before = best, from = same;
    }
}

/* The slot, and the sub-state in it, where the best path is. */
static uint32_t best_slot(const struct path *p, uint32_t *sub)
{
    uint32_t best = 0, s;
    int32_t most = best_sub(&p->now, 0, sub);
    for (uint32_t slot = 1; slot < p->slots; slot++) {
        int32_t score = best_sub(&p->now, slot, &s);
        if (score > most) most = score, best = slot, *sub = s;
    }
    return best;
}

/* Moves the band so that the best entry is near its front. */
static void move_band(struct path *p)
{
    uint32_t sub, best = best_slot(p, &sub);
    uint32_t behind = SLOTS_BEHIND < p->slots / 3 ? SLOTS_BEHIND : p->slots / 3;
    if (best <= 2 * behind || p->base + p->slots >= p->states) return;
    uint32_t shift = best - behind;
    if (p->base + p->slots + shift > p->states) shift = p->states - p->base - p->slots;
    memmove(&p->now.score[0], &p->now.score[shift], (p->slots - shift) * sizeof p->now.score[0]);
    for (uint32_t slot = p->slots - shift; slot < p->slots; slot++)
        for (uint32_t s = 0; s < SUBS; s++) p->now.score[slot][s] = NEVER;
    p->base += shift;
}

static void clear(struct band *b)
{
    for (uint32_t slot = 0; slot < SLOTS_MAX; slot++)
        for (uint32_t sub = 0; sub < SUBS; sub++) b->score[slot][sub] = NEVER;
}

/* Line 0 begins an article at no cost: the first entry, or a later one, or none. */
static void begin_path(struct path *p)
{
    clear(&p->now);
    clear(&p->next);
    p->bases[0] = 0;
    look(p, 0);
    uint32_t seen = is_first_number(&p->lines->at[0]) ? SEEN_FIRST : 0;
    p->now.score[0][seen | UNLISTED] = p->matcher ? -UNLISTED_COST : 0;
    for (uint32_t slot = 1; slot < p->slots && slot < p->states; slot++)
        p->now.score[slot][seen] =
            p->title[slot] + lead_bonus(p, slot) - (int32_t)(slot - 1) * SKIP_COST;
}

static void follow(struct path *p)
{
    begin_path(p);
    for (uint32_t i = 1; i < p->lines->count; i++) {
        /* The states of this line are in the band that the last one ended with. */
        look(p, i);
        clear(&p->next);
        go_on(p, i);
        begin_article(p, i);
        p->bases[i] = p->base;
        p->now = p->next;
        move_band(p);
    }
}

/* From the best end back to line 0; cuts come out last first. */
static void walk_back(const struct path *p, struct cut_list *cuts, uint32_t *backwards)
{
    uint32_t sub, n = 0, entry = p->base + best_slot(p, &sub);
    for (uint32_t i = p->lines->count - 1; i > 0; i--) {
        struct back b = *back_at(p, i, entry - p->bases[i], sub);
        if (b.begins) {
            backwards[n] = i;
            cuts->at[n++].entry = sub & UNLISTED ? NO_ENTRY : entry - 1;
        }
        entry = p->bases[i] + b.slot;
        sub = b.sub;
    }
    backwards[n] = 0;
    cuts->at[n++].entry = entry == 0 || sub & UNLISTED ? NO_ENTRY : entry - 1;
    cuts->count = n;
}

static void turn_round(struct cut_list *cuts, const uint32_t *backwards)
{
    for (uint32_t i = 0; i < cuts->count; i++) cuts->at[i].line = backwards[i];
    for (uint32_t i = 0, k = cuts->count - 1; i < k; i++, k--) {
        struct cut swapped = cuts->at[i];
        cuts->at[i] = cuts->at[k];
        cuts->at[k] = swapped;
    }
}

/* Whether 一、 stands in lines [first, end). */
static bool counts_up(const struct path *p, uint32_t first, uint32_t end)
{
    while (first < end && !is_first_number(&p->lines->at[first])) first++;
    return first < end;
}

/* Numbering that begins again in an article is evidence that it begins. */
static void note_restarts(const struct path *p, struct cut_list *cuts)
{
    bool counted = false;
    for (uint32_t c = 0; c < cuts->count; c++) {
        uint32_t end = c + 1 < cuts->count ? cuts->at[c + 1].line : p->lines->count;
        bool counts = counts_up(p, cuts->at[c].line, end);
        if (counts && counted) cuts->at[c].decision.why |= UINT64_C(1) << EVIDENCE_RESTART;
        counted = counts;
    }
}

/* What decided that an article begins at each cut. */
static void explain(struct path *p, struct cut_list *cuts)
{
    int32_t cost = p->matcher ? BEGIN_COST : BEGIN_COST_ALONE;
    for (uint32_t c = 0; c < cuts->count; c++) {
        struct cut *cut = &cuts->at[c];
        struct decision *d = &cut->decision;
        *d = (struct decision){p->begin[cut->line].why, p->begin[cut->line].score - cost};
        if (cut->line == 0) {
            d->why |= UINT64_C(1) << EVIDENCE_FIRST;
            if (d->margin < FIRST_MARGIN) d->margin = FIRST_MARGIN;
        }
        if (!p->matcher) continue;
        p->base = p->bases[cut->line];
        look(p, cut->line);
        uint32_t slot = cut->entry + 1 - p->base;
        bool listed = cut->entry != NO_ENTRY && slot < p->slots;
        d->margin += listed ? entry_score(p, cut->line, slot) : unlisted_score(p);
        if (listed && p->title[slot] > 0) d->why |= UINT64_C(1) << EVIDENCE_LISTED;
    }
    note_restarts(p, cuts);
}

static uint32_t slots_for(const struct line_list *lines, uint32_t states)
{
    uint32_t slots = (uint32_t)(BACK_BYTES / (SUBS * sizeof(struct back)) / lines->count);
    if (slots > SLOTS_MAX) slots = SLOTS_MAX;
    if (slots < 4) slots = 4;
    return slots < states ? slots : states;
}

struct cut_list cuts_find(struct arena *a, const struct line_list *lines,
                          const struct bigram_table *common, const struct beginning *begin,
                          const struct toc *toc)
{
    struct path p = {.lines = lines, .begin = begin, .toc = toc, .states = toc->count + 1};
    p.slots = slots_for(lines, p.states);
    if (toc->count) p.matcher = matcher_new(a, common, lines->count, toc);
    p.back = arena_alloc(a, (size_t)lines->count * p.slots * SUBS * sizeof *p.back);
    p.bases = arena_alloc(a, lines->count * sizeof *p.bases);
    follow(&p);
    struct cut_list cuts = {.at = arena_alloc(a, lines->count * sizeof *cuts.at)};
    uint32_t *backwards = arena_alloc(a, lines->count * sizeof *backwards);
    walk_back(&p, &cuts, backwards);
    turn_round(&cuts, backwards);
    explain(&p, &cuts);
    return cuts;
}
