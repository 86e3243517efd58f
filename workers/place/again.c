/* again.c: see again.h. */
#include "workers/place/again.h"
#include "workers/place/context.h"
#include "workers/place/listing.h"
#include "workers/step.h"
#include <string.h>

enum { NAMES_MAX = 4096, NAMES_A_SLOT = 16 };

/* Zones that are called by their kind alone once they are known. */
static const char *const bare_kinds[] = {"高新区", "经开区", "开发区"};

static uint32_t key_of(const char *at, const char *end)
{
    uint32_t first = step_next(&at, end), second = step_next(&at, end);
    return (first * 31 + second) * 2654435761u >> 20;
}

static bool is_known(const struct again *names, struct view text)
{
    if (!names->slots) return false;
    uint32_t n = 0;
    for (uint32_t i = key_of(text.at, text.at + text.len) & (names->slots - 1);
         names->slot[i] && n < NAMES_A_SLOT; i = (i + 1) & (names->slots - 1), n++)
        if (view_equal(names->at[names->slot[i] - 1].text, text)) return true;
    return n == NAMES_A_SLOT;
}

static void put(struct again *names, uint32_t index)
{
    struct view text = names->at[index].text;
    const char *at = text.at;
    names->begins[text_next(&at, text.at + text.len) % AGAIN_BEGINS] = true;
    uint32_t i = key_of(text.at, text.at + text.len) & (names->slots - 1);
    while (names->slot[i]) i = (i + 1) & (names->slots - 1);
    names->slot[i] = index + 1;
}

static void grow(struct search *s, struct again *names)
{
    struct again old = *names;
    names->room = old.room ? 2 * old.room : 16;
    names->at = arena_alloc(s->d->arena, names->room * sizeof *names->at);
    if (old.count) memcpy(names->at, old.at, old.count * sizeof *old.at);
    names->slots = 4 * names->room;
    names->slot = arena_alloc(s->d->arena, names->slots * sizeof *names->slot);
    memset(names->slot, 0, names->slots * sizeof *names->slot);
    for (uint32_t i = 0; i < names->count; i++) put(names, i);
}

static void learn(struct search *s, struct again *names, struct view text,
                  const struct place_mention *m)
{
    if (text_length(text) < 2 || names->count >= NAMES_MAX || is_known(names, text)) return;
    if (names->count == names->room) grow(s, names);
    names->at[names->count] = (struct again_name){text, *m};
    put(names, names->count++);
}

/* What is left of a zone's name without the area that it begins with. */
static struct view without_parent(const struct search *s, const struct place_mention *m)
{
    struct view rest = {s->text + m->own, m->end - m->own};
    for (size_t i = 0; i < sizeof bare_kinds / sizeof *bare_kinds; i++)
        if (view_equal(rest, view_of(bare_kinds[i]))) return rest;
    return text_length(rest) >= 5 ? rest : (struct view){rest.at, 0};
}

void again_learn(struct search *s, struct again *names)
{
    for (uint32_t i = 0; i < s->found.count; i++) {
        const struct place_mention *m = &s->found.at[i];
        if (!m->pattern) continue;
        learn(s, names, (struct view){s->text + m->name, m->end - m->name}, m);
        if (m->rule == RULE_PLACE_ZONE && m->chained) {
            struct view rest = without_parent(s, m);
            if (rest.len) learn(s, names, rest, m);
        }
    }
}

void again_join(struct search *s, struct again *names, const struct again *other)
{
    for (uint32_t i = 0; i < other->count; i++)
        learn(s, names, other->at[i].text, &other->at[i].as);
}

static const struct again_name *name_at(const struct search *s, const struct again *names,
                                        const char *at)
{
    const struct again_name *longest = NULL;
    uint32_t n = 0;
    for (uint32_t i = key_of(at, s->end) & (names->slots - 1); names->slot[i] && n < NAMES_A_SLOT;
         i = (i + 1) & (names->slots - 1), n++) {
        const struct again_name *name = &names->at[names->slot[i] - 1];
        size_t length = name->text.len;
        if ((size_t)(s->end - at) < length || memcmp(at, name->text.at, length) != 0) continue;
        if (!longest || length > longest->text.len) longest = name;
    }
    return longest;
}

static void add_again(struct search *s, const struct again_name *name, const char *at)
{
    struct place_mention m = name->as;
    m.start = m.name = m.own = (uint32_t)(at - s->text);
    m.end = m.start + (uint32_t)name->text.len;
    m.rule = RULE_PLACE_AGAIN;
    struct place_mention *added = search_add(s, m);
    if (added && m.level == LEVEL_VILLAGE && name->as.rule == RULE_PLACE_LIST)
        listing_extend(s, (uint32_t)(added - s->found.at));
}

void again_find(struct search *s, const struct again *names)
{
    if (!names->count) return;
    for (const char *at = s->start; at < s->end;) {
        const char *next = at, *quoted = NULL;
        uint32_t c = text_next(&next, s->end);
        if (context_is_opening(c)) quoted = context_quotation_end(at, s->end);
        const struct again_name *name =
            names->begins[c % AGAIN_BEGINS] ? name_at(s, names, at) : NULL;
        if (name) add_again(s, name, at);
        at = quoted ? quoted : name ? at + name->text.len : next;
    }
}
