/* clause.c: see clause.h. */
#include "workers/relate/clause.h"
#include "workers/step.h"
#include <string.h>

static void end_sentence(struct gap *g, const char *here, const char *behind)
{
    g->sentences += g->sentences == 0 || g->rest != here;
    g->rest = g->clause = behind;
}

struct gap gap_read(const char *at, const char *end)
{
    struct gap g = {.rest = at};
    while (at < end) {
        while (end - at > 3 && char_within((unsigned char)*at, 0xe4, 0xe9)) at += 3; /* Han */
        const char *here = at;
        uint32_t c = char_narrow(text_next(&at, end));
        if (char_among(c, U"。!?;\n")) {
            end_sentence(&g, here, at);
            g.line = g.line || c == '\n';
        } else if (char_among(c, U",:")) {
            g.clause = at;
        } else if (g.rest == here && char_among(c, U"”’)」』\r ")) {
            g.rest = g.clause = at; /* closes the sentence with it */
        }
    }
    return g;
}

bool gap_lists(const char *at, const char *end)
{
    static const char *const words[] = {"以及", "、", "和", "与", "及"};
    while (step_over_blank(&at, end)) continue;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (step_over(&at, end, words[i])) return at == end;
    return false;
}

bool gap_has(const char *at, const char *end, const char *word)
{
    return at < end && memmem(at, (size_t)(end - at), word, strlen(word)) != NULL;
}

uint32_t first_record(const struct record_list *records, uint32_t place)
{
    uint32_t low = 0, high = records->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (records->at[middle].start < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
