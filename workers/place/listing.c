/* listing.c: see listing.h. */
#include "workers/place/listing.h"
#include "workers/lexicon.h"
#include "workers/place/naming.h"
#include "workers/step.h"
#include <string.h>

enum { KIND_CHARACTERS = 9, ITEM_CHARACTERS = 5, LEAD_CHARACTERS = 10, ITEMS = 64 };

static const struct kind {
    const char *text;
    uint8_t level;
} kinds[] = {
    {"村", LEVEL_VILLAGE},     {"社区", LEVEL_VILLAGE}, {"居住点", LEVEL_VILLAGE},
    {"安置点", LEVEL_VILLAGE}, {"镇", AREA_TOWN},       {"乡", AREA_TOWN},
    {"街道", AREA_TOWN},       {"县", AREA_COUNTY},     {"区", AREA_COUNTY},
    {"市", AREA_COUNTY},       {"省", AREA_PROVINCE},   {"州", AREA_PREFECTURE},
    {"地", AREA_COUNTY},       {"国", AREA_COUNTRY},
};
/* Words that begin as a kind does. */
static const struct no_kind {
    const char *text;
} no_kinds[] = {
    {"村民"},   {"村官"}, {"镇长"}, {"乡村"}, {"市场"}, {"市民"}, {"区域"},
    {"国家级"}, {"地方"}, {"国内"}, {"国际"}, {"地质"}, {"国有"}, {"地理"},
};
static struct lexicon kind_lexicon, no_kind_lexicon;

void listing_prepare(void)
{
    if (no_kind_lexicon.rows) return;
    LEXICON_MAKE(&kind_lexicon, kinds, LEXICON_BEGINS);
    LEXICON_MAKE(&no_kind_lexicon, no_kinds, LEXICON_BEGINS);
}

/* The kind at `at`; near: directly behind 等. */
static const struct kind *kind_at(const struct search *s, const char *at, bool near)
{
    const char *behind;
    int row = lexicon_at(&kind_lexicon, at, s->end, &behind);
    if (row < 0 || lexicon_at(&no_kind_lexicon, at, s->end, &behind) >= 0) return NULL;
    near = near || kinds[row].level == LEVEL_VILLAGE || step_peek_before(at, s->start) == U'个';
    return near ? &kinds[row] : NULL;
}

/* The kind that the words behind 等 name: 等13个村, 等一批村书记, 等区. */
static const struct kind *kind_behind(const struct search *s, const char *at)
{
    for (int n = 0; n < KIND_CHARACTERS && at < s->end; n++) {
        const struct kind *k = kind_at(s, at, n == 0);
        if (k) return k;
        uint32_t c = text_next(&at, s->end);
        if (char_ends_clause(c) || char_among(c, U"的合公企组向涉进对把在为和与到等从部门是有被"))
            return NULL;
    }
    return NULL;
}

static uint32_t place_of(const struct search *s, const char *at)
{
    return (uint32_t)(at - s->text);
}

static const struct place_mention *mention_at_end(const struct search *s, const char *at)
{
    uint32_t i = search_first(s, place_of(s, at) - 1);
    return i < s->found.count && s->found.at[i].end == place_of(s, at) ? &s->found.at[i] : NULL;
}

/* The mention that ends behind `start` and before `end`, and leaves a name to follow. */
static const struct place_mention *mention_within(const struct search *s, const char *start,
                                                  const char *end)
{
    uint32_t i = search_first(s, place_of(s, end) - 1);
    if (i == 0) return NULL;
    const struct place_mention *m = &s->found.at[i - 1];
    return m->end > place_of(s, start) && m->end < place_of(s, end) && m->kind == LINK_FULL &&
                   m->level <= AREA_TOWN
               ? m
               : NULL;
}

static bool is_short(const char *start, const char *end)
{
    size_t characters = text_length((struct view){start, (size_t)(end - start)});
    return characters >= 2 && characters <= ITEM_CHARACTERS;
}

/* 农办、旅委: offices are listed as well. */
static bool ends_as_office(const char *end)
{
    return char_among(step_peek(end - strlen("委"), end), U"委办局部处室院会科股所队站");
}

static bool is_all_cjk(const char *at, const char *end)
{
    while (at < end)
        if (!char_is_cjk(text_next(&at, end))) return false;
    return true;
}

static void add_village(struct search *s, const struct place_mention *parent, const char *start,
                        const char *end)
{
    struct place_mention m = {.start = parent ? parent->start : place_of(s, start),
                              .end = place_of(s, end),
                              .name = place_of(s, start),
                              .own = place_of(s, start),
                              .pattern = true,
                              .rule = RULE_PLACE_LIST,
                              .certainty = NAMED,
                              .level = LEVEL_VILLAGE,
                              .area = -1,
                              .within = -1};
    if (parent) {
        m.chained = true;
        m.candidate = parent->candidate;
        m.candidates = parent->candidates;
    }
    search_add(s, m);
}

/* A name of the gazetteer of that level: what the list says of it lifts its doubt. */
static bool add_listed_area(struct search *s, const struct kind *k, const char *start,
                            const char *end)
{
    int form = gazetteer_find(s->g, (struct view){start, (size_t)(end - start)});
    if (form < 0) return false;
    const struct form *f = &s->g->form[form];
    uint32_t *areas = arena_alloc(s->d->arena, (f->links + 1u) * sizeof *areas), count = 0;
    for (uint32_t i = 0; i < f->links; i++) {
        uint32_t area = LINK_AREA(s->g->link[f->link + i]);
        int level = s->g->area[area].level;
        bool same = level == k->level || (k->level == AREA_COUNTY && level == AREA_PREFECTURE);
        if (same && LINK_KIND(s->g->link[f->link + i]) != LINK_LETTER) areas[count++] = area;
    }
    if (!count) return false;
    uint32_t at = search_first(s, place_of(s, start));
    struct place_mention m = {.start = place_of(s, start),
                              .end = place_of(s, end),
                              .name = place_of(s, start),
                              .own = place_of(s, start),
                              .pattern = true,
                              .rule = RULE_PLACE_LIST,
                              .certainty = LIKELY,
                              .level = s->g->area[areas[0]].level,
                              .kind = LINK_SHORT,
                              .candidate = areas,
                              .candidates = count,
                              .area = -1,
                              .within = -1};
    if (at < s->found.count && s->found.at[at].start == m.start && s->found.at[at].end == m.end)
        s->found.at[at] = m;
    else
        search_add(s, m);
    return true;
}

/* Adds the item start..end; `first`: words of the sentence may stand before it. */
static bool add_item(struct search *s, const struct kind *k, const char *start, const char *end,
                     bool first)
{
    const struct place_mention *whole = mention_at_end(s, end);
    if (whole && whole->level >= k->level) return true;
    const struct place_mention *parent = mention_within(s, start, end);
    if (parent) {
        start = s->text + parent->end;
        step_over(&start, end, "的");
    } else if (first) {
        start = naming_start(s, start, end, ITEM_CHARACTERS - 1);
    }
    if (!is_short(start, end) || !is_all_cjk(start, end)) return false;
    if (k->level != LEVEL_VILLAGE) return add_listed_area(s, k, start, end);
    if (!naming_is_name(s, start, end) || ends_as_office(end)) return false;
    add_village(s, parent, start, end);
    return true;
}

/* Where the item that ends at `end` begins: behind a mark, or LEAD_CHARACTERS before. */
static const char *item_start(const struct search *s, const char *end, uint32_t *mark)
{
    const char *at = end;
    *mark = 0;
    for (int n = 0; n <= LEAD_CHARACTERS && at > s->start; n++) {
        const char *before = at;
        uint32_t c = text_before(&before, s->start);
        if (char_ends_clause(c) || char_is_blank(c)) {
            *mark = char_narrow(c);
            break;
        }
        at = before;
    }
    return at;
}

/* Reads the items of the list that ends at `end` from the last to the first. */
static void read_items(struct search *s, const struct kind *k, const char *end)
{
    for (int i = 0; i < ITEMS; i++) {
        uint32_t mark;
        const char *start = item_start(s, end, &mark);
        bool first = mark != U'、';
        if (i == 0 && first && mention_within(s, start, end) == NULL) return;
        if (!add_item(s, k, start, end, first) || (first && mark != ',')) return;
        end = start;
        text_before(&end, s->start);
    }
}

void listing_find(struct search *s)
{
    static const char and_more[] = "等";
    for (const char *at = s->start; (at = text_find(at, s->end, and_more));) {
        const char *behind = at + sizeof and_more - 1;
        const struct kind *k = at > s->start ? kind_behind(s, behind) : NULL;
        if (k) read_items(s, k, at);
        at = behind;
    }
}

static void extend_left(struct search *s, const char *end)
{
    for (int i = 0; i < ITEMS; i++) {
        const char *before = end;
        uint32_t mark;
        if (before <= s->start || text_before(&before, s->start) != U'、') return;
        const char *start = item_start(s, before, &mark);
        if (!add_item(s, &kinds[0], start, before, mark != U'、')) return;
        end = start;
    }
}

static void extend_right(struct search *s, const char *at)
{
    for (int i = 0; i < ITEMS; i++) {
        if (step_peek(at, s->end) != U'、') return;
        text_next(&at, s->end);
        const char *end = at;
        for (int n = 0; n <= ITEM_CHARACTERS && end < s->end; n++) {
            const char *next = end;
            uint32_t c = text_next(&next, s->end);
            if (!char_is_cjk(c) || c == U'等') break;
            end = next;
        }
        if (!add_item(s, &kinds[0], at, end, false)) return;
        at = end;
    }
}

void listing_extend(struct search *s, uint32_t i)
{
    uint32_t start = s->found.at[i].start, end = s->found.at[i].end;
    extend_left(s, s->text + start);
    extend_right(s, s->text + end);
}
