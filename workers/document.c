/* document.c: see document.h. The lists double in the arena; what they leave behind is freed with
 * it. */
#include "workers/document.h"
#include <stdlib.h>
#include <string.h>

/* Room for one more item of `size` bytes in a list; returns the place of the new one, zeroed. */
static void *list_add(struct arena *a, void **at, uint32_t *count, uint32_t *room, size_t size)
{
    if (*count == *room) {
        uint32_t more = *room ? *room * 2 : 8;
        char *grown = arena_alloc(a, more * size);
        if (*count) memcpy(grown, *at, *count * size);
        *at = grown;
        *room = more;
    }
    void *item = (char *)*at + *count * size;
    (*count)++;
    return memset(item, 0, size);
}

#define LIST_ADD(arena, list)                                                                      \
    list_add(arena, (void **)&(list)->at, &(list)->count, &(list)->room, sizeof *(list)->at)

struct span *span_add(struct arena *a, struct span_list *list, uint32_t start, uint32_t end)
{
    struct span *s = LIST_ADD(a, list);
    s->start = start;
    s->end = end;
    return s;
}

struct record *record_add(struct arena *a, struct record_list *list)
{
    return LIST_ADD(a, list);
}

static int by_place(const void *a, const void *b)
{
    const struct record *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return x->end == y->end ? 0 : x->end > y->end ? -1 : 1;
}

void record_sort(struct record_list *list)
{
    if (list->count) qsort(list->at, list->count, sizeof *list->at, by_place);
}

void metadata_add(struct arena *a, struct metadata *list, const char *key, struct view value)
{
    if (value.len == 0 || list->count == METADATA_MAX) return;
    struct metadatum *m = LIST_ADD(a, list);
    *m = (struct metadatum){view_of(key), value};
}

struct view metadata_find(const struct metadata *list, const char *key)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (view_equal(list->at[i].key, view_of(key))) return list->at[i].value;
    return (struct view){0};
}

bool metadata_is_first(const struct metadata *list, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (view_equal(list->at[k].key, list->at[i].key)) return false;
    return true;
}

struct page_mark *page_add(struct arena *a, struct page_list *list, uint32_t start, uint32_t page)
{
    struct page_mark *m = LIST_ADD(a, list);
    *m = (struct page_mark){start, page};
    return m;
}

struct section *section_add(struct arena *a, struct section_list *list)
{
    return LIST_ADD(a, list);
}

struct article *article_add(struct arena *a, struct article_list *list)
{
    return LIST_ADD(a, list);
}

struct other *other_add(struct arena *a, struct other_list *list)
{
    return LIST_ADD(a, list);
}

const struct field *record_find(const struct record *r, enum record_field key)
{
    for (uint32_t i = 0; i < r->field_count; i++)
        if (r->fields[i].key == key) return &r->fields[i];
    return NULL;
}

struct view record_text(const struct record *r, enum record_field key)
{
    const struct field *f = record_find(r, key);
    return f && f->type == FIELD_IS_TEXT ? f->text : (struct view){0};
}

void record_add_field(struct arena *a, struct record *r, struct field f)
{
    struct field *fields = arena_alloc(a, (r->field_count + 1) * sizeof *fields);
    if (r->field_count) memcpy(fields, r->fields, r->field_count * sizeof *fields);
    fields[r->field_count++] = f;
    r->fields = fields;
}
