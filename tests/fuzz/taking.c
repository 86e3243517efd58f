/* taking.c: see taking.h. */
#include "tests/fuzz/taking.h"
#include "proto/utf8.h"
#include "tests/fuzz/fuzz.h"
#include <fcntl.h>
#include <string.h>

/* A source is UTF-8, and no path that leads upwards, nor one with control characters in it. */
static void check_source(struct view source)
{
    MUST(source.len > 0 && source.len <= MAX_SOURCE, "%zu bytes", source.len);
    MUST(utf8_valid(source), "a source");
    MUST(source.at[0] == 'x', "a source begins with its container");
    for (size_t i = 0; i < source.len; i++)
        MUST((unsigned char)source.at[i] >= 0x20 && source.at[i] != 0x7f, "a control at %zu", i);
}

static void check_path(struct view source)
{
    for (size_t i = 0, from = 0; i <= source.len; i++) {
        if (i < source.len && source.at[i] != '/') continue;
        struct view part = {source.at + from, i - from};
        MUST(part.len > 0 && !view_equal(part, view_of(".")) && !view_equal(part, view_of("..")),
             "a part at %zu of %.*s", from, (int)source.len, source.at);
        from = i + 1;
    }
}

static void check_document(const struct intake *in, const struct reading *how)
{
    MUST(in->declared.len <= MAX_MEDIA_TYPE && utf8_valid(in->declared), "a type");
    MUST(in->date.len <= MAX_NAME && utf8_valid(in->date), "a date");
    if (in->reason)
        MUST(reason_state(in->reason) && utf8_valid(view_of(in->detail)) &&
                 strlen(in->detail) <= MAX_DETAIL,
             "%u %s", in->reason, in->detail);
    else
        MUST(in->bytes.len > 0 && in->bytes.len <= how->max_document, "%zu bytes", in->bytes.len);
}

/* Sources that came out, so that none comes twice. */
static bool is_new(struct view *seen, size_t count, struct view source)
{
    for (size_t i = 0; i < count; i++)
        if (view_equal(seen[i], source)) return false;
    return true;
}

void take_apart(struct buf *container, const struct reading *how, bool paths)
{
    enum { LOOKED_AT = 200 };
    struct contents *c = contents_new(how);
    struct intake in = {.bytes = *container, .length = container->len};
    struct arena arena = {0};
    struct view source = view_of("x"), seen[LOOKED_AT];
    size_t count = 0;
    *container = (struct buf){0};
    contents_begin(c, source, &in, AT_FDCWD, "", false);
    while (contents_next(c, &in, &source)) {
        check_source(source);
        if (paths) check_path(source);
        check_document(&in, how);
        if (count == LOOKED_AT) continue;
        MUST(is_new(seen, count, source), "%.*s came twice", (int)source.len, source.at);
        seen[count++] = (struct view){arena_copy(&arena, source.at, source.len), source.len};
    }
    contents_free(&c);
    intake_free(&in);
    arena_free(&arena);
}
