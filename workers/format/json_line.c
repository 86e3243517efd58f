/* json_line.c: see json_line.h. */
#include "workers/format/json_line.h"
#include "proto/json_read.h"
#include "workers/format/media.h"
#include "workers/format/plain.h"
#include "workers/pieces.h"
#include "workers/text.h"
#include <string.h>

/* A field that is not the text. Objects and lists stay the JSON that they are. */
static void keep_field(struct document *d, const struct json_member *m)
{
    struct buf key = {0}, value = {0};
    json_text(m->key, &key);
    if (!json_text(m->value, &value)) buf_add_view(&value, m->value);
    if (value.len > 0 && !view_equal(buf_view(&value), view_of("null")))
        metadata_add(d->arena, &d->metadata, arena_copy(d->arena, key.at, key.len),
                     (struct view){arena_copy(d->arena, value.at, value.len), value.len});
    buf_free(&key);
    buf_free(&value);
}

static bool is_named(const struct json_member *m, struct view name)
{
    struct buf key = {0};
    bool same = json_text(m->key, &key) && view_equal(buf_view(&key), name);
    buf_free(&key);
    return same;
}

/* Goes through the object: *text becomes the value of the field that is named so (the first, if
 * there are several), all others are kept. -1 if the line is no object. */
static int read_fields(struct document *d, struct view name, struct view *text)
{
    struct json_object o = {.text = d->canonical};
    struct json_member m;
    int got;
    *text = (struct view){0};
    while ((got = json_object_next(&o, &m)) == 1) {
        if (text->len == 0 && is_named(&m, name))
            *text = m.value;
        else
            keep_field(d, &m);
    }
    return got;
}

void json_copy(struct pieces *p, struct view inside, uint64_t *damaged)
{
    const char *at = inside.at, *end = at + inside.len;
    while (at < end) {
        const char *escape = memchr(at, '\\', (size_t)(end - at));
        size_t plain = (size_t)((escape ? escape : end) - at);
        if (plain > 0) pieces_copy(p, at, plain);
        at += plain;
        if (!escape) break;
        struct json_char c = json_char(at, end);
        pieces_put(p, (struct view){c.utf8, c.to}, at, c.from);
        *damaged += c.damaged;
        at += c.from;
    }
}

/* The inside of a string as the canonical text. */
static void undo_escapes(struct document *d, struct view inside)
{
    struct pieces p;
    pieces_open(&p, d->arena, d->canonical, d->origin);
    json_copy(&p, inside, &d->damaged);
    d->canonical = pieces_text(&p);
    d->origin = pieces_origin(&p);
}

enum stage_verdict json_line_read(struct document *d, const struct resources *shared,
                                  const struct budget *budget, unsigned *reason, struct err *err)
{
    struct view name = media_parameter(d->declared, "text"), value, inside;
    int width = (int)(name.len < 128 ? name.len : 128);
    enum stage_verdict read = plain_decode(d, (struct view){0}, budget, reason, err);
    if (read != STAGE_GO_ON) return read;
    if (read_fields(d, name, &value) != 0)
        return format_refuse(reason, REASON_DAMAGED, err, "the line is no JSON object");
    if (!json_inside(value, &inside))
        return format_refuse(reason, REASON_EMPTY, err, "the line has no text in a field \"%.*s\"",
                             width, name.at);
    undo_escapes(d, inside);
    if (!text_is_blank(d->canonical)) return STAGE_GO_ON;
    return format_refuse(reason, REASON_EMPTY, err, "the field \"%.*s\" holds nothing but blanks",
                         width, name.at);
}
