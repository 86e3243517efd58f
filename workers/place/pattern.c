/* pattern.c: see pattern.h. */
#include "workers/place/pattern.h"
#include "workers/lexicon.h"
#include "workers/place/context.h"
#include "workers/step.h"
#include <string.h>

enum { BUDGET_BYTES = 65536 };

/* What a name must have besides its ending. FREE: nothing. PARENT: a place directly before it.
 * LISTED: a place before it, or a neighbour of the same kind in a list, or an estate's ending. */
enum need { FREE, PARENT, LISTED };

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
    {"街道", AREA_TOWN, RULE_PLACE_TOWN, FREE, 2, 5},
    {"镇", AREA_TOWN, RULE_PLACE_TOWN, FREE, 2, 3},
    {"乡", AREA_TOWN, RULE_PLACE_TOWN, FREE, 2, 3},
    {"高新区", LEVEL_VILLAGE, RULE_PLACE_ZONE, FREE, 2, 6},
    {"经开区", LEVEL_VILLAGE, RULE_PLACE_ZONE, FREE, 2, 6},
    {"开发区", LEVEL_VILLAGE, RULE_PLACE_ZONE, PARENT, 0, 14},
    {"经济区", LEVEL_VILLAGE, RULE_PLACE_ZONE, PARENT, 2, 10},
    {"保税区", LEVEL_VILLAGE, RULE_PLACE_ZONE, PARENT, 0, 8},
    {"新区", LEVEL_VILLAGE, RULE_PLACE_ZONE, PARENT, 2, 6},
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

/* Words that say of what kind a village or zone is, not how it is called. */
static const struct word {
    const char *text;
} kinds[] = {
    {"行政"},     {"自然"},     {"中心"},   {"城中"}, {"试点"}, {"示范"}, {"重点"}, {"先进"},
    {"后进"},     {"贫困"},     {"薄弱"},   {"空壳"}, {"文明"}, {"美丽"}, {"生态"}, {"旅游"},
    {"产业"},     {"民族"},     {"边境"},   {"特色"}, {"基地"}, {"农村"}, {"城市"}, {"城镇"},
    {"乡村"},     {"街道"},     {"智慧"},   {"和谐"}, {"平安"}, {"绿色"}, {"红色"}, {"老旧"},
    {"新型"},     {"现代"},     {"传统"},   {"易地"}, {"搬迁"}, {"安置"}, {"驻地"}, {"所在"},
    {"辖区"},     {"大型"},     {"国家级"}, {"省级"}, {"市级"}, {"县级"}, {"区级"}, {"本地"},
    {"当地"},     {"相关"},     {"其他"},   {"其它"}, {"全体"}, {"每个"}, {"各个"}, {"这个"},
    {"那个"},     {"少数民族"}, {"深度"},   {"牵头"}, {"帮扶"}, {"联系"}, {"脱贫"}, {"小康"},
    {"党建"},     {"卫生"},     {"历史"},   {"文化"}, {"古"},   {"新"},   {"老"},   {"大"},
    {"小"},       {"全"},       {"各"},     {"该"},   {"本"},   {"某"},   {"每"},   {"两"},
    {"城"},       {"乡"},       {"山"},     {"农"},   {"渔"},   {"进"},   {"驻"},   {"入"},
    {"到"},       {"出"},       {"包"},     {"联"},   {"跨"},   {"整"},   {"多"},   {"何"},
    {"此"},       {"外"},       {"邻"},     {"同"},   {"镇"},   {"县"},   {"区"},   {"市"},
    {"省"},       {"街"},       {"组"},     {"户"},   {"队"},   {"村"},   {"强"},   {"治"},
    {"建"},       {"管"},       {"富"},     {"撤"},   {"并"},   {"非"},   {"无"},   {"物业"},
    {"居民"},     {"村民"},     {"农民"},   {"单位"}, {"企业"}, {"党员"}, {"干部"}, {"书记"},
    {"社会"},     {"服务"},     {"管理"},   {"治理"}, {"网格"}, {"住宅"}, {"封闭"}, {"开放"},
    {"商业"},     {"学习"},     {"健康"},   {"幸福"}, {"宜居"}, {"样板"}, {"标杆"}, {"星级"},
    {"软弱涣散"}, {"涣散"},     {"空心"},   {"地质"}, {"回迁"}, {"混合"}, {"共享"}, {"网络"},
    {"虚拟"},     {"全国"},     {"全省"},   {"全市"}, {"全县"}, {"全区"}, {"全镇"}, {"全乡"},
    {"镇街"},     {"所辖"},     {"下辖"},   {"试验"}, {"综合"}, {"国际"}, {"养老"}, {"未来"},
    {"低碳"},     {"海绵"},     {"名"},     {"好"},   {"一"},   {"二"},   {"三"},   {"几"},
    {"数"},       {"众"},       {"别"},     {"返"},   {"下"},   {"回"},   {"离"},   {"爱"},
    {"家"},       {"思"},       {"还"},     {"于"},   {"故"},   {"异"},   {"重"},   {"强"},
    {"集"},       {"卫星"},     {"工业"},   {"农业"}, {"商贸"}, {"经济"}, {"科技"}, {"物流"},
    {"扶贫"},
};
/* Characters that end what stands before a name. */
static const uint32_t particles[] =
    U"的在和与及对从到由向以为了是等各该本某全每把被将让给使有于至往或并也还都"
    U"就而且其这那个第两及跟同着过去来上下内外中里前后旁个名位家户";

static struct lexicon ending_lexicon, kind_lexicon;
static uint8_t last_byte[256]; /* of an ending: is worth a look */

void pattern_prepare(void)
{
    if (ending_lexicon.rows) return;
    LEXICON_MAKE(&kind_lexicon, kinds, LEXICON_ENDS);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        last_byte[(unsigned char)endings[i].text[strlen(endings[i].text) - 1]] = 1;
    LEXICON_MAKE(&ending_lexicon, endings, LEXICON_ENDS);
}

/* ---- Words ---- */

/* The word of the clause that ends at `at`, or, where one goes across, its part before. */
static const char *word_start(struct search *s, const char *floor, const char *at)
{
    const char *start = at;
    if (!s->words) return text_before(&start, floor), start;
    search_cut_clause(s, at);
    uint32_t place = (uint32_t)(at - s->clause);
    for (uint32_t i = s->cut.count; i-- > 0;) {
        if (s->cut.at[i].start >= place) continue;
        start = s->clause + s->cut.at[i].start;
        break;
    }
    if (start >= at) text_before(&start, floor);
    return start < floor ? floor : start;
}

/* Is this word part of no name: a verb, a preposition, a number, a mark? */
static bool ends_name(const struct search *s, const char *start, const char *end)
{
    const char *at = start;
    uint32_t c = text_next(&at, end);
    if (!char_is_cjk(c)) return true;
    if (at == end) return char_among(c, particles);
    int form = gazetteer_find(s->g, (struct view){start, (size_t)(end - start)});
    return form >= 0 && s->g->form[form].flags & FORM_ORDINARY;
}

const char *pattern_name_start(struct search *s, const char *floor, const char *end, int characters)
{
    const char *at = end;
    while (at > floor && characters > 0) {
        const char *start = word_start(s, floor, at);
        characters -= (int)text_length((struct view){start, (size_t)(at - start)});
        if (ends_name(s, start, at) || characters < 0) break;
        at = start;
    }
    return at;
}

bool pattern_is_name(struct search *s, const char *start, const char *end)
{
    const char *at, *last;
    if (start >= end || pattern_name_start(s, start, end, 16) != start) return false;
    if (lexicon_before(&kind_lexicon, start, end, &last) < 0) return true;
    at = last;
    bool one = text_length((struct view){at, (size_t)(end - at)}) == 1;
    return one && last > start; /* 五大 may be a name; 大 is none */
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
    if (start > s->start && text_before(&before, s->start) == U'、' &&
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

/* Which mention stands directly before the name, as a part of it or its parent; -1 if none does. */
static int32_t parent_of(const struct search *s, const struct ending *e, const char *floor,
                         const char *stem, const char **start)
{
    int32_t i = mention_ending(s, floor, stem);
    if (i < 0) return -1;
    const struct mention *m = &s->found.at[i];
    const char *end = s->text + m->end;
    if (m->certainty == DOUBTFUL || end < *start || end > stem) return -1;
    (void)e;
    *start = end;
    return i;
}

static bool has_what_it_needs(const struct search *s, const struct ending *e, int32_t parent,
                              const char *start, const char *stem, const char *end)
{
    size_t characters = text_length((struct view){start, (size_t)(stem - start)});
    if (parent < 0 && (characters < e->least || characters < 1)) return false;
    if (e->need == PARENT) return parent >= 0;
    if (e->need == LISTED)
        return parent >= 0 || is_listed(s, e, start, end) || ends_as_estate(start, stem);
    return true;
}

/* Zones are called by the area that they are in (贵州双龙航空港经济区), villages are not: they only
 * go behind a town (白鹤滩镇莲塘村). */
static bool takes_parent_in(const struct search *s, const struct ending *e, int32_t parent)
{
    const struct mention *m = &s->found.at[parent];
    if (e->rule == RULE_PLACE_ZONE) return m->level != LEVEL_VILLAGE;
    return m->level <= AREA_TOWN && m->kind == LINK_FULL;
}

static void add_pattern(struct search *s, const struct ending *e, int32_t parent, const char *start,
                        const char *end)
{
    struct mention m = {.start = place_of(s, start),
                        .end = place_of(s, end),
                        .name = place_of(s, start),
                        .rule = e->rule,
                        .certainty = NAMED,
                        .level = e->level,
                        .area = -1,
                        .within = -1};
    if (parent >= 0 && takes_parent_in(s, e, parent)) {
        const struct mention *p = &s->found.at[parent];
        m.start = p->start;
        m.chained = true;
        m.candidate = p->candidate;
        m.candidates = p->candidates;
        if (e->rule == RULE_PLACE_ZONE) m.name = p->name;
    }
    search_add(s, m);
}

static bool read_ending(struct search *s, const char *floor, const char *stem, const char *end,
                        const struct ending *e)
{
    const char *start = pattern_name_start(s, floor, stem, e->most);
    int32_t parent = parent_of(s, e, floor, stem, &start);
    if (parent < 0 && e->rule == RULE_PLACE_VILLAGE) start = with_character_below(s, start);
    bool bare = start == stem && parent >= 0 && e->least == 0;
    if (e->rule == RULE_PLACE_ZONE && start == stem && parent >= 0) bare = true;
    if (!bare && !pattern_is_name(s, start, stem)) return false;
    if (!has_what_it_needs(s, e, parent, start, stem, end)) return false;
    add_pattern(s, e, parent, start, end);
    return true;
}

/* Is the ending the beginning of a longer word (村民, 镇长, 园区内 is none)? */
static bool goes_on(const struct search *s, const char *end)
{
    uint32_t c = step_peek(end, s->end);
    return char_among(c, U"民长委干级官庄史规务");
}

bool pattern_find(struct search *s, const struct budget *budget)
{
    const char *at = s->start, *floor = at, *next_check = at + BUDGET_BYTES;
    while (at < s->end) {
        const char *next = at, *stem;
        uint32_t c = text_next(&next, s->end);
        const char *quoted = c >= 0x2000 ? context_quotation_end(at, s->end) : NULL;
        if (quoted) next = quoted;
        if (quoted || char_ends_clause(c)) floor = next;
        int row = last_byte[(unsigned char)next[-1]] && !quoted
                      ? lexicon_before(&ending_lexicon, floor, next, &stem)
                      : -1;
        if (row >= 0 && !goes_on(s, next) && read_ending(s, floor, stem, next, &endings[row]))
            floor = next;
        at = next;
        if (at < next_check) continue;
        if (budget_over(budget, s->d)) return false;
        next_check = at + BUDGET_BYTES;
    }
    return true;
}
