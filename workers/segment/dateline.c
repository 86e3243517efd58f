/* dateline.c: see dateline.h. */
#include "workers/segment/dateline.h"
#include "workers/text.h"
#include <stdio.h>
#include <string.h>

struct cursor {
    const char *at, *end;
};

static uint32_t peek(const struct cursor *c)
{
    const char *at = c->at;
    return at < c->end ? char_narrow(text_next(&at, c->end)) : 0;
}

static uint32_t take(struct cursor *c)
{
    return char_narrow(text_next(&c->at, c->end));
}

static int han_digit(uint32_t c)
{
    static const uint32_t digits[] = {0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94,
                                      0x516d, 0x4e03, 0x516b, 0x4e5d};   /* 一 … 九 */
    if (c == 0x3007 || c == 0x96f6 || c == 0x25cb || c == 'O') return 0; /* 〇零○ */
    for (int i = 0; i < 9; i++)
        if (digits[i] == c) return i + 1;
    return -1;
}

/* 2021 or 二〇二一: exactly four digits; 0 otherwise. */
static int take_year(struct cursor *c)
{
    int year = 0, digits = 0;
    for (; digits < 5 && c->at < c->end; digits++) {
        uint32_t d = peek(c);
        int value = char_is_digit(d) ? (int)(d - '0') : han_digit(d);
        if (value < 0) break;
        year = year * 10 + value;
        take(c);
    }
    return digits == 4 ? year : 0;
}

/* 3, 03, 三, 十二, 二十五, 三十; 0 if there is none. */
static int take_small(struct cursor *c)
{
    int value = 0, digits = 0;
    while (c->at < c->end && digits < 3) {
        uint32_t d = peek(c);
        int han = han_digit(d);
        if (char_is_digit(d))
            value = value * 10 + (int)(d - '0');
        else if (d == 0x5341)
            value = value ? value * 10 : 10; /* 十 */
        else if (han > 0)
            value = value >= 10 ? value + han : han;
        else
            break;
        take(c);
        digits++;
    }
    return value;
}

static void take_blanks(struct cursor *c)
{
    while (c->at < c->end && char_is_blank(peek(c))) take(c);
}

static bool in_calendar(int year, int month, int day)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return year >= 1800 && year < 2200 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1];
}

/* What parts year from month and month from day: 年 and 月, or the same mark twice. */
static bool is_parting(uint32_t mark, uint32_t before)
{
    if (before == 0) return mark == 0x5e74 || mark == '-' || mark == '/' || mark == '.';
    return before == 0x5e74 ? mark == 0x6708 : mark == before;
}

static bool write_date(int year, int month, int day, char *iso)
{
    if (!in_calendar(year, month, day)) return false;
    snprintf(iso, DATE_LENGTH + 1, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
    return true;
}

/* March, Mar., mar; 0 if there is no such month. */
static int take_month_name(struct cursor *c)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char letters[4] = "";
    int length = 0;
    for (; c->at < c->end && char_is_letter(peek(c)) && peek(c) < 0x80; length++) {
        uint32_t letter = take(c);
        if (length < 3) letters[length] = (char)(letter | 0x20);
    }
    if (peek(c) == '.') take(c);
    for (int month = 0; length >= 3 && month < 12; month++)
        if (memcmp(names + 3 * month, letters, 3) == 0) return month + 1;
    return 0;
}

/* 5 March 2021, March 5, 2021 */
static bool read_english(struct cursor *c, char *iso)
{
    int day = take_small(c);
    take_blanks(c);
    int month = take_month_name(c);
    take_blanks(c);
    if (month == 0) return false;
    if (day == 0) {
        day = take_small(c);
        if (peek(c) == ',') take(c);
        take_blanks(c);
    }
    return write_date(take_year(c), month, day, iso);
}

static bool read_date(struct cursor *c, char *iso)
{
    int year = take_year(c);
    take_blanks(c);
    if (year == 0 || c->at == c->end) return false;
    uint32_t first = take(c);
    if (!is_parting(first, 0)) return false;
    take_blanks(c);
    int month = take_small(c);
    take_blanks(c);
    if (c->at == c->end || !is_parting(take(c), first)) return false;
    take_blanks(c);
    int day = take_small(c);
    return write_date(year, month, day, iso);
}

bool dateline_date(struct view line, char iso[DATE_LENGTH + 1])
{
    struct cursor c = {line.at, line.at + line.len};
    bool inside = false; /* a number or a word */
    while (c.at < c.end) {
        struct cursor ahead = c;
        if (!inside && read_date(&ahead, iso)) return true;
        ahead = c;
        if (!inside && read_english(&ahead, iso)) return true;
        uint32_t passed = take(&c);
        inside = char_is_digit(passed) || char_is_letter(passed) || han_digit(passed) >= 0;
    }
    return false;
}

static bool ends_source(const struct cursor *c)
{
    uint32_t next = peek(c);
    return char_is_blank(next) || next == ')' || next == '|' || next == 0x3011 || next == ']' ||
           next == ',' || next == ';' || next == 0x3002;
}

struct view dateline_source(struct view line)
{
    static const char *const labels[] = {"来源", "稿源", "转自", "摘自"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        const char *found = memmem(line.at, line.len, labels[i], strlen(labels[i]));
        if (!found) continue;
        struct cursor c = {found + strlen(labels[i]), line.at + line.len};
        if (peek(&c) != ':') continue;
        take(&c);
        take_blanks(&c);
        const char *from = c.at;
        while (c.at < c.end && !ends_source(&c)) take(&c);
        return (struct view){from, (size_t)(c.at - from)};
    }
    return (struct view){line.at, 0};
}
