/* step.c: see step.h. */
#include "workers/step.h"
#include <string.h>

uint32_t step_next(const char **at, const char *end)
{
    return *at < end ? char_narrow(text_next(at, end)) : 0;
}

uint32_t step_peek(const char *at, const char *end)
{
    return step_next(&at, end);
}

uint32_t step_peek_before(const char *at, const char *start)
{
    return at > start ? char_narrow(text_before(&at, start)) : 0;
}

bool step_over(const char **at, const char *end, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(end - *at) < length || memcmp(*at, word, length) != 0) return false;
    *at += length;
    return true;
}

bool step_over_any(const char **at, const char *end, const uint32_t *set)
{
    const char *behind = *at;
    if (!char_among(step_next(&behind, end), set)) return false;
    *at = behind;
    return true;
}

bool step_over_blank(const char **at, const char *end)
{
    const char *behind = *at;
    uint32_t c = step_next(&behind, end);
    if (!c || !char_is_blank(c) || c == '\n' || c == '\r') return false;
    *at = behind;
    return true;
}

bool step_over_to(const char **at, const char *end)
{
    const char *behind = *at;
    step_over_blank(&behind, end);
    if (!step_over_any(&behind, end, U"-–—―~〜∼至到")) return false;
    step_over_blank(&behind, end);
    *at = behind;
    return true;
}

bool char_among(uint32_t c, const uint32_t *set)
{
    while (*set && *set != c) set++;
    return c && *set;
}

bool char_among_utf8(uint32_t c, const char *set)
{
    const char *end = set + strlen(set);
    while (set < end) {
        if (text_next(&set, end) == c) return true;
    }
    return false;
}
