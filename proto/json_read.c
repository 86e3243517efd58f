/* json_read.c: see json_read.h. */
#include "proto/json_read.h"
#include "proto/utf8.h"
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t pass_blanks(struct view text, size_t at)
{
    while (at < text.len && is_blank(text.at[at])) at++;
    return at;
}

/* Behind the string that begins at `at`; 0 if it has no end. */
static size_t pass_string(struct view text, size_t at)
{
    for (at++; at < text.len; at++) {
        if (text.at[at] == '"') return at + 1;
        if (text.at[at] == '\\') at++;
    }
    return 0;
}

/* Behind the object or array that begins at `at`. */
static size_t pass_brackets(struct view text, size_t at)
{
    size_t depth = 0;
    while (at < text.len) {
        char c = text.at[at];
        if (c == '"') {
            if ((at = pass_string(text, at)) == 0) return 0;
            continue;
        }
        if (c == '{' || c == '[') depth++;
        if ((c == '}' || c == ']') && --depth == 0) return at + 1;
        at++;
    }
    return 0;
}

static size_t pass_value(struct view text, size_t at)
{
    if (at >= text.len) return 0;
    if (text.at[at] == '"') return pass_string(text, at);
    if (text.at[at] == '{' || text.at[at] == '[') return pass_brackets(text, at);
    size_t end = at;
    while (end < text.len && !is_blank(text.at[end]) && !strchr(",]}:\"", text.at[end])) end++;
    return end > at ? end : 0;
}

/* A string, and behind it, blanks aside, the mark. 0, or where it goes on. */
static size_t take_key(struct view text, size_t at, struct view *key)
{
    if (at >= text.len || text.at[at] != '"') return 0;
    size_t end = pass_string(text, at);
    if (end == 0) return 0;
    *key = (struct view){text.at + at, end - at};
    end = pass_blanks(text, end);
    return end < text.len && text.at[end] == ':' ? pass_blanks(text, end + 1) : 0;
}

int json_object_next(struct json_object *o, struct json_member *m)
{
    struct view text = o->text;
    size_t at = pass_blanks(text, o->at);
    bool first = o->at == 0;
    if (at >= text.len || (first && text.at[at] != '{')) return -1;
    if (first) at = pass_blanks(text, at + 1);
    if (at < text.len && text.at[at] == '}') {
        o->at = at + 1;
        return 0;
    }
    if (!first && text.at[at] != ',') return -1;
    if (!first) at = pass_blanks(text, at + 1);
    size_t begin = take_key(text, at, &m->key);
    size_t end = begin ? pass_value(text, begin) : 0;
    if (end == 0) return -1;
    m->value = (struct view){text.at + begin, end - begin};
    o->at = end;
    return 1;
}

/* Whether the string, with its quotes, says what key does. */
static bool is_key(struct view string, struct view key)
{
    struct view inside;
    struct buf text = {0};
    if (!json_inside(string, &inside)) return false;
    if (!memchr(inside.at, '\\', inside.len)) return view_equal(inside, key);
    bool same = json_text(string, &text) && view_equal(buf_view(&text), key);
    buf_free(&text);
    return same;
}

struct view json_object_find(struct view text, struct view key)
{
    struct json_object o = {.text = text};
    struct json_member m;
    while (json_object_next(&o, &m) == 1)
        if (is_key(m.key, key)) return m.value;
    return (struct view){0};
}

/* Strings */

/* Four hexadecimal digits at `at`; -1 if they are none. */
static int32_t read_hex(const char *at, const char *end)
{
    int32_t n = 0;
    if (end - at < 4) return -1;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) return -1;
        n = n << 4 | digit;
    }
    return n;
}

/* Behind "\u". RFC 8259, 7: what is above U+FFFF is a pair of surrogates. */
static struct json_char read_unicode(const char *at, const char *end)
{
    int32_t high = read_hex(at + 2, end), low;
    if (high < 0) return (struct json_char){2, 0xfffd};
    if (high < 0xd800 || high > 0xdfff) return (struct json_char){6, (uint32_t)high};
    if (high > 0xdbff || end - at < 12 || at[6] != '\\' || at[7] != 'u')
        return (struct json_char){6, 0xfffd};
    low = read_hex(at + 8, end);
    if (low < 0xdc00 || low > 0xdfff) return (struct json_char){6, 0xfffd};
    uint32_t code = 0x10000 + ((uint32_t)(high - 0xd800) << 10) + (uint32_t)(low - 0xdc00);
    return (struct json_char){12, code};
}

static struct json_char read_escape(const char *at, const char *end)
{
    static const char escapes[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    if (end - at < 2) return (struct json_char){1, 0xfffd};
    if (at[1] == 'u') return read_unicode(at, end);
    const char *found = at[1] ? strchr(escapes, at[1]) : NULL;
    return (struct json_char){2, found ? (unsigned char)means[found - escapes] : 0xfffd};
}

struct json_char json_char(const char *at, const char *end)
{
    static const unsigned char bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    if (*at == '\\') return read_escape(at, end);
    size_t len = utf8_char((struct view){at, (size_t)(end - at)});
    if (len == 0) return (struct json_char){1, 0xfffd};
    uint32_t code = (unsigned char)*at & bits[len];
    for (size_t i = 1; i < len; i++) code = code << 6 | ((unsigned char)at[i] & 0x3f);
    return (struct json_char){(uint32_t)len, code};
}

bool json_inside(struct view value, struct view *inside)
{
    if (value.len < 2 || *value.at != '"') return false;
    *inside = (struct view){value.at + 1, value.len - 2};
    return true;
}

static void add_utf8(struct buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_add_char(out, (char)c);
        return;
    }
    unsigned more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    buf_add_char(out, (char)(lead[more] | c >> (6 * more)));
    while (more-- > 0) buf_add_char(out, (char)(0x80 | (c >> (6 * more) & 0x3f)));
}

bool json_text(struct view value, struct buf *out)
{
    struct view inside;
    if (!json_inside(value, &inside)) {
        bool plain = value.len > 0 && *value.at != '{' && *value.at != '[';
        if (!plain || view_equal(value, view_of("null"))) return false;
        buf_add_view(out, value);
        return true;
    }
    const char *at = inside.at, *end = at + inside.len;
    while (at < end) {
        struct json_char c = json_char(at, end);
        add_utf8(out, c.code);
        at += c.from;
    }
    return true;
}
