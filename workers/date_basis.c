/* date_basis.c: see date_basis.h. */
#include "workers/date_basis.h"
#include "workers/text.h"
#include <string.h>

enum {
    HEAD_LINES = 6,   /* lines of an article in which the date of a web page or a dateline stands */
    HEAD_BYTES = 200, /* a longer line is text */
    TAIL_BYTES = 60,  /* a date at the end of a letter stands in a short line */
};

static bool is_full(const struct when *w)
{
    return w->shape == WHEN_MOMENT && w->from.day && w->from.month && w->from.year != YEAR_UNKNOWN;
}

/* The first full date of a short line. */
static bool date_in_line(const char *at, const char *end, size_t most, struct moment *m)
{
    struct when w;
    const char *behind;
    if ((size_t)(end - at) > most) return false;
    while (at < end) {
        if (char_is_digit((unsigned char)*at) && date_form_read(at, end, &w, &behind) &&
            is_full(&w)) {
            *m = w.from;
            return true;
        }
        bool digit = char_is_digit((unsigned char)*at);
        text_next(&at, end);
        while (digit && at < end && char_is_digit((unsigned char)*at)) at++;
    }
    return false;
}

static bool date_in_head(const char *at, const char *end, struct moment *m)
{
    for (int line = 0; line < HEAD_LINES && at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop) stop = end;
        line += !text_is_blank((struct view){at, (size_t)(stop - at)});
        if (date_in_line(at, stop, HEAD_BYTES, m)) return true;
        at = stop + 1;
    }
    return false;
}

static bool date_in_tail(const char *at, const char *end, struct moment *m)
{
    while (end > at && char_is_blank((unsigned char)end[-1])) end--;
    const char *stop = end;
    while (stop > at && stop[-1] != '\n' && end - stop <= TAIL_BYTES) stop--;
    return date_in_line(stop, end, TAIL_BYTES, m);
}

static bool parse(struct view v, struct moment *m)
{
    return v.len && moment_parse(v.at, (unsigned)v.len, m);
}

void date_basis_open(struct date_basis *b, const struct document *d, const struct article *a)
{
    *b = (struct date_basis){.published = NO_MOMENT, .named = {.from = NO_MOMENT}};
    if (parse(a->date, &b->published) || parse(d->date, &b->published) || !a->spans.count) return;
    struct span first = a->spans.at[0], last = a->spans.at[a->spans.count - 1];
    const char *text = d->canonical.at;
    b->published = NO_MOMENT;
    if (date_in_head(text + first.start, text + first.end, &b->published)) return;
    date_in_tail(text + last.start, text + last.end, &b->published);
}

void date_basis_name(struct date_basis *b, const struct when *w, const char *line)
{
    if (w->shape == WHEN_VAGUE || w->shape >= WHEN_DECADE || w->from.year == YEAR_UNKNOWN) return;
    b->named = *w;
    b->named_line = line;
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

/* A month without a year is of this year; early in the year, November and December are of the last.
 */
static bool is_last_year(struct moment m, struct moment near)
{
    return near.month && near.month <= 2 && m.month >= 11;
}

struct moment date_basis_near(const struct date_basis *b, const char *line)
{
    return b->named_line == line ? b->named.from : b->published;
}

struct moment date_basis_complete(const struct date_basis *b, const char *line, struct when *w)
{
    bool named = b->named_line == line;
    struct moment near = date_basis_near(b, line);
    struct when saved = *w;
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
