/* figure.h: a number in a text with everything that belongs to it: 近10万余亩, 19-20元左右,
 * 不少于3名, 百分之三十五点六, 3小时20分钟, 4/5以上, 18元/公斤.
 *
 * Reading a figure looks at the text alone. Whether it counts something or is a part of a name is
 * quantity.h's to say.
 */
#ifndef WORKERS_FIGURE_FIGURE_H
#define WORKERS_FIGURE_FIGURE_H

#include "proto/memory.h"
#include "proto/numeral.h"
#include "workers/figure/unit.h"

enum bound { BOUND_NONE, BOUND_MIN, BOUND_MAX };

struct figure {
    const char *start, *end; /* the whole */
    const char *unit_start;  /* where the unit begins; the number ends there at the latest */
    struct numeral number;   /* the first numeral */
    struct decimal value;    /* in units of `unit`; per cent as a fraction */
    struct decimal upper;    /* of a range */
    const struct unit *unit; /* NULL = none */
    struct view unit_name;   /* as reported: 月 for 个月, 元/公斤 */
    bool composed;           /* the unit is a quotient: 元/公斤 */
    bool range, fraction, approx, qualified; /* qualified: a word before the number */
    enum bound bound;
};

void figure_prepare(void); /* once, before any other; further calls do nothing */

/* Reads the figure whose first numeral begins at `at`; words before it count from `floor` on. False
 * if there is none. f->end is behind all that was read in either case, above `at` if a numeral
 * begins there and equal to it otherwise. */
bool figure_read(const char *floor, const char *at, const char *end, struct figure *f);

#endif
