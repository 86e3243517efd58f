/* date_basis.h: against what dates are resolved: when the text was published, the year it looks
 * back on, and the date it named last. */
#ifndef WORKERS_DATE_DATE_BASIS_H
#define WORKERS_DATE_DATE_BASIS_H

#include "workers/date/date_form.h"
#include "workers/document.h"

struct date_basis {
    struct moment published; /* of the article, or the document; if not known, as `reviewed` */
    struct moment reviewed;  /* the year of date_review_year(), or NO_MOMENT */
    struct when named;       /* the last date in the article that had, or got, a year */
    const char *named_in;    /* what it stood in, by its beginning: see date_basis_near */
    struct moment told;      /* the last date in the article, with a year or not */
    struct moment told_day;  /* the last day of which no other month was told since */
    uint8_t month;           /* of the last date that has no year, for 5日 of 3月3日、5日 */
    const char *month_in;
};

/* The basis at the beginning of an article: its own date, else that of the document. */
void date_basis_open(struct date_basis *b, const struct document *d, const struct article *a);

/* Remembers a date that has a year, or the month of one that has none. `in` is where the text
 * begins in which it lends its year to others: the sentence, or the whole line if the date of
 * publication is not known. */
void date_basis_name(struct date_basis *b, const struct when *w, const char *in);

/* What a date without a year is near to: the date named last in the same text, else the year that
 * the article looks back on, else the date of publication; NO_MOMENT if none is known. */
struct moment date_basis_near(const struct date_basis *b, const char *in);

/* Gives w, which lacks its year or its month, those of what it is near to. Returns that, or
 * NO_MOMENT if no year is known: then w may have got the month of the date before it. */
struct moment date_basis_complete(const struct date_basis *b, const char *in, struct when *w);

#endif
