/* context.c: see context.h. */
#include "workers/place/context.h"
#include "workers/lexicon.h"
#include "workers/step.h"

enum { ORG_CHARACTERS = 16, QUOTATION_CHARACTERS = 30, TITLE_CHARACTERS = 80 };

struct word {
    const char *text;
};

/* How organisations' names end. Where 中心, 局 … end one, what stands before is part of the name.
 */
static const struct word org_ends[] = {
    {"有限公司"}, {"有限责任公司"}, {"公司"},   {"集团"},   {"学院"},   {"大学"},
    {"中学"},     {"小学"},         {"幼儿园"}, {"学校"},   {"医院"},   {"卫生院"},
    {"银行"},     {"农商行"},       {"信用社"}, {"支行"},   {"分行"},   {"法院"},
    {"检察院"},   {"公安局"},       {"派出所"}, {"局"},     {"厅"},     {"办公室"},
    {"委员会"},   {"管委会"},       {"居委会"}, {"村委会"}, {"发改委"}, {"经信委"},
    {"中心"},     {"广播"},         {"电视台"}, {"日报"},   {"晚报"},   {"晨报"},
    {"都市报"},   {"协会"},         {"学会"},   {"商会"},   {"联合会"}, {"研究所"},
    {"研究院"},   {"科学院"},       {"厂"},     {"支队"},   {"总队"},   {"大队"},
    {"党校"},     {"出版社"},       {"博物馆"}, {"图书馆"}, {"总公司"}, {"合作社"},
    {"领导小组"}, {"指挥部"},       {"电视"},   {"新闻网"}, {"组织部"}, {"宣传部"},
    {"统战部"},   {"政法委"},       {"纪委"},   {"总工会"}, {"妇联"},   {"残联"},
    {"工商联"},   {"人大常委会"},   {"政协"},   {"监狱"},   {"海关"},   {"基金会"},
    {"剧院"},     {"乐团"},         {"俱乐部"},
};
/* Words that stand in a sentence and not in a name. */
static const struct word stops[] = {
    {"的"},   {"在"},   {"了"},   {"是"},   {"把"},   {"将"},   {"等"},   {"和"},   {"与"},
    {"及"},   {"为"},   {"以"},   {"对"},   {"被"},   {"各"},   {"已"},   {"从"},   {"向"},
    {"到"},   {"有"},   {"也"},   {"还"},   {"让"},   {"由"},   {"按"},   {"推进"}, {"推动"},
    {"推行"}, {"开展"}, {"建立"}, {"打造"}, {"建设"}, {"成立"}, {"实施"}, {"加强"}, {"通过"},
    {"创新"}, {"探索"}, {"召开"}, {"举办"}, {"出台"}, {"构建"}, {"紧扣"}, {"围绕"}, {"坚持"},
    {"积极"}, {"深入"}, {"全面"}, {"持续"}, {"切实"}, {"着力"}, {"大力"}, {"充分"}, {"依托"},
    {"组建"}, {"整合"}, {"聚焦"}, {"立足"}, {"不断"}, {"扎实"}, {"率先"}, {"设立"}, {"启动"},
    {"选派"}, {"选聘"}, {"投入"}, {"完成"}, {"实现"}, {"党委"}, {"政府"}, {"位于"}, {"发布"},
    {"拥有"}, {"共有"}, {"新建"}, {"建成"}, {"举行"}, {"发生"}, {"走访"}, {"境内"}, {"市场"},
};
static const struct word organs[] = {
    {"党委"}, {"党工委"}, {"人民政府"}, {"政府"}, {"党政"}, {"干部"}, {"人大"}, {"党员"},
};
static const struct word others[] = {
    {"路"},   {"大街"}, {"大道"}, {"巷"},   {"大桥"}, {"河"},   {"江"},   {"湖"},
    {"山脉"}, {"岛"},   {"站"},   {"机场"}, {"高速"}, {"铁路"}, {"号"},   {"杯"},
    {"牌"},   {"队"},   {"菜"},   {"话"},   {"戏"},   {"酒"},   {"街"},   {"火锅"},
    {"胡同"}, {"运河"}, {"海峡"}, {"盆地"}, {"平原"}, {"高原"}, {"水库"}, {"奖"},
    {"时间"}, {"会议"}, {"体"},   {"花"},   {"起义"}, {"战役"}, {"事变"}, {"条约"},
    {"村"},   {"奥运"}, {"冬奥"}, {"红队"}, {"语"},   {"文"},   {"籍"},
};
/* Words that begin as an area's kind does; `office`: that of the area itself, or who holds it. */
static const struct title {
    const char *text;
    bool office;
} titles[] = {
    {"市长", true},  {"市委", true},  {"县委", true},  {"县长", true},  {"区委", true},
    {"区长", true},  {"省委", true},  {"省长", true},  {"州委", true},  {"州长", true},
    {"镇长", true},  {"乡长", true},  {"旗委", true},  {"市直", true},  {"省直", true},
    {"县直", true},  {"区直", true},  {"盟委", true},  {"市民", false}, {"市场", false},
    {"县域", false}, {"区域", false}, {"乡村", false}, {"市区", false}, {"城区", false},
    {"县城", false}, {"街道", false}, {"镇上", false}, {"区间", false}, {"市政", false},
};
static struct lexicon org_lexicon, stop_lexicon, organ_lexicon, other_lexicon, title_lexicon;

void context_prepare(void)
{
    if (org_lexicon.rows) return;
    LEXICON_MAKE(&stop_lexicon, stops, LEXICON_BEGINS);
    LEXICON_MAKE(&organ_lexicon, organs, LEXICON_BEGINS);
    LEXICON_MAKE(&other_lexicon, others, LEXICON_BEGINS);
    LEXICON_MAKE(&title_lexicon, titles, LEXICON_BEGINS);
    LEXICON_MAKE(&org_lexicon, org_ends, LEXICON_BEGINS);
}

const char *context_org_end(const struct search *s, const char *behind)
{
    const char *at = behind, *found = NULL, *end;
    for (int n = 0; n < ORG_CHARACTERS && at < s->end; n++) {
        if (lexicon_at(&org_lexicon, at, s->end, &end) >= 0) {
            found = at = end;
            continue;
        }
        if (lexicon_at(&stop_lexicon, at, s->end, &end) >= 0) break;
        uint32_t c = text_next(&at, s->end);
        if (!char_is_cjk(c) && !char_is_letter(c)) break;
    }
    return found;
}

bool context_is_organ(const struct search *s, const char *behind)
{
    const char *end;
    return lexicon_at(&organ_lexicon, behind, s->end, &end) >= 0;
}

bool context_is_other_name(const struct search *s, const char *behind)
{
    const char *end;
    return lexicon_at(&other_lexicon, behind, s->end, &end) >= 0;
}

/* 委 always makes a committee of it; others may begin the next word (昭通市 长江). */
bool context_splits_title(struct search *s, const char *behind)
{
    const char *last = behind, *end;
    text_before(&last, s->start);
    if (lexicon_at(&title_lexicon, last, s->end, &end) < 0 || end <= behind) return false;
    return step_peek(behind, s->end) == U'委' || search_word_across(s, behind);
}

bool context_has_title(const struct search *s, const char *behind)
{
    const char *end;
    int row = lexicon_at(&title_lexicon, behind, s->end, &end);
    return row >= 0 && titles[row].office;
}

static bool is_surname(uint32_t c)
{
    return char_among(c, U"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅"
                         U"沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝孔"
                         U"崔邱秦侯尹");
}

bool context_is_given_name(struct search *s, const char *start)
{
    const char *before = start;
    if (start <= s->start || !is_surname(text_before(&before, s->start))) return false;
    return s->words && !search_word_across(s, before);
}

bool context_ends_name(const struct search *s, const char *behind)
{
    const char *end;
    uint32_t c = step_peek(behind, s->end);
    if (!char_is_cjk(c) || lexicon_at(&stop_lexicon, behind, s->end, &end) >= 0) return true;
    return gazetteer_longest(s->g, behind, s->end, FORM_ORDINARY, &end) >= 0;
}

bool context_expects_name(struct search *s, const char *start)
{
    const char *at = start;
    if (start <= s->start) return true;
    uint32_t c = text_before(&at, s->start);
    if (!char_is_cjk(c)) return !char_is_letter(c) && !char_is_digit(c);
    if (char_among(c, U"在到于赴往至从和与以及是由向把离回")) return true;
    const char *two = at;
    if (two <= s->start) return false;
    text_before(&two, s->start);
    int form = gazetteer_find(s->g, (struct view){two, (size_t)(start - two)});
    return form >= 0 && s->g->form[form].flags & FORM_ORDINARY;
}

static uint32_t closing_of(uint32_t open)
{
    switch (open) {
    case U'《': return U'》';
    case U'“': return U'”';
    case U'「': return U'」';
    case U'『': return U'』';
    default: return 0;
    }
}

const char *context_quotation_end(const char *at, const char *end)
{
    uint32_t open = text_next(&at, end), close = closing_of(open);
    int limit = open == U'《' ? TITLE_CHARACTERS : QUOTATION_CHARACTERS;
    if (!close) return NULL;
    for (int n = 0; n < limit && at < end; n++) {
        uint32_t c = text_next(&at, end);
        if (c == close) return at;
        if (char_among(c, U"。!?;\n")) return NULL;
    }
    return NULL;
}
