/* area.c: see area.h. */
#include "proto/area.h"
#include <stdlib.h>
#include <string.h>

static const struct area_row {
    char code[7];
    const char *name;
} areas[] = {
#include "build/area_names.h"
};

static int by_code(const void *code, const void *row)
{
    return strcmp(code, ((const struct area_row *)row)->code);
}

/* The name of the area itself, without those that it is in. */
static const char *own_name(struct view digits)
{
    char code[7] = "000000";
    memcpy(code, digits.at, digits.len);
    const struct area_row *row =
        bsearch(code, areas, sizeof areas / sizeof *areas, sizeof *areas, by_code);
    return row ? row->name : NULL;
}

struct view area_code_name(struct view digits, struct arena *arena)
{
    struct buf full = {0};
    if (digits.len < 2 || digits.len > 6 || digits.len % 2) return digits;
    for (size_t len = 2; len <= digits.len; len += 2) {
        const char *name = own_name((struct view){digits.at, len});
        if (!name && len == digits.len) buf_free(&full);
        if (name) buf_add_string(&full, name);
    }
    struct view name = {arena_copy(arena, full.at, full.len), full.len};
    buf_free(&full);
    return name.len ? name : digits;
}
