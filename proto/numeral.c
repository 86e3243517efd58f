/* numeral.c: see numeral.h. Each take_ function takes one atom (a run of digits, a power, 多 …) or
 * declines; what a power does to the value is in numeral_value.c.
 */
#include "proto/fold.h"
#include "proto/numeral_parts.h"
#include <string.h>

enum class { OTHER, DIGIT, DIGIT_OR_UNIT, FORMAL_DIGIT, POWER, TENS, SOME };

struct meaning {
    uint8_t class;
    uint8_t number; /* the digit; the power of ten; the tens of 廿 and 卅 */
};

enum { FIRST = U'〇', LAST = U'零' };

/* Formal digits (伍, 陆) are also parts of common words. */
static const struct meaning meanings[LAST - FIRST + 1] = {
    [U'〇' - FIRST] = {DIGIT, 0},         [U'一' - FIRST] = {DIGIT, 1},
    [U'七' - FIRST] = {DIGIT, 7},         [U'万' - FIRST] = {POWER, 4},
    [U'三' - FIRST] = {DIGIT, 3},         [U'两' - FIRST] = {DIGIT_OR_UNIT, 2},
    [U'九' - FIRST] = {DIGIT, 9},         [U'二' - FIRST] = {DIGIT, 2},
    [U'五' - FIRST] = {DIGIT, 5},         [U'亿' - FIRST] = {POWER, 8},
    [U'仟' - FIRST] = {POWER, 3},         [U'伍' - FIRST] = {FORMAL_DIGIT, 5},
    [U'佰' - FIRST] = {POWER, 2},         [U'億' - FIRST] = {POWER, 8},
    [U'兩' - FIRST] = {DIGIT_OR_UNIT, 2}, [U'八' - FIRST] = {DIGIT, 8},
    [U'六' - FIRST] = {DIGIT, 6},         [U'几' - FIRST] = {SOME, 0},
    [U'十' - FIRST] = {POWER, 1},         [U'千' - FIRST] = {POWER, 3},
    [U'卅' - FIRST] = {TENS, 3},          [U'叁' - FIRST] = {FORMAL_DIGIT, 3},
    [U'四' - FIRST] = {DIGIT, 4},         [U'壹' - FIRST] = {FORMAL_DIGIT, 1},
    [U'幾' - FIRST] = {SOME, 0},          [U'廿' - FIRST] = {TENS, 2},
    [U'拾' - FIRST] = {POWER, 1},         [U'捌' - FIRST] = {FORMAL_DIGIT, 8},
    [U'数' - FIRST] = {SOME, 0},          [U'數' - FIRST] = {SOME, 0},
    [U'柒' - FIRST] = {FORMAL_DIGIT, 7},  [U'玖' - FIRST] = {FORMAL_DIGIT, 9},
    [U'百' - FIRST] = {POWER, 2},         [U'肆' - FIRST] = {FORMAL_DIGIT, 4},
    [U'萬' - FIRST] = {POWER, 4},         [U'貳' - FIRST] = {FORMAL_DIGIT, 2},
    [U'贰' - FIRST] = {FORMAL_DIGIT, 2},  [U'陆' - FIRST] = {FORMAL_DIGIT, 6},
    [U'陸' - FIRST] = {FORMAL_DIGIT, 6},  [U'零' - FIRST] = {DIGIT, 0},
};

static struct meaning meaning_of(uint32_t c)
{
    return c < FIRST || c > LAST ? (struct meaning){OTHER, 0} : meanings[c - FIRST];
}

bool numeral_begins(uint32_t c)
{
    bool digit = c - '0' <= 9 || c - U'０' <= 9;
    return digit || c == U'半' || meaning_of(c).class != OTHER;
}

/* The character at `at` and, in *behind, what follows it; OTHER at the end. */
static struct meaning peek(const char *at, const char *end, const char **behind)
{
    if (at >= end) return (struct meaning){OTHER, 0};
    struct meaning m = meaning_of(fold_read(&at, end));
    *behind = at;
    return m;
}

static bool is_digit(struct meaning m)
{
    return m.class == DIGIT || m.class == DIGIT_OR_UNIT || m.class == FORMAL_DIGIT;
}

/* Behind another digit 两 is the unit (八两), but for 一两. */
static bool continues(struct meaning first, struct meaning second)
{
    return is_digit(second) && (second.class != DIGIT_OR_UNIT || first.number == 1);
}

/* The Arabic digit at *at, which moves behind it, or -1. */
static int arabic_digit(const char **at, const char *end)
{
    if (*at >= end) return -1;
    if ((unsigned char)**at < 0x80) return **at >= '0' && **at <= '9' ? *(*at)++ - '0' : -1;
    const char *behind = *at;
    uint32_t c = fold_char(fold_read(&behind, end));
    if (c < '0' || c > '9') return -1;
    *at = behind;
    return (int)(c - '0');
}

/* The length of a point or separator c at `at`, in either width; 0 if it is none. A wide separator
 * counts between wide digits only: between narrow ones it ends a clause. */
static size_t mark_length(const char *at, const char *end, char c)
{
    if (at >= end) return 0;
    if (*at == c) return 1;
    const char *behind = at;
    uint32_t wide = fold_read(&behind, end);
    return wide == (uint32_t)c + 0xfee0 ? (size_t)(behind - at) : 0;
}

static bool three_digits(const char *at, const char *end)
{
    for (int i = 0; i < 3; i++) {
        if (arabic_digit(&at, end) < 0) return false;
    }
    return arabic_digit(&at, end) < 0;
}

/* Digits from r->at on into the pending number; how many there were. */
static uint32_t take_run(struct reading *r, bool fraction)
{
    uint32_t count = 0;
    for (int digit; (digit = arabic_digit(&r->at, r->end)) >= 0; count++) {
        if (!decimal_push(&r->pending, (unsigned)digit, fraction)) r->n->valid = false;
    }
    return count;
}

/* ,802 of 18,802: groups of three digits behind at most three. */
static void take_groups(struct reading *r, uint32_t digits, bool wide)
{
    size_t mark;
    while (digits <= 3 && (mark = mark_length(r->at, r->end, ',')) && (mark == 1 || wide) &&
           three_digits(r->at + mark, r->end)) {
        r->at += mark;
        digits = take_run(r, false);
        r->n->grouped = true;
        r->lone_digit = false;
    }
}

/* .53 of 3.53. More than one point is a version, a date or a label. */
static void take_fraction(struct reading *r)
{
    size_t mark;
    for (int points = 0; (mark = mark_length(r->at, r->end, '.')); points++) {
        const char *fraction = r->at + mark;
        if (arabic_digit(&fraction, r->end) < 0) return;
        r->at += mark;
        take_run(r, true);
        r->n->point = true;
        r->lone_digit = false;
        if (points) r->n->valid = false;
    }
}

static bool take_arabic(struct reading *r)
{
    const char *peeked = r->at;
    if (r->has_pending || arabic_digit(&peeked, r->end) < 0) return false;
    bool wide = (unsigned char)*r->at >= 0x80;
    uint32_t digits = take_run(r, false);
    if (!r->any) {
        r->n->digits = digits;
        r->n->arabic = true;
    }
    r->lone_digit = digits == 1;
    take_groups(r, digits, wide);
    take_fraction(r);
    r->has_pending = r->any = true;
    return true;
}

/* 三四 and 一两 are three to four, one to two; so is 三五, but no other pair. */
static bool is_pair(int first, int second)
{
    return first > 0 && (second == first + 1 || (first == 3 && second == 5));
}

/* 三四 behind whose digits no third stands: the lower is pending, and the spread to the upper. */
static bool take_pair(struct reading *r, struct meaning first, struct meaning second,
                      const char *after)
{
    const char *third = after;
    if (!is_pair(first.number, second.number) || is_digit(peek(after, r->end, &third)))
        return false;
    r->spread = decimal_of(second.number - first.number);
    r->n->vague = true;
    r->lone_digit = false;
    r->at = after;
    return true;
}

/* One Chinese digit or a pair. Of a longer run the first; take_positional reads on. */
static bool take_chinese(struct reading *r)
{
    const char *behind = r->at, *after = r->at;
    struct meaning first = peek(r->at, r->end, &behind);
    if (r->has_pending || !is_digit(first)) return false;
    struct meaning second = peek(behind, r->end, &after);
    bool formal = first.class == FORMAL_DIGIT && second.class != POWER;
    bool after_zero = r->any && first.number == 0 && is_digit(second);
    bool run = !after_zero && continues(first, second);
    if (!r->any && formal) return false;

    r->pending = decimal_of(after_zero ? second.number : first.number);
    r->lone_digit = first.number > 0;
    if (!run || !take_pair(r, first, second, after)) {
        if (run && r->any) return false;
        r->at = after_zero ? after : behind;
    }
    r->n->digits += !r->any;
    r->has_pending = r->any = true;
    return true;
}

/* The rest of 二〇二〇, whose first digit is pending. */
static bool take_positional(struct reading *r)
{
    const char *behind = r->at;
    struct meaning m = peek(r->at, r->end, &behind);
    if (r->n->arabic || r->n->powers || r->n->vague || !r->has_pending ||
        !continues((struct meaning){0}, m)) {
        return false;
    }
    if (!decimal_push(&r->pending, (unsigned)m.number, false)) r->n->valid = false;
    r->n->digits++;
    r->n->positional = true;
    r->lone_digit = false;
    r->at = behind;
    return true;
}

/* 千瓦 and 百分点 are units, of which 千 and 百 are a part: 50千瓦 is not 50,000瓦. */
static bool begins_unit(const char *at, const char *end)
{
    static const char *const units[] = {"千瓦", "千克", "千米", "千伏", "千卡",
                                        "千焦", "千帕", "千赫", "百帕", "百分点"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t length = strlen(units[i]);
        if ((size_t)(end - at) >= length && memcmp(at, units[i], length) == 0) return true;
    }
    return false;
}

/* 个亿 of 两个亿. */
static struct meaning peek_pieces(const char *at, const char *end, const char **behind)
{
    static const char pieces[] = "个";
    size_t length = sizeof pieces - 1;
    if ((size_t)(end - at) <= length || memcmp(at, pieces, length) != 0)
        return (struct meaning){OTHER, 0};
    struct meaning m = peek(at + length, end, behind);
    return m.class == POWER && m.number == 8 ? m : (struct meaning){OTHER, 0};
}

static bool take_power(struct reading *r)
{
    const char *at = r->at, *behind = at;
    if (r->n->arabic && at < r->end && *at == ' ') at++; /* 177.1 亿 */
    struct meaning m = peek(at, r->end, &behind);
    if (m.class == OTHER && r->has_pending) m = peek_pieces(at, r->end, &behind);
    if (m.class == TENS && !r->any) { /* 廿 is 二十 */
        r->pending = decimal_of(m.number);
        r->has_pending = true;
        m.number = 1;
    } else if (m.class != POWER || (r->has_pending && begins_unit(at, r->end))) {
        return false;
    }
    if (!reading_power(r, m.number)) return false;
    r->at = behind;
    return true;
}

/* 几十, 数百, 十几万, 10多万, 2余万: a word for "some", where a power makes it part of the number,
 * and 几 behind 十. */
static bool take_some(struct reading *r)
{
    if (r->at >= r->end) return false;
    const char *behind = r->at, *after;
    uint32_t c = fold_read(&behind, r->end);
    bool some = meaning_of(c).class == SOME;
    bool filler = c == U'多' || c == U'余' || c == U'餘' || c == U'来' || c == U'几' || c == U'幾';
    bool power_follows = peek(behind, r->end, &after).class == POWER;
    if (!r->any) {
        if (!some || !power_follows) return false;
        r->pending = decimal_of(1);
        r->has_pending = r->any = true;
    } else {
        bool tail = some && !r->has_pending && r->last_power == 1;
        if (!filler || (!power_follows && !tail)) return false;
    }
    r->n->vague = true;
    r->at = behind;
    return true;
}

/* 分 but not 分钟. */
static bool is_clock(const char *at, const char *end)
{
    if (at >= end || fold_char(fold_read(&at, end)) != U'分') return false;
    return at >= end || fold_char(fold_read(&at, end)) != U'钟';
}

/* 点六 of 三十五点六; not 点五十分 of a clock, nor 点半. */
static bool take_point(struct reading *r)
{
    const char *at = r->at, *behind = r->at;
    if (r->n->arabic || r->n->positional || !r->any || at >= r->end) return false;
    if (fold_char(fold_read(&at, r->end)) != U'点' || !is_digit(peek(at, r->end, &behind)))
        return false;
    struct decimal whole = r->pending;
    for (struct meaning m; is_digit(m = peek(at, r->end, &behind)); at = behind) {
        if (!decimal_push(&whole, (unsigned)m.number, true)) r->n->valid = false;
    }
    struct meaning next = peek(at, r->end, &behind);
    if (next.class == POWER && next.number < 4) return false;
    if (is_clock(at, r->end)) return false;
    r->pending = whole;
    r->at = at;
    r->n->point = r->has_pending = true;
    r->lone_digit = false;
    return true;
}

/* Powers in Latin letters behind Arabic digits. k and w are such only before 元 and 块. */
static const struct latin_power {
    const char *word;
    uint8_t power;
    bool needs_yuan;
} latin_powers[] = {
    {"thousand", 3, false}, {"million", 6, false}, {"billion", 9, false}, {"trillion", 12, false},
    {"mn", 6, false},       {"bn", 9, false},      {"k", 3, true},        {"K", 3, true},
    {"w", 4, true},         {"W", 4, true},
};

static bool begins_with(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(end - at) >= length && memcmp(at, word, length) == 0;
}

static bool is_power(const struct latin_power *p, const char *at, const char *end)
{
    if (!begins_with(at, end, p->word)) return false;
    at += strlen(p->word);
    if (p->needs_yuan) return begins_with(at, end, "元") || begins_with(at, end, "块");
    return at == end || ((*at | 0x20) < 'a' || (*at | 0x20) > 'z');
}

/* billion of 3.5 billion. */
static void take_latin(struct numeral *n, const char *end)
{
    const char *at = n->end;
    if (!n->arabic || n->powers || at >= end) return;
    if (*at == ' ') at++;
    for (size_t i = 0; i < sizeof latin_powers / sizeof *latin_powers; i++) {
        const struct latin_power *p = &latin_powers[i];
        if (!is_power(p, at, end)) continue;
        if (!decimal_scale(&n->value, p->power) || !decimal_scale(&n->upper, p->power))
            n->valid = false;
        n->end = at + strlen(p->word);
        n->final_power = p->power;
        n->scaled = n->powers = true;
        return;
    }
}

/* 半 stands alone. */
static bool read_half(const char *at, const char *end, struct numeral *n)
{
    const char *behind = at;
    if (fold_read(&behind, end) != U'半') return false;
    n->value = n->upper = (struct decimal){5, -1};
    n->half = true;
    n->end = behind;
    return true;
}

bool numeral_read(const char *at, const char *end, struct numeral *n)
{
    *n = (struct numeral){.start = at, .valid = true};
    if (read_half(at, end, n)) return true;
    struct reading r = {.at = at,
                        .end = end,
                        .n = n,
                        .section_power = NO_SECTION_POWER,
                        .total_power = NO_TOTAL_POWER};
    while (take_arabic(&r) || take_chinese(&r) || take_positional(&r) || take_power(&r) ||
           take_some(&r)) {
    }
    take_point(&r);
    while (n->point && (take_power(&r) || take_some(&r))) {
    }
    reading_finish(&r);
    take_latin(n, end);
    return n->end > at;
}

bool numeral_is_plain(const struct numeral *n)
{
    return n->valid && !n->half && !n->point && !n->grouped && !n->vague && !n->bare &&
           !n->scaled && (!n->powers || (!n->arabic && decimal_whole(n->value, 99) >= 0));
}

bool numeral_is_year(const struct numeral *n)
{
    bool whole = n->valid && !n->half && !n->point && !n->grouped && !n->vague && !n->bare;
    return whole && !n->scaled && decimal_whole(n->value, 9999) > 0;
}
