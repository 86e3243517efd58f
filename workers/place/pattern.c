/* pattern.c: see pattern.h. */
#include "workers/place/pattern.h"
#include "workers/lexicon.h"
#include "workers/place/context.h"
#include "workers/place/naming.h"
#include "workers/step.h"
#include <string.h>

/* What a name must have besides its ending. FREE: nothing. REPEATED: a place before it, or
 * to stand in the text once more. PARENT: a place directly before it.
 * LISTED: a place before it, or a neighbour of the same kind in a list, or an estate's ending. */
enum need { FREE, REPEATED, PARENT, LISTED };

static const struct ending {
    const char *text;
    uint8_t level;
    enum rule_number rule;
    enum need need;
    uint8_t least, most; /* characters before the ending */
} endings[] = {
    {"村", LEVEL_VILLAGE, RULE_PLACE_VILLAGE, FREE, 1, 4},
    {"社区", LEVEL_VILLAGE, RULE_PLACE_VILLAGE, FREE, 2, 6},
    {"嘎查", LEVEL_VILLAGE, RULE_PLACE_VILLAGE, FREE, 2, 6},
    {"小区", LEVEL_SETTLEMENT, RULE_PLACE_ZONE, LISTED, 2, 8},
    {"街道", AREA_TOWN, RULE_PLACE_TOWN, REPEATED, 2, 5},
    {"镇", AREA_TOWN, RULE_PLACE_TOWN, REPEATED, 2, 3},
    {"乡", AREA_TOWN, RULE_PLACE_TOWN, REPEATED, 2, 3},
    {"高新区", LEVEL_VILLAGE, RULE_PLACE_ZONE, FREE, 2, 6},
    {"经开区", LEVEL_VILLAGE, RULE_PLACE_ZONE, FREE, 2, 6},
    {"开发区", LEVEL_VILLAGE, RULE_PLACE_ZONE, PARENT, 0, 14},
    {"经济区", LEVEL_VILLAGE, RULE_PLACE_ZONE, PARENT, 2, 10},
    {"保税区", LEVEL_VILLAGE, RULE_PLACE_ZONE, PARENT, 0, 8},
    {"新区", LEVEL_VILLAGE, RULE_PLACE_ZONE, FREE, 2, 4},
    {"示范区", LEVEL_VILLAGE, RULE_PLACE_ZONE, PARENT, 2, 12},
    {"园区", LEVEL_SETTLEMENT, RULE_PLACE_ZONE, LISTED, 2, 10},
    {"产业园", LEVEL_SETTLEMENT, RULE_PLACE_ZONE, LISTED, 2, 10},
    {"工业园", LEVEL_SETTLEMENT, RULE_PLACE_ZONE, LISTED, 2, 10},
    {"科技园", LEVEL_SETTLEMENT, RULE_PLACE_ZONE, LISTED, 2, 10},
    {"片区", LEVEL_SETTLEMENT, RULE_PLACE_ZONE, PARENT, 0, 6},
    {"商圈", LEVEL_SETTLEMENT, RULE_PLACE_ZONE, FREE, 3, 8},
    {"小镇", LEVEL_SETTLEMENT, RULE_PLACE_ZONE, PARENT, 2, 6},
    {"广场", LEVEL_SETTLEMENT, RULE_PLACE_ZONE, PARENT, 1, 6},
    {"公园", LEVEL_SETTLEMENT, RULE_PLACE_ZONE, PARENT, 2, 6},
    {"景区", LEVEL_SETTLEMENT, RULE_PLACE_ZONE, PARENT, 2, 6},
};
static const char *const estates[] = {"花园", "家园", "苑", "城", "新村", "公馆", "名都", "华府",
                                      "公寓", "庭",   "里", "坊", "湾",   "郡",   "居"};

static struct lexicon ending_lexicon;
static uint8_t last_byte[256]; /* of an ending: is worth a look */

void pattern_prepare(void)
{
    if (ending_lexicon.rows) return;
    naming_prepare();
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        last_byte[(unsigned char)endings[i].text[strlen(endings[i].text) - 1]] = 1;
    LEXICON_MAKE(&ending_lexicon, endings, LEXICON_ENDS);
}

/* ---- One place ---- */

static uint32_t place_of(const struct search *s, const char *at)
{
    return (uint32_t)(at - s->text);
}

/* The mention that ends at `at` or before, not farther than the limit. */
static int32_t mention_ending(const struct search *s, const char *floor, const char *at)
{
    uint32_t i = search_first(s, place_of(s, at));
    if (i < s->found.count && s->found.at[i].end == place_of(s, at)) return (int32_t)i;
    if (i == 0 || s->found.at[i - 1].end < place_of(s, floor)) return -1;
    return (int32_t)i - 1;
}

/* 以下五渡村…为示范: what looks like 以下 is 以, and 下 belongs to the name. */
static const char *with_character_below(const struct search *s, const char *start)
{
    static const char below[] = "以下";
    size_t length = sizeof below - 1;
    if ((size_t)(start - s->start) < length || memcmp(start - length, below, length) != 0)
        return start;
    const char *at = start;
    for (int n = 0; n < 24 && at < s->end; n++) {
        uint32_t c = text_next(&at, s->end);
        if (c == U'为') return start - strlen("下");
        if (char_among(c, U"。;!?\n")) break;
    }
    return start;
}

/* Does a list go on with the like, or come from it: 甲园区、乙园区? */
static bool is_listed(const struct search *s, const struct ending *e, const char *start,
                      const char *end)
{
    const char *before = start, *left, *at = end;
    if (start > s->start && char_among(text_before(&before, s->start), U"、和") &&
        lexicon_before(&ending_lexicon, s->start, before, &left) >= 0)
        return true;
    if (step_next(&at, s->end) != U'、') return false;
    for (int n = 0; n < 12 && at < s->end; n++) {
        if (step_over(&at, s->end, e->text)) return true;
        if (!char_is_cjk(text_next(&at, s->end))) return false;
    }
    return false;
}

static bool ends_as_estate(const char *start, const char *end)
{
    for (size_t i = 0; i < sizeof estates / sizeof *estates; i++) {
        size_t length = strlen(estates[i]);
        if ((size_t)(end - start) > length && memcmp(end - length, estates[i], length) == 0)
            return true;
    }
    return false;
}

/* A short name that is not sure, between a sure one and the ending, is part of the zone's own name
 * (贵州 双龙 航空港经济区). */
static int32_t step_back(const struct search *s, int32_t i)
{
    const struct place_mention *m = &s->found.at[i];
    bool unsure = m->certainty != NAMED && m->kind != LINK_FULL;
    return unsure && i > 0 && m[-1].end == m->start && m[-1].certainty == NAMED ? i - 1 : i;
}

/* Which mention stands directly before the name, as a part of it or its parent; -1 if none does. An
 * estate's name may hold any words. */
static int32_t parent_of(const struct search *s, const struct ending *e, const char *floor,
                         const char *stem, const char **start)
{
    int32_t i = mention_ending(s, floor, stem);
    if (i < 0) return -1;
    i = step_back(s, i);
    const struct place_mention *m = &s->found.at[i];
    const char *end = s->text + m->end;
    bool full = m->certainty == NAMED && (m->kind == LINK_FULL || m->level <= AREA_PREFECTURE);
    if (m->certainty == DOUBTFUL || end > stem) return -1;
    if ((e->rule != RULE_PLACE_ZONE || e->need == LISTED) && !full && m->candidates) return -1;
    bool estate = e->need == LISTED && ends_as_estate(end, stem) &&
                  text_length((struct view){end, (size_t)(stem - end)}) <= e->most;
    if (end < *start && !estate) return -1;
    *start = end;
    return i;
}

/* Does the name stand once more, not far away? */
static bool is_repeated(const struct search *s, const char *start, const char *end)
{
    enum { NEAR_BYTES = 3000 };
    size_t length = (size_t)(end - start);
    size_t behind = (size_t)(s->end - end), before = (size_t)(start - s->start);
    if (behind > NEAR_BYTES) behind = NEAR_BYTES;
    if (before > NEAR_BYTES) before = NEAR_BYTES;
    return memmem(end, behind, start, length) || memmem(start - before, before, start, length);
}

static bool has_what_it_needs(const struct search *s, const struct ending *e, int32_t parent,
                              const char *start, const char *stem, const char *end)
{
    size_t characters = text_length((struct view){start, (size_t)(stem - start)});
    if (parent >= 0) return true;
    if (characters < e->least || (e->rule == RULE_PLACE_VILLAGE && characters < 2)) return false;
    if (characters > 3 && e->least == 1) return is_repeated(s, start, end);
    switch (e->need) {
    case PARENT: return false;
    case REPEATED: return is_repeated(s, start, end);
    case LISTED: return is_listed(s, e, start, end) || ends_as_estate(start, stem);
    default: return true;
    }
}

/* Zones are called by the area that they are in (贵州双龙航空港经济区), villages are not: they only
 * go behind a town (白鹤滩镇莲塘村). */
static bool takes_parent_in(const struct search *s, const struct ending *e, int32_t parent)
{
    const struct place_mention *m = &s->found.at[parent];
    if (e->rule == RULE_PLACE_ZONE) return m->level != LEVEL_VILLAGE;
    return m->level <= AREA_TOWN && !m->pattern;
}

static void add_pattern(struct search *s, const struct ending *e, int32_t parent, const char *start,
                        const char *end)
{
    struct place_mention m = {.start = place_of(s, start),
                              .end = place_of(s, end),
                              .name = place_of(s, start),
                              .own = place_of(s, start),
                              .pattern = true,
                              .rule = e->rule,
                              .certainty = NAMED,
                              .level = e->level,
                              .area = -1,
                              .within = -1};
    if (parent >= 0 && takes_parent_in(s, e, parent)) {
        const struct place_mention *p = &s->found.at[parent];
        m.start = p->start;
        m.chained = true;
        m.candidate = p->candidate;
        m.candidates = p->candidates;
        if (p->level == AREA_TOWN || e->level != LEVEL_VILLAGE) m.certainty = p->certainty;
        if (e->rule == RULE_PLACE_ZONE) m.name = p->name;
    }
    search_add(s, m);
}

/* Where an item of a list begins whose neighbour is of the same kind: it may hold any words. */
static const char *listed_start(const struct search *s, const struct ending *e, const char *floor,
                                const char *stem, const char *end)
{
    const char *at = stem;
    for (int n = 0; n <= e->most && at > s->start; n++) {
        const char *before = at;
        uint32_t c = text_before(&before, s->start);
        if (char_among(c, U"、和") || at <= floor)
            return n >= e->least && !naming_is_kind(at, stem) && is_listed(s, e, at, end) ? at
                                                                                          : NULL;
        at = before;
    }
    return NULL;
}

/* Does an organisation's name end between the place and the ending (贵阳 学院 大学 科技园)? A
 * centre directly behind the place (花果园 中心 公园) is none. */
static bool holds_org(const struct search *s, const char *start, const char *stem)
{
    struct search until = *s;
    until.end = stem;
    for (int n = 0; n < 2 && start < stem; n++) text_next(&start, stem);
    return start < stem && context_org_end(&until, start) != NULL;
}

static bool is_good_name(struct search *s, const struct ending *e, int32_t parent,
                         const char *start, const char *stem)
{
    if (parent >= 0 && e->rule == RULE_PLACE_ZONE)
        return !holds_org(s, start, stem) && (start == stem || ends_as_estate(start, stem) ||
                                              naming_start(s, start, stem, 16) == start);
    return naming_is_name(s, start, stem);
}

/* A community lies in a zone and is not part of its name (高新区 御康社区). */
static const char *behind_zone(const char *start, const char *stem)
{
    static const char zone[] = "区";
    const char *found = memmem(start, (size_t)(stem - start), zone, sizeof zone - 1);
    return found && found + sizeof zone - 1 < stem ? found + sizeof zone - 1 : start;
}

/* The county or town that the name of a village follows directly, whatever words its characters may
 * also be: 遵化县西铺村. *start: where the village's own name begins. -1 if there is none. */
static int32_t village_parent(const struct search *s, const struct ending *e, const char *floor,
                              const char *stem, const char **start)
{
    int32_t i = e->rule == RULE_PLACE_VILLAGE ? mention_ending(s, floor, stem) : -1;
    if (i < 0) return -1;
    const struct place_mention *m = &s->found.at[i];
    const char *at = *start = s->text + m->end;
    bool area = !m->pattern && m->kind == LINK_FULL && m->certainty == NAMED &&
                m->level >= AREA_COUNTY && m->level <= AREA_TOWN;
    if (!area || at >= stem || naming_is_kind(at, stem)) return -1;
    int count = 0;
    for (; at < stem; count++) {
        uint32_t c = text_next(&at, stem);
        if (!char_is_cjk(c) || char_among(c, U"的在和与及对从到由向以为了是等各该本某全每有两多几个"
                                             U"一二三四五六七八九十百千数驻县乡镇区"))
            return -1;
    }
    return count <= e->most ? i : -1;
}

static bool read_ending(struct search *s, const char *floor, const char *stem, const char *end,
                        const struct ending *e)
{
    const char *start, *own;
    int32_t county = village_parent(s, e, floor, stem, &own);
    if (county >= 0) {
        add_pattern(s, e, county, own, end);
        return true;
    }
    start = naming_start(s, floor, stem, e->most);
    int32_t parent = parent_of(s, e, floor, stem, &start);
    if (parent < 0 && e->rule == RULE_PLACE_VILLAGE)
        start = with_character_below(s, behind_zone(start, stem));
    if (is_good_name(s, e, parent, start, stem) &&
        has_what_it_needs(s, e, parent, start, stem, end)) {
        add_pattern(s, e, parent, start, end);
        return true;
    }
    start = e->need == LISTED ? listed_start(s, e, floor, stem, end) : NULL;
    if (start) add_pattern(s, e, -1, start, end);
    return start != NULL;
}

/* Is the ending the beginning of a longer word (村民, 镇长, 园区内 is none)? */
static bool goes_on(const struct search *s, const char *end)
{
    uint32_t c = step_peek(end, s->end);
    return char_among(c, U"民长委干级官庄史规务貌容寨社");
}

void pattern_find(struct search *s)
{
    const char *at = s->start, *floor = at;
    while (at < s->end) {
        const char *next = at, *stem;
        uint32_t c = text_next(&next, s->end);
        const char *quoted = context_is_opening(c) ? context_quotation_end(at, s->end) : NULL;
        if (quoted) next = quoted;
        if (quoted || char_ends_clause(c)) floor = next;
        int row = last_byte[(unsigned char)next[-1]] && !quoted
                      ? lexicon_before(&ending_lexicon, floor, next, &stem)
                      : -1;
        if (row >= 0 && !goes_on(s, next) && !naming_is_word(s, floor, next) &&
            read_ending(s, floor, stem, next, &endings[row]))
            floor = next;
        at = next;
    }
}
