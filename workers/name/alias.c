/* alias.c: see alias.h. */
#include "workers/name/alias.h"
#include "workers/step.h"

enum { ALIAS_CHARACTERS = 12 };

static const char *const words[] = {"以下简称", "以下统称", "以下称", "下称", "简称", "又称"};

/* Behind (以下简称 and what leads to the name itself; NULL if that is not here. */
static const char *introduced(const char *at, const char *end)
{
    if (!step_over_any(&at, end, U"(")) return NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!step_over(&at, end, words[i])) continue;
        step_over(&at, end, "为");
        step_over_any(&at, end, U":");
        step_over_any(&at, end, U"“‘「『\"");
        return at;
    }
    return NULL;
}

struct view alias_at(const struct reading *r, const char *at)
{
    const char *start = introduced(at, r->end), *end = start;
    if (!start) return (struct view){0};
    for (int n = 0; n <= ALIAS_CHARACTERS && end < r->end; n++) {
        const char *next = end;
        uint32_t c = char_narrow(text_next(&next, r->end));
        if (char_among(c, U"”’」』\")"))
            return n > 1 ? (struct view){start, (size_t)(end - start)} : (struct view){0};
        if (!char_is_cjk(c) && !char_is_letter(c) && !char_is_digit(c)) break;
        end = next;
    }
    return (struct view){0};
}
