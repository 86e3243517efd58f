/* date_age.c: see date_age.h. */
#include "workers/date/date_age.h"
#include "workers/lexicon.h"
#include "workers/step.h"

enum { FIRST_YEAR = 1000, LAST_YEAR = 2999 };

struct part {
    const char *text;
    enum when_part part;
    bool none;
};

static const struct part parts[] = {
#define YEAR_PART(...)
#define MONTH_PART(...)
#define AGE_PART(text, part) {text, PART_##part, false},
#define NO_PART(text)        {text, PART_WHOLE, true},
#include "workers/date/date_parts.def"
#undef YEAR_PART
#undef MONTH_PART
#undef AGE_PART
#undef NO_PART
};
static struct lexicon words;

void date_age_prepare(void)
{
    if (!words.rows) LEXICON_MAKE(&words, parts, LEXICON_BEGINS);
}

/* 初, 末期 behind a decade or a century. */
static void take_age_part(struct when *w, const char **at, const char *end)
{
    const char *behind;
    int row = lexicon_at(&words, *at, end, &behind);
    if (row < 0 || parts[row].none) return;
    w->part = parts[row].part;
    *at = behind;
}

static void set_age(struct when *w, enum when_shape shape, int year)
{
    *w = (struct when){.shape = shape, .from = {(int16_t)year, 0, 0}};
}

/* 90 of 90年代, or the whole year of 1990年代; -1 if it is none. */
static int decade_of(const struct numeral *n, const char **at, const char *end)
{
    const char *p = n->end;
    int number = (int)decimal_whole(n->value, LAST_YEAR);
    if (number < 0 || number % 10 || !step_over(&p, end, "年代")) return -1;
    *at = p;
    return number;
}

static int take_decade(const char **at, const char *end)
{
    struct numeral n;
    if (*at >= end || !numeral_read(*at, end, &n) || !numeral_is_plain(&n)) return -1;
    return decade_of(&n, at, end);
}

void date_age_take(const char **at, const char *end, int first, struct when *w)
{
    set_age(w, WHEN_CENTURY, first);
    int decade = take_decade(at, end);
    if (decade >= 0 && decade < 100) set_age(w, WHEN_DECADE, first + decade);
    take_age_part(w, at, end);
}

bool date_age_read(const char *at, const char *end, struct when *w, const char **behind)
{
    struct numeral n;
    if (!numeral_read(at, end, &n) || !numeral_is_plain(&n)) return false;
    int decade = decade_of(&n, &at, end);
    if (decade >= FIRST_YEAR || (decade >= 10 && decade < 100)) {
        set_age(w, WHEN_DECADE, decade < 100 ? 1900 + decade : decade);
        take_age_part(w, &at, end);
    } else {
        if (decade >= 0) return false;
        int number = (int)decimal_whole(n.value, 21);
        at = n.end;
        if (number < 1 || !step_over(&at, end, "世纪")) return false;
        date_age_take(&at, end, (number - 1) * 100, w);
    }
    *behind = at;
    return true;
}
