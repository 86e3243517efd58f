/* numeral.h: written numbers to exact decimals: 18,802  3.53亿  三万五千  两千零八  廿一  二〇二〇
 * 3万5千  10多万  数十  三四百  十几.
 *
 * A numeral is read in one pass, without a step back. Whatever is read counts as read, also where
 * it is no valid number (too long, 1.2.3): who asks goes on behind it, and the whole text takes
 * linear time.
 */
#ifndef PROTO_NUMERAL_H
#define PROTO_NUMERAL_H

#include "proto/decimal.h"

struct numeral {
    const char *start, *end;
    struct decimal value;
    struct decimal upper; /* above `value` in 三四百: 300 to 400; else equal to it */
    uint32_t digits;      /* in the first run of digits: 4 in 2020, 二〇二〇 and 2020.5 */
    int final_power; /* of the 百 千 万 亿 it ends with: 4 in 3万; 0 = it ends with a digit */
    bool valid;
    bool arabic;     /* begins with an Arabic digit */
    bool point;      /* has a decimal point */
    bool grouped;    /* has thousands separators */
    bool positional; /* Chinese digits one by one, at least two: 二〇二〇 */
    bool powers;     /* has 十 百 千 万 亿 */
    bool scaled;     /* has 万 or 亿 */
    bool bare; /* begins with 百 千 万 亿: a figure only with a word such as 上 or 近 before it */
    bool half;  /* 半, with nothing to it */
    bool vague; /* 10多万, 几十, 十几, 三四百 */
};

/* Reads the numeral that begins at `at`, which is below `end`. False if none does; else *n is
 * filled and n->end > at. */
bool numeral_read(const char *at, const char *end, struct numeral *n);

/* True if it is written as years, months, days and ordinals are: a run of digits or a Chinese
 * number below 100, without point, separators or 多. */
bool numeral_is_plain(const struct numeral *n);

/* True if it may count the years of an era: as above, or 两千零五. */
bool numeral_is_year(const struct numeral *n);

/* True if a numeral can begin with c. */
bool numeral_begins(uint32_t c);

#endif
