/* query_value.c: the values of fields: texts, places, days, amounts, names of closed sets. */
#include "proto/amount.h"
#include "proto/fold.h"
#include "proto/language.h"
#include "proto/numeral.h"
#include "proto/query_parts.h"
#include "proto/tables.h"
#include "proto/unit.h"
#include <stdlib.h>
#include <string.h>

enum { CODE_MOST = 12, EXPONENT_MOST = 30 };

/* text folded, in the arena. */
static struct view folded(struct query_parser *p, struct view text)
{
    struct buf b = {0};
    fold_text(text, &b);
    struct view kept = {arena_copy(p->arena, b.at, b.len), b.len};
    buf_free(&b);
    return kept;
}

/* ---- Comparisons ---- */

enum comparison { NONE, EQUAL, LESS, AT_MOST, MORE, AT_LEAST };

/* The comparison that *at begins with, in either width; *at moves behind it. */
static enum comparison take_comparison(const char **at, const char *end)
{
    const char *behind = *at;
    uint32_t c = behind < end ? fold_char(fold_read(&behind, end)) : 0;
    if (c != '<' && c != '>' && c != '=' && c != U'≤' && c != U'≥') return NONE;
    *at = behind;
    if (c == '=') return EQUAL;
    if (c == U'≤') return AT_MOST;
    if (c == U'≥') return AT_LEAST;
    bool equal = behind < end && fold_char(fold_read(&behind, end)) == '=';
    if (equal) *at = behind;
    return c == '<' ? (equal ? AT_MOST : LESS) : (equal ? AT_LEAST : MORE);
}

/* The first comparison in text, or its end. */
static const char *find_comparison(struct view text)
{
    const char *at = text.at, *end = text.at + text.len;
    while (at < end) {
        const char *behind = at;
        if (take_comparison(&behind, end) != NONE) break;
        fold_read(&at, end);
    }
    return at;
}

/* ".." in text, or NULL. */
static const char *find_dots(const char *at, const char *end)
{
    for (; at + 1 < end; at++)
        if (at[0] == '.' && at[1] == '.') return at;
    return NULL;
}

/* Of a range from low to high, [at, end). */
static bool refuse_reversed(struct query_parser *p, const char *at, const char *end)
{
    return query_fail(p, at, end, "this ends before it begins: the lesser one stands first");
}

/* ---- Days ---- */

static bool read_day(struct query_parser *p, const char *at, const char *end, int32_t *from,
                     int32_t *to)
{
    if (days_read((struct view){at, (size_t)(end - at)}, from, to)) return true;
    return query_fail(p, at, end,
                      "a date is wanted here, such as 2020, 2020-03, 2020-03-15 or 2019..2020");
}

/* 2020..2022-03, 2020.., ..2019 */
static bool read_interval(struct query_parser *p, struct query_term *t, const char *at,
                          const char *dots, const char *end)
{
    bool low = dots > at, high = dots + 2 < end;
    int32_t ignored;
    if (!low && !high) return read_day(p, at, end, &t->from, &t->to);
    if (low && !read_day(p, at, dots, &t->from, &ignored)) return false;
    if (high && !read_day(p, dots + 2, end, &ignored, &t->to)) return false;
    return t->from < t->to || refuse_reversed(p, at, end);
}

static bool read_days(struct query_parser *p, struct query_draft *d, struct view value)
{
    const char *at = value.at, *end = value.at + value.len;
    enum comparison c = take_comparison(&at, end);
    const char *dots = find_dots(at, end);
    struct query_term *t = &d->term;
    int32_t from, to;
    t->from = INT32_MIN;
    t->to = INT32_MAX;
    if (dots && c == NONE) return read_interval(p, t, at, dots, end);
    if (!read_day(p, at, end, &from, &to)) return false;
    if (c == NONE || c == EQUAL || c == AT_LEAST) t->from = from;
    if (c == MORE) t->from = to;
    if (c == NONE || c == EQUAL || c == AT_MOST) t->to = to;
    if (c == LESS) t->to = from;
    return true;
}

/* ---- Amounts ---- */

struct number {
    struct decimal value;
    int power; /* 万, 亿: its power of ten; 0 where it has none */
};

/* e8 of 1e8. */
static bool take_exponent(const char **at, const char *end, struct decimal *value)
{
    char digits[8] = "";
    const char *c = *at;
    size_t count = 0;
    if (c >= end || (*c != 'e' && *c != 'E')) return true;
    for (c++; c < end && count + 1 < sizeof digits &&
              ((*c >= '0' && *c <= '9') || (count == 0 && (*c == '-' || *c == '+')));
         c++)
        digits[count++] = *c;
    char *behind = digits;
    long power = strtol(digits, &behind, 10);
    if (behind == digits) return true; /* a unit that begins with e */
    *at = c;
    return labs(power) <= EXPONENT_MOST && decimal_scale(value, (int)power);
}

static bool take_number(struct query_parser *p, const char **at, const char *end,
                        struct number *out)
{
    struct numeral n;
    const char *start = *at, *sign = start;
    bool negative = start < end && fold_char(fold_read(&sign, end)) == '-';
    const char *digits = negative ? sign : start;
    if (digits >= end || !numeral_read(digits, end, &n))
        return query_fail(p, start, end, "a number is wanted here, such as 1000, 3.5万 or 一亿");
    *at = n.end;
    *out = (struct number){n.value, n.scaled ? n.final_power : 0};
    if (!take_exponent(at, end, &out->value) || !n.valid || n.vague)
        return query_fail(p, start, *at, "this is no exact number, or one too long");
    if (negative) out->value.digits = -out->value.digits;
    return true;
}

/* 1..2亿元 is 1亿 to 2亿, 5000..1万元 is not 5000万. */
static void share_power(struct number *low, const struct number *high)
{
    struct decimal scaled = low->value;
    if (low->power > 0 || high->power == 0 || !decimal_scale(&scaled, high->power)) return;
    if (decimal_compare(scaled, high->value) <= 0) low->value = scaled;
}

/* 万 of 万元: its power of ten, and *text behind it; 0 if it begins with none. */
static int take_power(struct view *text)
{
    struct numeral n;
    const char *end = text->at + text->len;
    int power = 0;
    if (text->len == 0 || !numeral_read(text->at, end, &n) || !n.bare || !n.valid) return 0;
    for (int64_t rest = decimal_whole(n.value, INT64_MAX / 10); rest > 1; rest /= 10) power++;
    *text = (struct view){n.end, (size_t)(end - n.end)};
    return power;
}

/* 元, or 元/公斤. */
static bool is_plain_unit(struct view text)
{
    const char *per = text.len > 0 ? memchr(text.at, '/', text.len - 1) : NULL;
    const struct unit *u = unit_named(text);
    if (!u && per) u = unit_named((struct view){text.at, (size_t)(per - text.at)});
    return u && u->needs != UNIT_NEVER;
}

/* The same, or 万元: then *text is 元, and *power 4. */
static bool is_unit(struct view *text, int *power)
{
    struct view rest = *text;
    *power = 0;
    if (is_plain_unit(rest)) return true;
    *power = take_power(&rest);
    if (*power == 0 || !is_plain_unit(rest)) return false;
    *text = rest;
    return true;
}

static bool read_unit(struct query_parser *p, struct query_draft *d, const char *at,
                      const char *end)
{
    struct view unit = {at, (size_t)(end - at)};
    if (d->unit.len > 0)
        return query_fail(p, at, end, "the unit stands there already, before the number");
    if (!is_unit(&unit, &d->power))
        return query_fail(p, at, end, "no unit is called \"%.*s\"",
                          unit.len < 64 ? (int)unit.len : 64, unit.at);
    d->unit = unit;
    return true;
}

static bool begins_number(const char *at, const char *end)
{
    uint32_t c = at < end ? fold_char(fold_read(&at, end)) : 0;
    return c == '-' || numeral_begins(c);
}

/* 100..200万元, 100.., ..200万元 */
static bool read_range(struct query_parser *p, struct query_draft *d, const char *at,
                       const char *end)
{
    struct number low = {0}, high = {0};
    const char *start = at, *dots = find_dots(at, end);
    d->low.given = dots > at;
    if (d->low.given && !take_number(p, &at, dots, &low)) return false;
    if (at != dots) return query_fail(p, at, dots, "a unit stands behind the second number");
    at = dots + 2;
    d->high.given = begins_number(at, end);
    if (d->high.given && !take_number(p, &at, end, &high)) return false;
    if (!d->low.given && !d->high.given)
        return query_fail(p, dots, end, "a number is wanted on one side of the dots");
    share_power(&low, &high);
    if (d->low.given && d->high.given && decimal_compare(low.value, high.value) > 0)
        return refuse_reversed(p, start, at);
    d->low.value = low.value;
    d->high.value = high.value;
    return at == end || read_unit(p, d, at, end);
}

static bool read_compared(struct query_parser *p, struct query_draft *d, enum comparison c,
                          const char *at, const char *end)
{
    struct number n;
    if (!take_number(p, &at, end, &n)) return false;
    if (c != LESS && c != AT_MOST) d->low = (struct query_bound){true, c == MORE, n.value};
    if (c != MORE && c != AT_LEAST) d->high = (struct query_bound){true, c == LESS, n.value};
    return at == end || read_unit(p, d, at, end);
}

static bool read_amount(struct query_parser *p, struct query_draft *d, struct view value)
{
    const char *at = value.at, *end = value.at + value.len, *mark = find_comparison(value);
    if (is_unit(&value, &d->power)) {
        d->unit = value;
        return true;
    }
    if (mark < end && mark > at && !read_unit(p, d, at, mark)) return false;
    at = mark < end ? mark : at;
    enum comparison c = take_comparison(&at, end);
    if (c == NONE && find_dots(at, end)) return read_range(p, d, at, end);
    return read_compared(p, d, c, at, end);
}

/* The key of a bound in base units. */
static uint64_t bound_key(const struct query_draft *d, struct query_bound b, uint64_t unless,
                          int step)
{
    struct buf room = {0};
    if (!b.given) return unless;
    decimal_scale(&b.value, d->power);
    if (d->unit.len > 0) unit_key(d->unit, NULL, &b.value, &room);
    buf_free(&room);
    uint64_t key = amount_key(b.value);
    return b.open ? key + (uint64_t)(int64_t)step : key;
}

void query_amount_finish(struct query_parser *p, struct query_draft *d)
{
    struct decimal one = decimal_of(1);
    struct buf room = {0};
    struct query_term *t = &d->term;
    t->low = bound_key(d, d->low, 0, 1);
    t->high = bound_key(d, d->high, UINT64_MAX, -1);
    if (d->unit.len > 0) {
        struct view key = unit_key(d->unit, NULL, &one, &room);
        t->text = (struct view){arena_copy(p->arena, key.at, key.len), key.len};
    }
    buf_free(&room);
}

/* ---- The others ---- */

/* =text: *text moves behind the sign. */
static bool take_equal(struct view *text)
{
    const char *at = text->at, *end = text->at + text->len;
    if (take_comparison(&at, end) != EQUAL) return false;
    *text = (struct view){at, (size_t)(end - at)};
    return true;
}

static bool read_text(struct query_parser *p, struct query_draft *d, struct view value, bool quoted)
{
    bool contained = query_fields[d->term.field].scope == QUERY_OF_TEXT;
    d->term.whole = !contained && !quoted && take_equal(&value);
    d->term.text = folded(p, value);
    if (value.len > 0) return true;
    return query_fail(p, d->start, d->end, "there is nothing to look for in this");
}

static bool read_place(struct query_parser *p, struct query_draft *d, struct view value,
                       bool quoted)
{
    if (!read_text(p, d, value, quoted)) return false;
    struct view text = d->term.text;
    if (text.at[0] < '0' || text.at[0] > '9') return true;
    d->term.whole = true;
    if (text.len <= CODE_MOST && strspn(text.at, "0123456789") == text.len) return true;
    return query_fail(p, d->start, d->end, "the code of a place has up to %d digits, and no more",
                      CODE_MOST);
}

static unsigned kind_by_name(const char *name)
{
    return (unsigned)(article_kind_by_name(name) + 1);
}

/* The closed sets: the number of a name, 0 if none has it. */
static const struct closed_set {
    enum query_field field;
    unsigned (*number)(const char *name);
    const char *refusal;
} closed_sets[] = {
    {QUERY_STATE, state_by_name, N_("no state has this name; garner help states lists them")},
    {QUERY_REASON, reason_by_name, N_("no reason has this name; garner help reasons lists them")},
    {QUERY_KIND, kind_by_name,
     N_("no kind of article has this name; garner help query lists them")},
};

static bool read_name(struct query_parser *p, struct query_draft *d, struct view value, bool quoted)
{
    const struct closed_set *set = closed_sets;
    struct view name = value;
    while (set->field != d->term.field) set++;
    if (!quoted) take_equal(&name);
    d->term.text = folded(p, name);
    d->term.whole = true;
    bool plain = strlen(d->term.text.at) == d->term.text.len;
    d->term.number = plain ? set->number(d->term.text.at) : 0;
    if (d->term.number != 0) return true;
    return query_fail(p, value.at, value.at + value.len, "%s", _(set->refusal));
}

static bool read_bare_unit(struct query_parser *p, struct query_draft *d, struct view value)
{
    return read_unit(p, d, value.at, value.at + value.len);
}

bool query_value_read(struct query_parser *p, struct query_draft *d, struct view value, bool quoted)
{
    const struct query_field_row *field = &query_fields[d->term.field];
    if (value.len == 0 && !quoted)
        return query_fail(p, d->start, d->end, "%s: wants a value, as in %s", field->name,
                          field->example);
    switch (field->value) {
    case QUERY_IS_TEXT:
    case QUERY_IS_WORDS: return read_text(p, d, value, quoted);
    case QUERY_IS_PLACE: return read_place(p, d, value, quoted);
    case QUERY_IS_DAYS: return read_days(p, d, value);
    case QUERY_IS_AMOUNT: return read_amount(p, d, value);
    case QUERY_IS_UNIT: return read_bare_unit(p, d, value);
    case QUERY_IS_NAME: return read_name(p, d, value, quoted);
    }
    return false;
}
