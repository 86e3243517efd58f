/* unit.h: the units of units.def: what follows a number and makes it a figure. */
#ifndef WORKERS_FIGURE_UNIT_H
#define WORKERS_FIGURE_UNIT_H

#include <stdbool.h>
#include <stdint.h>

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

enum unit_needs { UNIT_ANY, UNIT_TWO, UNIT_MANY, UNIT_POINT, UNIT_NEVER };
enum unit_plus { UNIT_PLUS_NOTHING, UNIT_PLUS_HALF, UNIT_PLUS_MORE };

struct unit { /* a row of units.def, which says what the columns mean */
    const char *text, *name;
    enum dimension dimension;
    int64_t numerator, denominator;
    enum unit_needs needs;
    enum unit_plus plus;
    const char *unless;
};

const char *dimension_name(enum dimension d);
const char *dimension_base_unit(enum dimension d); /* "" = it has none */

/* Can there be half of it, as 半? Not of pieces, nor of money. */
bool unit_is_divisible(const struct unit *u);

void unit_prepare(void); /* once, before any other; further calls do nothing */

/* The unit of this text; NULL if the table has none. */
const struct unit *unit_of(const char *text);

/* The longest unit that begins at `at` and ends by `end`, with its end in *behind; NULL if none
 * does. It may be one that needs NEVER. */
const struct unit *unit_at(const char *at, const char *end, const char **behind);

#endif
