/* date_word.h: what the words of date_words.def mean, given what they are resolved against. */
#ifndef WORKERS_DATE_DATE_WORD_H
#define WORKERS_DATE_DATE_WORD_H

#include "workers/date/date_basis.h"

enum date_kind {
    DATE_YEAR,
    DATE_MONTH,
    DATE_DAY,
    DATE_WEEK,
    DATE_WEEKDAY,
    DATE_QUARTER,
    DATE_THAT_YEAR,
    DATE_NEAR_YEAR,
    DATE_REVIEWED_YEAR,
    DATE_THAT_MONTH,
    DATE_THAT_DAY,
    DATE_FIRST,
    DATE_BESIDE,
    DATE_ERA,
    DATE_TWO_YEARS,
    DATE_TWO_DAYS,
    DATE_PART_OF_YEAR,
    DATE_CENTURY,
    DATE_ANCHOR,
    DATE_VAGUE,
    DATE_HOLIDAY,
    DATE_LUNAR_DATE,
    DATE_LUNAR_LEAP,
    DATE_LUNAR_MONTH,
    DATE_NAME,
    DATE_NOT,
};

struct date_word { /* a row of date_words.def, which says what the columns mean */
    const char *text;
    enum date_kind kind;
    int amount;
    const char *not_after;
};

/* A date and what made it. */
struct dated {
    struct when when;
    struct moment basis; /* NO_MOMENT if it was not resolved */
    bool since;          /* 以来 follows it */
};

void date_word_prepare(void); /* once, before any other; further calls do nothing */

/* The word that begins at `at`, with its end in *behind; NULL if none does, or it is part of a
 * longer word that began before it, at `start` or later. */
const struct date_word *date_word_at(const char *start, const char *at, const char *end,
                                     const char **behind);

/* Reads the word and what belongs to it (去年 底, 上周 五, 今年 3月至今); *behind moves behind
 * that. */
struct dated date_word_resolve(const struct date_word *word, const struct date_basis *basis,
                               const char *in, const char **behind, const char *end);

/* Calls `see` with each character that a word begins with. */
void date_word_beginnings(void (*see)(uint32_t c));

#endif
