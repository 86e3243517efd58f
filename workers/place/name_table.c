/* name_table.c: see name_table.h. */
#include "workers/place/name_table.h"
#include <stdlib.h>

enum { SLOTS_FIRST = 1 << 16, ROOM_FIRST = 1024 };

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint32_t hash_of(struct view v)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < v.len; i++) hash = (hash ^ (unsigned char)v.at[i]) * 16777619u;
    return hash;
}

struct view name_table_text(const struct name_table *t, const struct name_entry *e)
{
    return (struct view){t->texts.at + e->text, e->length};
}

static uint32_t *slot_of(const struct name_table *t, struct view text)
{
    uint32_t i = hash_of(text) & (t->slots - 1);
    while (t->slot[i] && !view_equal(name_table_text(t, &t->entry[t->slot[i] - 1]), text))
        i = (i + 1) & (t->slots - 1);
    return &t->slot[i];
}

static void grow_slots(struct name_table *t)
{
    t->slots = t->slots ? 2 * t->slots : SLOTS_FIRST;
    free(t->slot);
    t->slot = xcalloc(t->slots, sizeof *t->slot);
    for (uint32_t i = 0; i < t->entries; i++) *slot_of(t, name_table_text(t, &t->entry[i])) = i + 1;
}

struct name_entry *name_table_find(const struct name_table *t, struct view text)
{
    uint32_t slot = t->slots ? *slot_of(t, text) : 0;
    return slot ? &t->entry[slot - 1] : NULL;
}

struct name_entry *name_table_entry(struct name_table *t, struct view text)
{
    if (2 * t->entries >= t->slots) grow_slots(t);
    uint32_t *slot = slot_of(t, text);
    if (*slot) return &t->entry[*slot - 1];
    if (t->entries == t->entry_room) {
        t->entry_room = t->entry_room ? 2 * t->entry_room : ROOM_FIRST;
        t->entry = xrealloc(t->entry, t->entry_room * sizeof *t->entry);
    }
    struct name_entry *e = &t->entry[t->entries++];
    *e = (struct name_entry){.text = (uint32_t)t->texts.len, .length = (uint32_t)text.len};
    buf_add_view(&t->texts, text);
    *slot = t->entries;
    return e;
}

void name_table_link(struct name_table *t, struct view text, uint32_t area, enum link_kind kind)
{
    struct name_entry *e = name_table_entry(t, text);
    for (uint32_t l = e->last_link; l; l = t->link[l - 1].before)
        if (LINK_AREA(t->link[l - 1].link) == area) return;
    if (t->links == t->link_room) {
        t->link_room = t->link_room ? 2 * t->link_room : ROOM_FIRST;
        t->link = xrealloc(t->link, t->link_room * sizeof *t->link);
    }
    t->link[t->links++] = (struct name_link){LINK(area, kind), e->last_link};
    e->last_link = t->links;
}

void name_table_free(struct name_table *t)
{
    buf_free(&t->texts);
    free(t->entry);
    free(t->slot);
    free(t->link);
    *t = (struct name_table){.slots = 0};
}
