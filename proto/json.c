/* json.c: see json.h. */
#include "proto/json.h"
#include "proto/id.h"
#include "proto/utf8.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void escape(struct buf *out, unsigned char c)
{
    static const char *const short_forms[] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n",  ['\f'] = "\\f",
        ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\",
    };
    if (c < sizeof short_forms / sizeof *short_forms && short_forms[c])
        buf_add_string(out, short_forms[c]);
    else
        buf_format(out, "\\u%04x", c);
}

/* How many bytes of s stand for themselves: UTF-8 without controls, quotes and backslashes. */
static size_t plain_run(struct view s)
{
    size_t n = 0;
    while (n < s.len && (unsigned char)s.at[n] >= ' ' && s.at[n] != '"' && s.at[n] != '\\') n++;
    return utf8_prefix((struct view){s.at, n});
}

void json_string(struct buf *out, struct view s)
{
    static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */
    buf_reserve(out, s.len + 2);
    buf_add_char(out, '"');
    while (s.len > 0) {
        size_t step = plain_run(s);
        buf_add(out, s.at, step);
        s = (struct view){s.at + step, s.len - step};
        if (s.len == 0) break;
        if ((unsigned char)*s.at < 0x80)
            escape(out, (unsigned char)*s.at);
        else
            buf_add_string(out, replacement);
        s = (struct view){s.at + 1, s.len - 1};
    }
    buf_add_char(out, '"');
}

void json_member(struct buf *out, const char *key, const char *text)
{
    if (!text) return;
    if (out->len > 0 && out->at[out->len - 1] != '{') buf_add_char(out, ',');
    json_string(out, view_of(key));
    buf_add_char(out, ':');
    json_string(out, view_of(text));
}

void json_named(struct buf *out, const char *name, const char *text)
{
    if (out->len > 0 && out->at[out->len - 1] != '[') buf_add_char(out, ',');
    buf_add_char(out, '{');
    json_member(out, "name", name);
    json_member(out, "text", text);
    buf_add_char(out, '}');
}

static void json_hex(struct buf *out, struct view bytes)
{
    buf_add_char(out, '"');
    buf_reserve(out, 2 * bytes.len + 2);
    hex_encode(bytes.at, bytes.len, out->at + out->len);
    out->len += 2 * bytes.len;
    buf_add_char(out, '"');
}

static void json_number(struct buf *out, uint64_t n)
{
    char digits[20], *at = digits + sizeof digits;
    do *--at = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    buf_add(out, at, (size_t)(digits + sizeof digits - at));
}

/* Hundredths between 0 and 1, which is what most doubles are here. */
static bool json_hundredths(struct buf *out, double d)
{
    unsigned n = d >= 0 && d <= 1 ? (unsigned)(d * 100 + 0.5) : 0;
    if (n / 100.0 != d || signbit(d)) return false;
    buf_add_char(out, (char)('0' + n / 100));
    if (n % 100 == 0) return true;
    buf_add_char(out, '.');
    buf_add_char(out, (char)('0' + n / 10));
    if (n % 10 > 0) buf_add_char(out, (char)('0' + n % 10));
    return true;
}

/* 17 digits always read back the same, 15 look as people wrote them. JSON has no infinities. */
static void json_double(struct buf *out, double d)
{
    char digits[32];
    if (json_hundredths(out, d)) return;
    if (!isfinite(d)) {
        buf_add_string(out, "null");
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, d);
        if (strtod(digits, NULL) == d) break;
    }
    buf_add_string(out, digits);
}

static void json_scalar(struct buf *out, const struct unpack_item *item)
{
    switch (item->type) {
    case UNPACK_BOOL: buf_add_string(out, item->number ? "true" : "false"); break;
    case UNPACK_INT:
        if (item->negative) buf_add_char(out, '-');
        json_number(out, item->number);
        break;
    case UNPACK_DOUBLE: json_double(out, item->real); break;
    case UNPACK_STR: json_string(out, item->bytes); break;
    case UNPACK_BIN: json_hex(out, item->bytes); break;
    default: buf_add_string(out, "null"); break;
    }
}

/* A name must be a string: whatever else the key is, its JSON form becomes one. But a list or a map
 * has no name: the quotes of one within another would double with each level. */
static void json_key(struct buf *out, struct unpack *u)
{
    struct unpack peek = *u;
    enum unpack_type type = unpack_next(&peek).type;
    if (type == UNPACK_STR || type == UNPACK_BIN) {
        json_from_pack(out, u);
    } else if (type == UNPACK_ARRAY || type == UNPACK_MAP) {
        unpack_skip(u);
        buf_add_string(out, "\"?\"");
    } else {
        struct buf form = {0};
        json_from_pack(&form, u);
        json_string(out, buf_view(&form));
        buf_free(&form);
    }
    buf_add_char(out, ':');
}

static void json_members(struct buf *out, struct unpack *u, const struct unpack_item *whole)
{
    bool is_map = whole->type == UNPACK_MAP;
    buf_add_char(out, is_map ? '{' : '[');
    for (uint64_t i = 0; i < whole->number && u->at < u->end; i++) {
        if (i) buf_add_char(out, ',');
        if (is_map) json_key(out, u);
        json_from_pack(out, u);
    }
    buf_add_char(out, is_map ? '}' : ']');
}

void json_from_pack(struct buf *out, struct unpack *u)
{
    struct unpack_item item = unpack_next(u);
    if (item.type == UNPACK_ARRAY || item.type == UNPACK_MAP)
        json_members(out, u, &item);
    else
        json_scalar(out, &item);
}
