/* holiday.c: see holiday.h. */
#include "workers/date/holiday.h"
#include "proto/numeral.h"
#include "workers/date/lunar.h"
#include "workers/date/solar_term.h"
#include "workers/lexicon.h"
#include "workers/step.h"

static const struct holiday holidays[] = {
#define ROW(text, kind, month, day, weekday, word)                                                 \
    {text, HOLIDAY_##kind, month, day, weekday, word},
#define DAY(text, month, day)          ROW(text, DAY, month, day, 0, false)
#define DAY_WORD(text, month, day)     ROW(text, DAY, month, day, 0, true)
#define NTH(text, month, nth, weekday) ROW(text, NTH, month, nth, weekday, false)
#define EASTER(text, days)             ROW(text, EASTER, 0, days, 0, false)
#define LUNAR(text, month, day)        ROW(text, LUNAR, month, day, 0, false)
#define LUNAR_WORD(text, month, day)   ROW(text, LUNAR, month, day, 0, true)
#define TERM(text, number)             ROW(text, TERM, number, 0, 0, false)
#define TERM_WORD(text, number)        ROW(text, TERM, number, 0, 0, true)
#include "workers/date/holidays.def"
};

static struct lexicon words;

void holiday_prepare(void)
{
    if (!words.rows) LEXICON_MAKE(&words, holidays, LEXICON_BEGINS);
}

const struct holiday *holiday_at(const char *at, const char *end, const char **behind)
{
    int row = lexicon_at(&words, at, end, behind);
    return row < 0 ? NULL : &holidays[row];
}

bool holiday_is_meant(const struct holiday *h, const char *start, const char *at,
                      const char *behind, const char *end)
{
    static const char *const followers[] = {"期间", "假期",   "长假", "小长假", "黄金周", "前夕",
                                            "前后", "节假日", "节",   "当天",   "当日",   "假日"};
    const char *p = behind;
    if (!h->word) return true;
    uint32_t left = step_peek_before(at, start), right = step_peek(behind, end);
    if (char_is_cjk(left) && !char_among(left, U"在于从自到至和与年的是过为迎")) return false;
    for (size_t i = 0; i < sizeof followers / sizeof *followers; i++) {
        if (step_over(&p, end, followers[i]))
            return !char_among(step_peek(p, end), U"课车目能水点省");
    }
    bool number = numeral_begins(step_peek(at, end)); /* 五一 alone may be a number */
    return !number && !char_is_cjk(right) && !char_is_letter(right);
}

/* Easter Sunday of the Gregorian calendar: "Anonymous Gregorian algorithm", Nature 13 (1876), in
 * Meeus, Astronomical Algorithms, ch. 8. */
static struct moment easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    return (struct moment){(int16_t)year, (uint8_t)(f / 31), (uint8_t)(f % 31 + 1)};
}

struct moment holiday_day(const struct holiday *h, int year)
{
    struct moment m = {(int16_t)year, h->month, (uint8_t)h->day};
    switch (h->kind) {
    case HOLIDAY_DAY: return m;
    case HOLIDAY_NTH: return nth_weekday(m, h->day, (unsigned)h->weekday);
    case HOLIDAY_LUNAR: return lunar_day(year, h->month, (unsigned)h->day);
    case HOLIDAY_TERM: return solar_term_day(year, h->month);
    case HOLIDAY_EASTER: return add_days(easter(year), h->day);
    }
    return NO_MOMENT;
}
