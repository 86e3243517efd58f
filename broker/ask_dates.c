/* ask_dates.c: the articles of some days. See ask.h.
 *
 * Dates are few beside the articles, so each is looked at once: a word a month, a bit a day; day 0
 * and month 0 are dates that do not tell theirs.
 */
#include "broker/ask.h"

enum { YEAR_FIRST = 1900, YEARS = 256, MONTHS = 16, DAYS = 32 };

struct dates {
    const struct query_term *term;
    uint32_t known[YEARS * MONTHS], met[YEARS * MONTHS];
};

static bool look_at(const struct query_term *t, uint32_t date)
{
    int32_t from, to;
    return ask_days(date, &from, &to) && from < t->to && to > t->from;
}

static bool is_met(struct dates *d, uint32_t date)
{
    uint32_t year = date / 10000 - YEAR_FIRST, month = date / 100 % 100, day = date % 100;
    if (year >= YEARS || month >= MONTHS || day >= DAYS) return look_at(d->term, date);
    uint32_t at = year * MONTHS + month, bit = UINT32_C(1) << day;
    if (!(d->known[at] & bit) && look_at(d->term, date)) d->met[at] |= bit;
    d->known[at] |= bit;
    return d->met[at] & bit;
}

static uint32_t date_of(struct ask_segment *s, uint32_t ordinal)
{
    struct index_row row;
    return ask_row(s, ordinal, &row) ? row.date : 0;
}

void ask_keep_dates(struct ask_segment *s, const struct query_term *t, struct bits *articles)
{
    struct dates dates = {.term = t};
    uint32_t i = bits_next(articles, 0);
    const struct index_directory *d = i < articles->count ? ask_directory(s) : NULL;
    for (; i < articles->count; i = bits_next(articles, i + 1))
        if (!is_met(&dates, d ? d->dates[i] : date_of(s, i))) bits_clear(articles, i);
}
