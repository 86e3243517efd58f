/* linked_data.c: see linked_data.h. */
#include "workers/html/linked_data.h"
#include "proto/json_read.h"
#include <stdbool.h>
#include <string.h>

enum { DEPTH = 16, VALUE_MAX = 400 }; /* deeper objects are passed over; longer values are cut */

struct cursor {
    const char *at, *end;
    struct view keys[DEPTH]; /* of the object at each depth: the last key read */
    uint32_t depth;
};

/* Over a string; its inside, with escapes in it. */
static struct view take_string(struct cursor *c)
{
    const char *start = ++c->at;
    while (c->at < c->end && *c->at != '"') c->at += *c->at == '\\' && c->at + 1 < c->end ? 2 : 1;
    struct view inside = {start, (size_t)(c->at - start)};
    if (c->at < c->end) c->at++;
    return inside;
}

/* Without escapes, as far as VALUE_MAX, blanks of any kind as blanks. */
static struct view unescaped(struct arena *a, struct view text)
{
    char *out = arena_alloc(a, text.len + 4);
    const char *at = text.at, *end = at + text.len;
    size_t length = 0;
    while (at < end && length < VALUE_MAX) {
        struct json_char c = json_char(at, end);
        bool control = c.to == 1 && (unsigned char)c.utf8[0] < ' ';
        memcpy(out + length, control ? " " : c.utf8, c.to);
        length += c.to;
        at += c.from;
    }
    return (struct view){out, length};
}

static bool is_key(struct view key, const char *name)
{
    return view_equal(key, view_of(name));
}

static void keep(struct arena *a, struct view *to, struct view value)
{
    if (to->len == 0) *to = unescaped(a, value);
}

static void take_value(struct arena *a, const struct cursor *c, struct view value,
                       struct linked_data *out)
{
    static const char *const types[] = {"Article", "Posting", "Report"};
    if (c->depth == 0 || c->depth > DEPTH) return;
    struct view key = c->keys[c->depth - 1], outer = {0};
    if (c->depth > 1) outer = c->keys[c->depth - 2];
    if (is_key(key, "articleBody") && value.len > out->body.len) out->body = value;
    if (is_key(key, "headline")) keep(a, &out->headline, value);
    if (is_key(key, "datePublished")) keep(a, &out->date, value);
    if (is_key(key, "author")) keep(a, &out->author, value);
    if (is_key(key, "name") && is_key(outer, "author")) keep(a, &out->author, value);
    if (is_key(key, "name") && is_key(outer, "publisher")) keep(a, &out->publisher, value);
    for (size_t i = 0; is_key(key, "@type") && i < sizeof types / sizeof *types; i++)
        if (memmem(value.at, value.len, types[i], strlen(types[i]))) keep(a, &out->type, value);
}

static bool is_before_colon(const struct cursor *c)
{
    const char *at = c->at;
    while (at < c->end && (unsigned char)*at <= ' ') at++;
    return at < c->end && *at == ':';
}

void linked_data_read(struct arena *a, struct view json, struct linked_data *out)
{
    struct cursor c = {.at = json.at, .end = json.at + json.len};
    while (c.at < c.end) {
        if (*c.at == '"') {
            struct view string = take_string(&c);
            if (!is_before_colon(&c))
                take_value(a, &c, string, out);
            else if (c.depth > 0 && c.depth <= DEPTH)
                c.keys[c.depth - 1] = string;
            continue;
        }
        if (*c.at == '{' && ++c.depth <= DEPTH) c.keys[c.depth - 1] = (struct view){0};
        if (*c.at == '}' && c.depth > 0) c.depth--;
        c.at++;
    }
}
