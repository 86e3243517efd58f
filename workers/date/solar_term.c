/* solar_term.c: see solar_term.h. */
#include "workers/date/solar_term.h"

enum { FIRST_YEAR = 1901, LAST_YEAR = 2099, OF_WINTER = 4 };

/* C in ten-thousandths: of the years up to 2000, and of those behind. */
static const int32_t constants[SOLAR_TERMS][2] = {
    {61100, 54055},   {208400, 201200}, {46295, 38700},   {194599, 187300}, {63826, 56300},
    {214155, 206460}, {55900, 48100},   {208880, 201000}, {63180, 55200},   {218600, 210400},
    {65000, 56780},   {222000, 213700}, {79280, 71080},   {236500, 228300}, {83500, 75000},
    {239500, 231300}, {84400, 76460},   {238220, 230420}, {90980, 83180},   {242180, 234380},
    {82180, 74380},   {230800, 223600}, {79000, 71800},   {226000, 219400},
};

static const struct {
    int16_t year;
    uint8_t term;
    int8_t days;
} exceptions[] = {
    {1902, 10, 1}, {1914, 2, -1}, {1914, 23, 1}, {1915, 4, -1}, {1917, 22, -1}, {1922, 13, 1},
    {1925, 12, 1}, {1927, 16, 1}, {1928, 11, 1}, {1942, 17, 1}, {1947, 2, -1},  {1947, 23, 1},
    {1980, 23, 1}, {1982, 0, 1},  {1984, 23, 1}, {2002, 14, 1}, {2019, 0, -1},  {2021, 23, -1},
    {2026, 3, -1}, {2089, 19, 1}, {2089, 20, 1},
};

struct moment solar_term_day(int year, unsigned term)
{
    if (year < FIRST_YEAR || year > LAST_YEAR || term >= SOLAR_TERMS) return NO_MOMENT;
    int of_century = year > 2000 ? year - 2000 : year - 1900;
    int leap_days = (term < OF_WINTER ? of_century - 1 : of_century) / 4;
    int day = (of_century * 2422 + constants[term][year > 2000]) / 10000 - leap_days;
    for (unsigned i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
        if (exceptions[i].year == year && exceptions[i].term == term) day += exceptions[i].days;
    }
    return (struct moment){(int16_t)year, (uint8_t)(term / 2 + 1), (uint8_t)day};
}
