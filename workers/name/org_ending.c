/* org_ending.c: see org_ending.h. */
#include "workers/name/org_ending.h"
#include "workers/lexicon.h"
#include "workers/name/org.h"
#include "workers/step.h"
#include "workers/text.h"
#include <string.h>
#include <threads.h>

enum { LONG_ENDING = 3 * (sizeof "局" - 1) };

static const struct ending endings[] = {
#define ENDING(text, type, need) {text, type, need},
#include "workers/name/orgs.def"
#include "workers/name/orgs_other.def"
#undef ENDING
};

static struct lexicon lexicon;
static uint8_t last[8192]; /* a bit for each code point that an ending ends with */
static once_flag prepared = ONCE_FLAG_INIT;

static void prepare(void)
{
    LEXICON_MAKE(&lexicon, endings, LEXICON_ENDS);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const char *end = endings[i].text + strlen(endings[i].text), *at = end;
        uint32_t c = text_before(&at, endings[i].text);
        last[c >> 3] |= (uint8_t)(1 << (c & 7));
    }
}

void org_prepare(void)
{
    call_once(&prepared, prepare);
}

bool org_ends_with(uint32_t c)
{
    return c < 0x10000 && last[c >> 3] & 1 << (c & 7);
}

const struct ending *org_ending_before(const struct reading *r, const char *at, const char **begin)
{
    int row = lexicon_before(&lexicon, r->start, at, begin);
    return row < 0 ? NULL : &endings[row];
}

bool org_is_crossed(const struct reading *r, const char *at)
{
    const char *behind = at, *before = at;
    if (behind >= r->end || !char_is_cjk(text_next(&behind, r->end))) return false;
    text_before(&before, r->start);
    uint32_t over = facts_word(&r->facts, before, (size_t)(behind - before)), next = 0;
    const char *second = behind;
    if (second < r->end && char_is_cjk(text_next(&second, r->end)))
        next = facts_word(&r->facts, at, (size_t)(second - at));
    if (word_kinds(next) & (KIND_ROLE | KIND_OFFICE)) return false; /* 大学|校长 */
    return word_rank(over) >= COMMON_WORD && word_rank(over) > word_rank(next);
}

/* An ending of one character is none at the end of another word: 布局, 举办, 怎么办; but 财政局 is
 * 财政 and 局, though there is a word 政局. */
static bool is_in_word(const struct reading *r, enum need need, const char *begin, const char *end)
{
    if (text_length((struct view){begin, (size_t)(end - begin)}) > 1) return false;
    const char *from = begin;
    uint32_t longest = 0, pair = 0, before = 0, whole = 0;
    for (int n = 2; n <= ORG_WORD_CHARACTERS && from > r->start; n++) {
        if (!char_is_cjk(text_before(&from, r->start))) break;
        uint32_t word = facts_word(&r->facts, from, (size_t)(end - from));
        if (n == 2) pair = word;
        if (n == 3) {
            before = facts_word(&r->facts, from, (size_t)(begin - from));
            whole = word;
        }
        if (word) longest = word;
    }
    if (!longest) return false;
    enum word_class class = word_class(longest);
    if (before && word_class(whole) == WORD_ORG) return false; /* 邮政局, though 政局 is a word */
    if (need == UNKNOWN || (pair && word_rank(pair) >= word_rank(before))) return true;
    if (class == WORD_PHRASE) return word_rank(longest) > RARE_WORD;
    return class != WORD_NOUN && class != WORD_ORG;
}

/* 中心|组织, 中心|公布: what follows is a verb of its own. */
static bool acts(const struct reading *r, const char *at)
{
    const char *second = at;
    if (step_over(&second, r->end, "组织")) return true;
    text_next(&second, r->end);
    if (second == r->end || !char_is_cjk(text_next(&second, r->end))) return false;
    enum word_class class = word_class(facts_word(&r->facts, at, (size_t)(second - at)));
    return class == WORD_VERB || class == WORD_STOP || class == WORD_INNER;
}

/* 2×300兆瓦: what a company has, not how many companies. */
static bool is_product(const char *at, const char *end)
{
    while (char_is_digit(step_peek(at, end))) step_next(&at, end);
    return char_among(step_peek(at, end), U"×✕*");
}

/* 83个 behind 党支部: how many bodies there are, or a column of a table; but 12名 says how many of
 * its people. */
static bool is_counted(const char *at, const char *end)
{
    uint32_t c = 0;
    while (at < end && (char_is_digit(c = step_next(&at, end)) || char_among(c, U".,余多")))
        continue;
    return !char_is_cjk(c) || char_among(c, U"个家所支处座间片余多");
}

/* 公安部门: the department that does the work, not the ministry. */
static bool is_department(const struct ending *e, uint32_t behind)
{
    const char *end = e->text + strlen(e->text);
    return behind == U'门' && step_peek_before(end, e->text) == U'部';
}

/* 五中全会 is no school. */
static bool is_session(const struct ending *e, uint32_t behind)
{
    const char *end = e->text + strlen(e->text);
    return behind == U'全' && step_peek_before(end, e->text) == U'中';
}

/* 中心组, 中心广场; 党支部83个; and 孵化中心工程 is no centre. */
static bool goes_on(const struct reading *r, const struct ending *e, const char *at)
{
    static const char *const heads[] = {"工程",   "行动",   "计划",   "模式",  "体系",
                                        "机制",   "活动",   "制度",   "项目",  "建设年",
                                        "工作法", "示范区", "示范点", "示范场"};
    uint32_t c = reading_at(r, at);
    if (char_is_digit(char_narrow(c)))
        return e->need != NOTHING && !is_product(at, r->end) && is_counted(at, r->end);
    if (is_department(e, c) || is_session(e, c)) return true;
    if (step_peek_before(e->text + strlen(e->text), e->text) == U'心' &&
        char_among(c, U"组镇区城小村校站点线公广"))
        return !acts(r, at);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        size_t length = strlen(heads[i]);
        if ((size_t)(r->end - at) >= length && memcmp(at, heads[i], length) == 0) return true;
    }
    return false;
}

/* An ending of three characters or more is hardly the beginning of anything else: 有限公司|机组 is
 * parted where the second word begins, though 司机 is a word as well. */
static bool is_crossed(const struct reading *r, const struct ending *e, const char *end)
{
    const char *second = end;
    if (!org_is_crossed(r, end)) return false;
    if (strlen(e->text) < LONG_ENDING || !char_is_cjk(text_next(&second, r->end))) return true;
    uint32_t next = facts_word(&r->facts, end, (size_t)(second - end));
    if (second == r->end || !char_is_cjk(text_next(&second, r->end)))
        return word_class(next) != WORD_STOP; /* 派出所 以“…”, though 所以 is a word */
    return !facts_word(&r->facts, end, (size_t)(second - end));
}

bool org_ending_stands(const struct reading *r, const struct ending *e, const char *begin,
                       const char *end)
{
    return !is_crossed(r, e, end) && !is_in_word(r, e->need, begin, end) && !goes_on(r, e, end);
}
