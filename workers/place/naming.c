/* naming.c: see naming.h. */
#include "workers/place/naming.h"
#include "workers/lexicon.h"
#include "workers/step.h"
#include <string.h>

/* Words that say of what kind a village or zone is, not how it is called. */
static const struct word {
    const char *text;
} kinds[] = {
    {"行政"}, {"自然"},     {"中心"},   {"城中"}, {"试点"}, {"示范"}, {"重点"},   {"先进"},
    {"后进"}, {"贫困"},     {"薄弱"},   {"空壳"}, {"文明"}, {"美丽"}, {"生态"},   {"旅游"},
    {"产业"}, {"民族"},     {"边境"},   {"特色"}, {"基地"}, {"农村"}, {"城市"},   {"城镇"},
    {"乡村"}, {"街道"},     {"智慧"},   {"和谐"}, {"平安"}, {"绿色"}, {"红色"},   {"老旧"},
    {"新型"}, {"现代"},     {"传统"},   {"易地"}, {"搬迁"}, {"安置"}, {"驻地"},   {"所在"},
    {"辖区"}, {"大型"},     {"国家级"}, {"省级"}, {"市级"}, {"县级"}, {"区级"},   {"本地"},
    {"当地"}, {"相关"},     {"其他"},   {"其它"}, {"全体"}, {"每个"}, {"各个"},   {"这个"},
    {"那个"}, {"少数民族"}, {"深度"},   {"牵头"}, {"帮扶"}, {"联系"}, {"脱贫"},   {"小康"},
    {"党建"}, {"卫生"},     {"历史"},   {"文化"}, {"物业"}, {"居民"}, {"村民"},   {"农民"},
    {"单位"}, {"企业"},     {"党员"},   {"干部"}, {"书记"}, {"社会"}, {"服务"},   {"管理"},
    {"治理"}, {"网格"},     {"住宅"},   {"封闭"}, {"开放"}, {"商业"}, {"学习"},   {"健康"},
    {"幸福"}, {"宜居"},     {"样板"},   {"标杆"}, {"星级"}, {"人文"}, {"居住地"}, {"系列"},
    {"小组"}, {"软弱涣散"}, {"涣散"},   {"空心"}, {"地质"}, {"回迁"}, {"混合"},   {"共享"},
    {"网络"}, {"虚拟"},     {"全国"},   {"全省"}, {"全市"}, {"全县"}, {"全区"},   {"全镇"},
    {"全乡"}, {"镇街"},     {"所辖"},   {"下辖"}, {"试验"}, {"综合"}, {"国际"},   {"养老"},
    {"未来"}, {"低碳"},     {"海绵"},   {"卫星"}, {"工业"}, {"农业"}, {"商贸"},   {"经济"},
    {"科技"}, {"物流"},     {"扶贫"},   {"古"},   {"新"},   {"老"},   {"大"},     {"小"},
    {"城"},   {"乡"},       {"山"},     {"农"},   {"渔"},   {"外"},   {"邻"},     {"同"},
    {"镇"},   {"县"},       {"区"},     {"市"},   {"省"},   {"街"},   {"组"},     {"户"},
    {"队"},   {"村"},       {"强"},     {"富"},   {"名"},   {"好"},   {"一"},     {"二"},
    {"三"},   {"下"},       {"家"},     {"集"},   {"居家"}, {"城乡"}, {"一般"},   {"县域"},
    {"布局"}, {"互嵌式"},   {"嵌入式"}, {"完整"}, {"和美"}, {"韧性"}, {"适老"},   {"兴"},
    {"万"},   {"通"},
};
/* Characters that end what stands before a name. */
static const uint32_t particles[] =
    U"的在和与及对从到由向以为了是等各该本某全每把被将让给使有于至往或并也还都"
    U"就而且其这那个第两跟同着过去来个位";

/* Characters that end no name, and stand before an ending all the same: 逐村, 驻村. */
static const uint32_t leads[] =
    U"走强县镇两于众何入全几出分划别到包各回因坐多并建异思批抓按撤故数整无本某"
    U"此每治爱直离管经联该跨返还进逐重非驻";

static struct lexicon kind_lexicon;

void naming_prepare(void)
{
    if (!kind_lexicon.rows) LEXICON_MAKE(&kind_lexicon, kinds, LEXICON_ENDS);
}

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
static bool is_ordinary(const struct search *s, const char *start, const char *end)
{
    int form = gazetteer_find(s->g, (struct view){start, (size_t)(end - start)});
    return form >= 0 && s->g->form[form].flags & FORM_ORDINARY;
}

/* The two characters before `end` are looked up as well: the word model may have cut amiss. */
static bool ends_name(const struct search *s, const char *floor, const char *start, const char *end)
{
    const char *at = start;
    uint32_t c = text_next(&at, end);
    if (!char_is_cjk(c)) return true;
    if (at == end && (char_among(c, particles) || char_among(c, U"村镇乡"))) return true;
    const char *two = end;
    text_before(&two, floor);
    if (two > floor) text_before(&two, floor);
    return is_ordinary(s, start, end) || is_ordinary(s, two, end);
}

const char *naming_start(struct search *s, const char *floor, const char *end, int characters)
{
    const char *at = end;
    while (at > floor && characters > 0) {
        const char *start = word_start(s, floor, at);
        characters -= (int)text_length((struct view){start, (size_t)(at - start)});
        if (ends_name(s, floor, start, at)) break;
        if (characters < 0) return end;
        at = start;
    }
    const char *behind = at;
    bool lead = at < end && char_among(text_next(&behind, end), U"让把被将给使的了在");
    return lead && behind < end ? behind : at;
}

/* Does the name end in a word that tells a kind? A kind of one character does only if it is a word
 * by itself: 五大 may be a name. */
static bool ends_as_kind(struct search *s, const char *start, const char *end)
{
    const char *last, *one = end;
    uint32_t c = step_peek_before(end, start);
    if (char_among(c, particles) || char_among(c, leads)) return true;
    if (lexicon_before(&kind_lexicon, start, end, &last) < 0) return false;
    text_before(&one, start);
    return last < one || last == start || !s->words || !search_word_across(s, last);
}

bool naming_is_name(struct search *s, const char *start, const char *end)
{
    static const char village[] = "村";
    if (start >= end || naming_start(s, start, end, 16) != start) return false;
    if (memmem(start, (size_t)(end - start), village, sizeof village - 1)) return false;
    return !ends_as_kind(s, start, end);
}

bool naming_is_kind(const char *start, const char *end)
{
    const char *kind;
    return lexicon_before(&kind_lexicon, start, end, &kind) >= 0 && kind == start;
}

/* Do the ending and what stands before it make a word, and no name (农村, 坐镇)? */
bool naming_is_word(struct search *s, const char *floor, const char *end)
{
    static const char *const words[] = {"农村", "乡村", "山村", "渔村", "新村", "全村", "本村",
                                        "各村", "城镇", "集镇", "乡镇", "村镇", "古镇", "家乡",
                                        "故乡", "老乡", "城乡", "同乡", "侨乡", "水乡", "梦乡"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(end - floor) >= length && memcmp(end - length, words[i], length) == 0)
            return true;
    }
    return is_ordinary(s, word_start(s, floor, end), end);
}
