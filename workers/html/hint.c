/* hint.c: see hint.h. */
#include "workers/html/hint.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 24 }; /* longer ones are in no table */

static const struct hinted {
    const char *word;
    uint32_t hint;
} hints[] = {
#define X(word, hint) {word, hint},
#include "workers/html/hint.def"
#undef X
};

/* A name that begins with one of these tells what an element has, or where it stands in the site,
 * not what it is: has-sidebar, tag-share, category-ads. */
static const char *const openings[] = {"cat", "category", "format", "has", "is",    "layout",
                                       "no",  "page",     "single", "tag", "theme", "with"};

struct word {
    char at[WORD_MAX + 1];
    size_t len; /* of the word; what is beyond WORD_MAX is not kept */
};

static void add(struct word *w, char c)
{
    if (w->len < WORD_MAX) w->at[w->len] = c;
    w->len++;
}

static int by_word(const void *word, const void *row)
{
    return strcmp(word, ((const struct hinted *)row)->word);
}

static uint32_t look_up(struct word *w)
{
    if (w->len < 2 || w->len > WORD_MAX) return 0;
    w->at[w->len] = 0;
    const struct hinted *found =
        bsearch(w->at, hints, sizeof hints / sizeof *hints, sizeof *hints, by_word);
    if (!found && w->len > 3 && w->at[w->len - 1] == 's') {
        w->at[w->len - 1] = 0;
        found = bsearch(w->at, hints, sizeof hints / sizeof *hints, sizeof *hints, by_word);
        w->at[w->len - 1] = 's';
    }
    return found ? found->hint : 0;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || is_upper(c);
}

static bool is_opening(const struct word *w)
{
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (strlen(openings[i]) == w->len && memcmp(openings[i], w->at, w->len) == 0) return true;
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* entry-footer is the foot of an entry, and not the entry. */
static uint32_t settled(uint32_t found)
{
    return found & HINTS_AROUND ? found & ~(uint32_t)HINT_BODY : found;
}

/* The hints of one name, which *at moves behind. */
static uint32_t hint_of_name(const char **at)
{
    uint32_t found = 0;
    struct word word = {.len = 0}, whole = {.len = 0};
    bool ignored = false;
    for (const char *p = *at;; p++) {
        bool ends = !*p || is_blank(*p), begins = is_upper(*p) && p > *at && !is_upper(p[-1]);
        if (!is_letter(*p) || begins) {
            ignored |= !ends && word.len && word.len == whole.len && is_opening(&word);
            found |= look_up(&word);
            word.len = 0;
        }
        if (ends) {
            *at = p;
            return ignored ? 0 : settled((found & ~(uint32_t)HINT_HIDDEN) | look_up(&whole));
        }
        if (!is_letter(*p)) continue;
        add(&word, *p | 0x20);
        add(&whole, *p | 0x20);
    }
}

uint32_t hint_of(const char *names)
{
    uint32_t found = 0;
    while (*names) {
        while (is_blank(*names)) names++;
        if (*names) found |= hint_of_name(&names);
    }
    return found;
}
