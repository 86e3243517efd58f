/* org_link.c: short forms and full names of organisations; see org.h. */
#include "workers/name/org.h"
#include "workers/text.h"
#include <string.h>

enum { PLACE_CHARACTERS = 5 }; /* of a place that a company's name begins with */

/* Sets a text field that the record has. */
static void set_field(struct record *o, enum record_field key, struct view text)
{
    struct field *fields = (struct field *)o->fields;
    for (uint32_t i = 0; i < o->field_count; i++) {
        if (fields[i].key == key) fields[i].text = text;
    }
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
            if (name) set_field(&list->at[k], FIELD_NAME, name->full);
        }
    }
}
