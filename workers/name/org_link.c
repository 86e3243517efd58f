/* org_link.c: short forms and full names of organisations; see org.h. */
#include "workers/name/org.h"
#include "workers/text.h"
#include <string.h>

enum { PLACE_CHARACTERS = 5 }; /* of a place that a company's name begins with */

/* Gives a record the full name that its own is short for. */
static void set_full(struct reading *r, struct record *o, struct view full)
{
    struct field *fields = arena_alloc(r->d->arena, (o->field_count + 1) * sizeof *fields);
    uint32_t count = 0;
    for (uint32_t i = 0; i < o->field_count; i++) {
        fields[count++] = o->fields[i];
        if (o->fields[i].key != FIELD_NAME) continue;
        fields[count - 1].text = full;
        fields[count++] = (struct field){.key = FIELD_FULL, .type = FIELD_IS_TEXT, .text = full};
    }
    o->fields = fields;
    o->field_count = count;
}

/* Takes what ends like the name, from its first place where an area or a word begins, as short for
 * it. */
static void know_endings_of(struct reading *r, struct view name)
{
    const char *end = name.at + name.len;
    for (const char *at = name.at; at < end;) {
        text_next(&at, end);
        struct view rest = {at, (size_t)(end - at)};
        struct known_name *other = known_find(&r->known, rest);
        if (other && other->kind == RECORD_ORG && other->full.len < name.len) other->full = name;
    }
}

/* 味特食品 of 贵州味特食品有限公司: what is left without its place and its legal form. */
static struct view core_of(const struct reading *r, struct view name)
{
    static const char *const forms[] = {"股份有限公司", "有限责任公司", "有限公司", "集团公司"};
    struct view core = {0};
    for (size_t i = 0; i < sizeof forms / sizeof *forms && !core.len; i++) {
        size_t length = strlen(forms[i]);
        if (name.len > length && memcmp(name.at + name.len - length, forms[i], length) == 0)
            core = (struct view){name.at, name.len - length};
    }
    const char *at = core.at, *end = core.at + core.len;
    struct view rest = core;
    for (int n = 0; at < end && n < PLACE_CHARACTERS; n++) {
        text_next(&at, end);
        uint32_t entry = facts_word(&r->facts, core.at, (size_t)(at - core.at));
        if (word_class(entry) == WORD_PLACE) rest = (struct view){at, (size_t)(end - at)};
    }
    core = rest;
    return core.len >= 4 * strlen("味") ? core : (struct view){0};
}

void org_link(struct reading *r)
{
    uint32_t first = r->known.count;
    for (uint32_t i = 0; i < r->d->articles.count; i++) {
        struct record_list *list = &r->d->articles.at[i].records;
        for (uint32_t k = 0; k < list->count; k++) {
            if (list->at[k].kind != RECORD_ORG) continue;
            struct known_name *name =
                known_add(&r->known, record_text(&list->at[k], FIELD_NAME), RECORD_ORG);
            if (name) name->type = record_text(&list->at[k], FIELD_TYPE);
        }
    }
    uint32_t last_name = r->known.count;
    for (uint32_t i = first; i < last_name; i++) {
        struct view text = r->known.at[i].text, type = r->known.at[i].type, core = core_of(r, text);
        know_endings_of(r, text);
        struct known_name *name = core.len ? known_add(&r->known, core, RECORD_ORG) : NULL;
        if (name && name->full.len < text.len) {
            name->full = text;
            name->type = type;
        }
    }
    for (uint32_t i = 0; i < r->d->articles.count; i++) {
        struct record_list *list = &r->d->articles.at[i].records;
        for (uint32_t k = 0; k < list->count; k++) {
            if (list->at[k].kind != RECORD_ORG) continue;
            struct known_name *name = known_find(&r->known, record_text(&list->at[k], FIELD_NAME));
            if (name && name->full.len > name->text.len) set_full(r, &list->at[k], name->full);
        }
    }
}
