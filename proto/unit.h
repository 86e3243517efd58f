/* unit.h: the units of units.def: what figures are figures of, and how they convert.
 *
 * Workers find them in text (workers/figure/unit.h); a query names one, and means all that convert
 * to the same base unit.
 */
#ifndef PROTO_UNIT_H
#define PROTO_UNIT_H

#include "proto/decimal.h"
#include "proto/memory.h"
#include <stddef.h>

/* X(NAME, name, base unit or "") */
#define DIMENSIONS(X)                                                                              \
    X(NOTHING, "", "")                                                                             \
    X(RATIO, "ratio", "")                                                                          \
    X(POINTS, "ratio", "1")                                                                        \
    X(TIMES, "ratio", "")                                                                          \
    X(COUNT, "count", "")                                                                          \
    X(SCORE, "score", "")                                                                          \
    X(MONEY, "money", "元")                                                                        \
    X(DURATION, "duration", "秒")                                                                  \
    X(MONTHS, "duration", "月")                                                                    \
    X(AREA, "area", "平方米")                                                                      \
    X(LENGTH, "length", "米")                                                                      \
    X(MASS, "mass", "千克")                                                                        \
    X(VOLUME, "volume", "立方米")                                                                  \
    X(POWER, "power", "瓦")                                                                        \
    X(ENERGY, "energy", "千瓦时")                                                                  \
    X(VOLTAGE, "voltage", "伏")                                                                    \
    X(CURRENT, "current", "安")                                                                    \
    X(RESISTANCE, "resistance", "欧姆")                                                            \
    X(FORCE, "force", "牛")                                                                        \
    X(AMOUNT, "amount", "摩尔")                                                                    \
    X(TEMPERATURE, "temperature", "℃")                                                             \
    X(DEGREES, "degrees", "")                                                                      \
    X(PRESSURE, "pressure", "帕")                                                                  \
    X(SPEED, "speed", "米/秒")                                                                     \
    X(DATA, "data", "字节")                                                                        \
    X(DATA_RATE, "data rate", "bps")                                                               \
    X(FREQUENCY, "frequency", "赫兹")                                                              \
    X(LEVEL, "level", "")

enum dimension {
#define X(NAME, ...) DIMENSION_##NAME,
    DIMENSIONS(X)
#undef X
};

enum unit_needs { UNIT_ANY, UNIT_TWO, UNIT_MANY, UNIT_POINT, UNIT_DAYS, UNIT_NEVER };
enum unit_plus { UNIT_PLUS_NOTHING, UNIT_PLUS_HALF, UNIT_PLUS_MORE };

struct unit { /* a row of units.def, which says what the columns mean */
    const char *text, *name;
    enum dimension dimension;
    int64_t numerator, denominator;
    enum unit_needs needs;
    enum unit_plus plus;
    const char *unless;
};

extern const struct unit units[];
extern const size_t unit_count;

const char *dimension_name(enum dimension d);
const char *dimension_base_unit(enum dimension d); /* "" = it has none */

/* The unit that is written like this, or else reported, whatever its width or whether in
 * traditional characters; NULL if the table has none. */
const struct unit *unit_named(struct view text);

/* How a figure of a unit is compared with others: by the key of what it converts to, a base unit or
 * the unit itself, and its value in that. Units that are not in the table are their own key, folded
 * and put into *room. dimension: as a record tells it, which tells 分 of a yuan from points; the
 * value of its ratio is a fraction already. NULL: unit and value are as people say them, of ratios
 * in hundredths. *value may be rounded to 15 digits. */
struct view unit_key(struct view unit, const struct view *dimension, struct decimal *value,
                     struct buf *room);

#endif
