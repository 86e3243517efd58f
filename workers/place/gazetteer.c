/* gazetteer.c: see gazetteer.h. */
#include "workers/place/gazetteer.h"
#include <string.h>

static size_t round_up(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

/* The next array of the image, if it is whole. */
static const void *take(const char **at, size_t *left, size_t size)
{
    const char *array = *at;
    if (!array || round_up(size) > *left) return *at = NULL;
    *at += round_up(size);
    *left -= round_up(size);
    return array;
}

int gazetteer_open(struct gazetteer *g, struct view image, struct err *err)
{
    const char *at = image.at;
    size_t left = image.len;
    struct gazetteer_head *h = &g->head;
    if (left < sizeof *h || memcmp(at, GAZETTEER_MAGIC, sizeof h->magic) != 0)
        return fail(err, 0, "not a gazetteer of this version");
    memcpy(h, take(&at, &left, sizeof *h), sizeof *h);
    g->area = take(&at, &left, h->areas * sizeof *g->area);
    g->form = take(&at, &left, h->forms * sizeof *g->form);
    g->link = take(&at, &left, h->links * sizeof *g->link);
    g->unit = take(&at, &left, h->units * sizeof *g->unit);
    g->symbol = take(&at, &left, CODE_POINTS * sizeof *g->symbol);
    g->sieve = take(&at, &left, (1u << SIEVE_BITS) / 8);
    g->names = take(&at, &left, h->names);
    if (!g->names) return fail(err, 0, "the gazetteer is damaged: %zu bytes", image.len);
    return 0;
}

static bool step(const struct gazetteer *g, uint32_t *unit, uint32_t symbol)
{
    uint32_t next = (uint32_t)g->unit[*unit].base + symbol;
    if (next >= g->head.units || g->unit[next].check != *unit) return false;
    *unit = next;
    return true;
}

/* The form that ends at this unit, or -1. */
static int form_of(const struct gazetteer *g, uint32_t unit)
{
    return step(g, &unit, 0) ? -1 - g->unit[unit].base : -1;
}

static bool is_wanted(const struct form *f, unsigned flags)
{
    return flags ? f->flags & flags : f->links > 0;
}

int gazetteer_longest(const struct gazetteer *g, const char *at, const char *end, unsigned flags,
                      const char **behind)
{
    uint32_t unit = TRIE_ROOT;
    int longest = -1;
    while (at < end) {
        uint32_t symbol = gazetteer_symbol(g, text_next(&at, end));
        if (!symbol || !step(g, &unit, symbol)) break;
        int form = form_of(g, unit);
        if (form < 0 || !is_wanted(&g->form[form], flags)) continue;
        longest = form;
        *behind = at;
    }
    return longest;
}

int gazetteer_find(const struct gazetteer *g, struct view text)
{
    const char *at = text.at, *end = text.at + text.len;
    uint32_t unit = TRIE_ROOT;
    while (at < end) {
        uint32_t symbol = gazetteer_symbol(g, text_next(&at, end));
        if (!symbol || !step(g, &unit, symbol)) return -1;
    }
    return form_of(g, unit);
}

struct view area_name(const struct gazetteer *g, uint32_t area)
{
    const struct area *a = &g->area[area];
    return (struct view){g->names + a->name, a->name_len};
}

bool area_in_year(const struct area *a, int year)
{
    return year ? a->from <= year && year < a->until : a->until == YEAR_ALWAYS;
}

/* The first row whose code is not below this one. */
static uint32_t first_of(const struct gazetteer *g, uint32_t code)
{
    uint32_t low = 0, high = g->head.areas;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (g->area[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int gazetteer_area(const struct gazetteer *g, uint32_t code, int year)
{
    int last = -1;
    for (uint32_t i = first_of(g, code); i < g->head.areas && g->area[i].code == code; i++) {
        if (area_in_year(&g->area[i], year)) return (int)i;
        if (last < 0 || g->area[i].until > g->area[last].until) last = (int)i;
    }
    return last;
}

/* How many of the low digits of a code are not its own: 9, 7, 5, 3 or 0 of them are zero. */
static uint32_t room_below(uint32_t code)
{
    static const uint32_t rooms[] = {10000000, 100000, 1000};
    for (int i = 0; i < 3; i++)
        if (code % rooms[i] == 0) return rooms[i];
    return 1;
}

bool code_within(uint32_t code, uint32_t outer)
{
    uint32_t room = room_below(outer);
    return code / room == outer / room;
}

uint32_t code_parent(uint32_t code)
{
    switch (room_below(code)) {
    case 1: return code / 1000 * 1000;
    case 1000: return code / 100000 * 100000;
    case 100000: return code / 10000000 * 10000000;
    default: return 0;
    }
}
