/* date_basis.c: see date_basis.h. */
#include "workers/date/date_basis.h"
#include "workers/date/date_review.h"

static bool parse(struct view v, struct moment *m)
{
    return v.len && moment_parse(v.at, (unsigned)v.len, m);
}

void date_basis_open(struct date_basis *b, const struct document *d, const struct article *a)
{
    *b = (struct date_basis){.published = NO_MOMENT,
                             .named = {.from = NO_MOMENT},
                             .told = NO_MOMENT,
                             .told_day = NO_MOMENT};
    b->reviewed = (struct moment){date_review_year(a->title), 0, 0};
    if (!parse(a->date, &b->published) && !parse(d->date, &b->published))
        b->published = b->reviewed;
}

static void tell(struct date_basis *b, struct moment m)
{
    b->told = m;
    if (m.day || (m.month && m.month != b->told_day.month)) b->told_day = m;
}

void date_basis_name(struct date_basis *b, const struct when *w, const char *in)
{
    if (w->shape == WHEN_VAGUE || w->shape >= WHEN_DECADE) return;
    tell(b, w->from);
    if (w->from.year == YEAR_UNKNOWN) {
        b->month = w->from.month;
        b->month_in = in;
        return;
    }
    b->named = *w;
    b->named_in = in;
}

static void set_end(struct when *w)
{
    if (w->shape != WHEN_INTERVAL) return;
    w->to.year = w->from.year;
    if (!w->to.month) w->to.month = w->from.month;
    if (w->to.month < w->from.month) w->to.year++;
}

/* The last month up to `near` in which such a day had come. */
static void complete_day(struct when *w, struct moment near)
{
    if (near.month && near.day && w->from.day > near.day) near = add_months(near, -1);
    w->from.year = near.year;
    w->from.month = near.month;
}

/* The month of the date before it, where no year is known. */
static void lend_month(const struct date_basis *b, const char *in, struct when *w)
{
    if (b->month_in != in || w->from.month || !w->from.day) return;
    w->from.month = b->month;
    if (w->shape == WHEN_INTERVAL && !w->to.month) w->to.month = b->month;
    if (moment_is_valid(w->from)) return;
    w->from.month = 0;
    if (w->shape == WHEN_INTERVAL) w->to.month = 0;
}

/* A month without a year is of this year; early in the year, November and December are of the last.
 */
static bool is_last_year(struct moment m, struct moment near)
{
    return near.month && near.month <= 2 && m.month >= 11;
}

struct moment date_basis_near(const struct date_basis *b, const char *in)
{
    if (b->named_in == in) return b->named.from;
    return b->reviewed.year == YEAR_UNKNOWN ? b->published : b->reviewed;
}

struct moment date_basis_complete(const struct date_basis *b, const char *in, struct when *w)
{
    bool named = b->named_in == in;
    struct moment near = date_basis_near(b, in);
    struct when saved = *w;
    if (near.year == YEAR_UNKNOWN) lend_month(b, in, w);
    if (near.year == YEAR_UNKNOWN || (!w->from.month && !near.month)) return NO_MOMENT;
    if (!w->from.month) {
        if (named) near.day = 0;
        complete_day(w, near);
    } else {
        bool last_year = !named && is_last_year(w->from, near);
        w->from.year = (int16_t)(near.year - last_year);
    }
    set_end(w);
    if (moment_is_valid(w->from)) return near;
    *w = saved;
    return NO_MOMENT;
}
