/* not_figure.c: see not_figure.h. */
#include "workers/figure/not_figure.h"
#include "workers/lexicon.h"
#include "workers/step.h"
#include <string.h>

static const struct {
    const char *text;
} names[] = {
#define NAME(text) {text},
#include "workers/figure/numbered_names.def"
#undef NAME
};
static struct lexicon words;

void not_figure_prepare(void)
{
    if (!words.rows) LEXICON_MAKE(&words, names, LEXICON_BEGINS);
}

const char *not_figure_name_end(const char *at, const char *end)
{
    const char *behind;
    return lexicon_at(&words, at, end, &behind) < 0 ? NULL : behind;
}

/* Of a word (O2O, 5A), a code (0851-1234), an ordinal (第3, 十四届四次), a formula (1+4+N), a
 * version (v2.0), the number of a table (表3)? */
static bool is_piece(const struct scan *s, const struct figure *f)
{
    const char *second = f->number.start + 1;
    if (*f->number.start == '0' && second < f->number.end && *second != '.') return true; /* 076 */
    uint32_t left = f->start == s->label_end ? 0 : step_peek_before(f->start, s->start);
    uint32_t right = step_peek(f->end, s->end);
    if (char_is_letter(left) || char_is_digit(left)) return true;
    if (left == '=' && f->unit) left = 0; /* 533+1612=2145件 */
    return char_among(left, U"+_#/.\\=&@*^-×第届№表图") || right == '+';
}

/* 3栋 of 118号3栋2单元, 2单 of 2单元: part of an address. */
static bool is_address(const struct scan *s, const struct figure *f)
{
    static const uint32_t parts[] = U"栋幢座楼层单";
    const char *at = f->number.end, *behind = f->end;
    if (!f->number.arabic || f->start != f->number.start) return false;
    if (!char_among(step_peek(at, s->end), parts)) return false;
    bool inside = char_among(step_peek_before(f->start, s->start), U"号栋幢座弄");
    return inside || char_is_digit(step_peek(f->end, s->end)) || step_over(&behind, s->end, "元");
}

/* 三组 of 白石村三组 is a part of the village; 每村3组 counts. */
static bool is_village_group(const struct scan *s, const struct figure *f)
{
    const char *at = f->start;
    if (f->start != f->number.start || !f->unit || strcmp(f->unit->name, "组") != 0) return false;
    if (!numeral_is_plain(&f->number) || f->end != f->unit_start + strlen("组")) return false;
    if (at == s->start || !char_among(text_before(&at, s->start), U"村寨屯庄")) return false;
    uint32_t before = step_peek_before(at, s->start);
    return char_is_cjk(before) && !char_among(before, U"每各全两个该");
}

/* "3 项目概况" at the beginning of a line is a heading's label; so is a number that a wide blank
 * sets off from what follows. */
static bool is_label(const struct scan *s, const struct figure *f)
{
    const char *at = f->number.end;
    struct view left = {s->line, (size_t)(f->number.start - s->line)};
    bool counts = f->unit && f->unit->dimension == DIMENSION_COUNT;
    if (!counts || f->start != f->number.start || f->unit_start == at) return false;
    uint32_t next = text_next(&at, s->end);
    return next == U'\u3000' || (char_is_blank(next) && text_is_blank(left));
}

/* 三年行动, 五年总体规划. */
static bool is_plan(const struct scan *s, const struct figure *f)
{
    static const char *const plans[] = {"行动", "规划", "计划", "攻坚", "大计", "会战"};
    static const char *const kinds[] = {"", "工作", "总体", "发展", "专项", "提升"};
    enum dimension d = f->unit->dimension;
    if (d != DIMENSION_MONTHS && d != DIMENSION_DURATION) return false;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const char *at = f->end, *behind;
        if (!step_over(&at, s->end, kinds[k])) continue;
        for (size_t p = 0; p < sizeof plans / sizeof *plans; p++) {
            behind = at;
            if (step_over(&behind, s->end, plans[p])) return true;
        }
    }
    return false;
}

/* 三清三改, 四议两公开, 一年一主题; and 二次 is the second time, where two are 两次. */
static bool is_pattern(const struct scan *s, const struct figure *f)
{
    const char *first = f->number.start;
    bool lone = (size_t)(f->number.end - first) == sizeof "三" - 1;
    uint32_t number = text_next(&first, s->end), next = step_peek(f->end, s->end);
    if (lone && number == U'一' && next == U'一') return true;
    if (!lone || f->unit->dimension != DIMENSION_COUNT) return false;
    return number == U'二' || numeral_begins(next);
}

/* 四次 of 人大四次会议 is the fourth; behind a verb, as in 召开四次会议, it counts. */
static bool is_session(const struct scan *s, const struct figure *f)
{
    const char *at = f->end;
    if (strcmp(f->unit->name, "次") != 0) return false;
    if (!step_over(&at, s->end, "会议") && !step_over(&at, s->end, "全会") &&
        !step_over(&at, s->end, "全体") && !step_over(&at, s->end, "代表大会"))
        return false;
    return char_among(step_peek_before(f->start, s->start), U"届大协会委");
}

/* What a web page says of itself: 浏览次数:128次. */
static bool is_counter(const struct scan *s, const struct figure *f)
{
    static const char *const labels[] = {"浏览次数", "浏览量", "阅读次数", "阅读量", "点击次数",
                                         "点击数",   "点击量", "访问次数", "访问量"};
    const char *at = f->start;
    while (at > s->line && char_is_blank((unsigned char)at[-1])) at--;
    if (at == s->line || char_narrow(text_before(&at, s->line)) != ':') return false;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t length = strlen(labels[i]);
        if ((size_t)(at - s->line) >= length && memcmp(at - length, labels[i], length) == 0)
            return true;
    }
    return false;
}

/* In a short quotation, unless it is as exact as names never are. */
static bool is_quoted(const struct scan *s, const struct figure *f)
{
    bool exact = f->number.arabic && (f->number.scaled || f->number.point) && f->unit &&
                 f->unit->dimension != DIMENSION_COUNT;
    return f->end <= s->quote_end && !exact;
}

bool not_figure(const struct scan *s, const struct figure *f)
{
    if (is_piece(s, f) || is_address(s, f) || is_village_group(s, f) || is_label(s, f) ||
        is_quoted(s, f) || is_counter(s, f))
        return true;
    if (f->number.arabic || f->qualified || !f->unit) return false;
    return is_plan(s, f) || is_pattern(s, f) || is_session(s, f);
}

/* 1.2020年, 2.6月: there are no such decimals of years and months. */
static bool is_date_behind_label(const struct scan *s, const struct figure *f, const char *fraction)
{
    uint32_t next = step_peek(f->number.end, s->end);
    size_t digits = (size_t)(f->number.end - fraction);
    return (next == U'年' && digits == 4) || (next == U'月' && digits <= 2);
}

const char *not_figure_label_end(const struct scan *s, const struct figure *f)
{
    const char *at = f->number.start;
    struct view left = {s->line, (size_t)(at - s->line)};
    if (!f->number.arabic || !f->number.point || f->number.scaled) return NULL;
    while (at < f->number.end && step_next(&at, f->number.end) != '.') {
    }
    if (is_date_behind_label(s, f, at)) return at;
    bool counts = f->unit && f->unit->dimension == DIMENSION_COUNT;
    return counts && text_is_blank(left) ? at : NULL;
}
