/* unit.c: see unit.h. */
#include "workers/figure/unit.h"
#include "workers/lexicon.h"
#include "workers/step.h"
#include <string.h>

static struct lexicon words;

void unit_prepare(void)
{
    if (!words.rows) lexicon_make(&words, units, sizeof *units, unit_count, LEXICON_BEGINS);
}

bool unit_is_divisible(const struct unit *u)
{
    switch (u->dimension) {
    case DIMENSION_NOTHING:
    case DIMENSION_COUNT:
    case DIMENSION_SCORE:
    case DIMENSION_RATIO:
    case DIMENSION_MONEY: return false;
    default: return true;
    }
}

/* Does what follows make another word of it? Units in Latin letters end where the word ends: 5m is
 * five metres, 5main is not. */
static bool is_continued(const struct unit *u, const char *behind, const char *end)
{
    uint32_t c = step_peek(behind, end);
    unsigned char last = (unsigned char)behind[-1];
    bool latin = last < 0x80 && char_is_letter(last);
    return char_among_utf8(c, u->unless) || (latin && (char_is_letter(c) || char_is_digit(c)));
}

const struct unit *unit_at(const char *at, const char *end, const char **behind)
{
    const char *limit = end;
    for (int row; (row = lexicon_at(&words, at, limit, behind)) >= 0; limit = *behind - 1) {
        if (!is_continued(&units[row], *behind, end)) return &units[row];
    }
    return NULL;
}

const struct unit *unit_of(const char *text)
{
    const char *behind, *end = text + strlen(text);
    const struct unit *u = unit_at(text, end, &behind);
    return u && behind == end ? u : NULL;
}
