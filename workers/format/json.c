/* json.c: see readers.h. JSON is read as it comes, without asking whether it is complete: all that
 * matters is which strings there are, and which of them are keys. */
#include "workers/format/json_line.h"
#include "workers/format/media.h"
#include "workers/format/plain.h"
#include "workers/format/readers.h"
#include "workers/text.h"
#include <string.h>

struct reading {
    struct document *d;
    struct pieces pieces;
    const char *at, *end;
    struct view key; /* the inside of the last key, */
    bool is_value;   /* which the next value belongs to */
    uint32_t depth;
};

/* The inside of the string whose opening quote *at stands on; *at moves behind the closing one. */
static struct view take_string(const char **at, const char *end)
{
    const char *from = ++*at;
    while (*at < end && **at != '"') *at += **at == '\\' && end - *at > 1 ? 2 : 1;
    struct view inside = {from, (size_t)(*at - from)};
    if (*at < end) ++*at;
    return inside;
}

static bool is_key(const struct reading *r)
{
    const char *at = r->at;
    while (at < r->end && strchr(" \t\r\n", *at) && *at) at++;
    return at < r->end && *at == ':';
}

static void end_line(struct reading *r)
{
    pieces_put(&r->pieces, view_of("\n"), r->at, 0);
}

/* The fields of the outermost object that mean the same in every form. */
static void keep_field(struct reading *r, struct view value)
{
    static const char *const keys[] = {"title", "author", "date", "source", "url"};
    for (size_t i = 0; r->is_value && r->depth == 1 && i < sizeof keys / sizeof *keys; i++)
        if (view_equal(r->key, view_of(keys[i])) && !memchr(value.at, '\\', value.len))
            metadata_add(r->d->arena, &r->d->metadata, keys[i], value);
}

static void read_string(struct reading *r)
{
    struct view inside = take_string(&r->at, r->end);
    if (is_key(r)) {
        r->key = inside;
        r->is_value = true;
        return;
    }
    keep_field(r, inside);
    r->is_value = false;
    if (text_is_blank(inside)) return;
    json_copy(&r->pieces, inside, &r->d->damaged);
    end_line(r);
}

/* A number says nothing without its key. */
static void read_number(struct reading *r)
{
    const char *from = r->at;
    while (r->at < r->end && strchr("+-.eE0123456789", *r->at) && *r->at) r->at++;
    if (!r->is_value) return;
    json_copy(&r->pieces, r->key, &r->d->damaged);
    pieces_put(&r->pieces, view_of(": "), from, 0);
    pieces_copy(&r->pieces, from, (size_t)(r->at - from));
    end_line(r);
    r->is_value = false;
}

static void read_all(struct reading *r)
{
    while (r->at < r->end) {
        char c = *r->at;
        if (c == '"') {
            read_string(r);
        } else if (c == '-' || char_is_digit((unsigned char)c)) {
            read_number(r);
        } else {
            r->depth += c == '{' || c == '[';
            r->depth -= (c == '}' || c == ']') && r->depth > 0;
            if (!strchr(": \t\r\n", c)) r->is_value = false;
            r->at++;
        }
    }
}

enum stage_verdict json_read(struct document *d, const struct resources *shared,
                             const struct budget *budget, unsigned *reason, struct err *err)
{
    struct view label = media_parameter(d->declared, "charset");
    enum stage_verdict verdict = plain_decode(d, label, budget, reason, err);
    if (verdict != STAGE_GO_ON) return verdict;
    struct reading r = {.d = d, .at = d->canonical.at, .end = d->canonical.at + d->canonical.len};
    pieces_open(&r.pieces, d->arena, d->canonical, d->origin);
    read_all(&r);
    d->canonical = pieces_text(&r.pieces);
    d->origin = pieces_origin(&r.pieces);
    if (!text_is_blank(d->canonical)) return STAGE_GO_ON;
    return format_refuse(reason, REASON_EMPTY, err, "JSON without strings");
}
