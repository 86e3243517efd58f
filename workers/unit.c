/* unit.c: see unit.h. */
#include "workers/unit.h"
#include "workers/lexicon.h"
#include "workers/text.h"

static const struct {
    const char *name, *base;
} dimensions[] = {
#define X(NAME, name, base) {name, base},
    DIMENSIONS(X)
#undef X
};

static const struct unit units[] = {
#define UNIT(text, name, dimension, numerator, denominator, needs)                                 \
    {text, name, DIMENSION_##dimension, numerator, denominator, UNIT_##needs, UNIT_PLUS_NOTHING},
#define UNIT_PLUS(text, name, dimension, numerator, denominator, needs, plus)                      \
    {text, name, DIMENSION_##dimension, numerator, denominator, UNIT_##needs, UNIT_PLUS_##plus},
#include "workers/units.def"
#undef UNIT
#undef UNIT_PLUS
};

static struct lexicon words;

void unit_prepare(void)
{
    if (!words.rows) LEXICON_MAKE(&words, units, LEXICON_BEGINS);
}

const char *dimension_name(enum dimension d)
{
    return dimensions[d].name;
}

const char *dimension_base_unit(enum dimension d)
{
    return dimensions[d].base;
}

/* Units in Latin letters end where the word ends: 5m is five metres, 5main is not. */
static bool cuts_word(const char *behind, const char *end)
{
    if (behind >= end) return false;
    const char *last = behind - 1, *next = behind;
    if ((unsigned char)*last >= 0x80) return false;
    uint32_t c = text_next(&next, end);
    return char_is_letter(c) || char_is_digit(c);
}

const struct unit *unit_at(const char *at, const char *end, const char **behind)
{
    int row = lexicon_at(&words, at, end, behind);
    if (row < 0 || (*at != '%' && cuts_word(*behind, end))) return NULL;
    return &units[row];
}
