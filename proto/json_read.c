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

static struct json_char make_char(uint32_t from, uint32_t code)
{
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    unsigned more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    struct json_char c = {.from = from, .to = more + 1};
    c.utf8[0] = (char)(lead[more] | code >> (6 * more));
    for (unsigned i = 1; i <= more; i++)
        c.utf8[i] = (char)(0x80 | (code >> (6 * (more - i)) & 0x3f));
    return c;
}

static struct json_char damaged_char(uint32_t from)
{
    struct json_char c = make_char(from, 0xfffd);
    c.damaged = true;
    return c;
}

/* Behind "\\u". RFC 8259, 7: what is above U+FFFF is a pair of surrogates. */
static struct json_char read_unicode(const char *at, const char *end)
{
    int32_t high = read_hex(at + 2, end), low;
    if (high < 0) return damaged_char(2);
    if (high < 0xd800 || high > 0xdfff) return make_char(6, (uint32_t)high);
    if (high > 0xdbff || end - at < 12 || at[6] != '\\' || at[7] != 'u') return damaged_char(6);
    low = read_hex(at + 8, end);
    if (low < 0xdc00 || low > 0xdfff) return damaged_char(6);
    return make_char(12, 0x10000 + ((uint32_t)(high - 0xd800) << 10) + (uint32_t)(low - 0xdc00));
}

static struct json_char read_escape(const char *at, const char *end)
{
    static const char escapes[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    if (end - at < 2) return damaged_char(1);
    if (at[1] == 'u') return read_unicode(at, end);
    const char *found = at[1] ? strchr(escapes, at[1]) : NULL;
    return found ? make_char(2, (unsigned char)means[found - escapes]) : damaged_char(1);
}

struct json_char json_char(const char *at, const char *end)
{
    if (*at == '\\') return read_escape(at, end);
    size_t len = utf8_char((struct view){at, (size_t)(end - at)});
    struct json_char c = {.from = (uint32_t)len, .to = (uint32_t)len};
    if (len == 0) return damaged_char(1);
    memcpy(c.utf8, at, len);
    return c;
}

bool json_inside(struct view value, struct view *inside)
{
    if (value.len < 2 || *value.at != '"') return false;
    *inside = (struct view){value.at + 1, value.len - 2};
    return true;
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
    const char *at = inside.at, *end = at + inside.len, *escape = at;
    while (at < end) {
        if (escape <= at) escape = memchr(at, '\\', (size_t)(end - at));
        if (!escape) escape = end;
        size_t plain = utf8_prefix((struct view){at, (size_t)(escape - at)});
        buf_add(out, at, plain);
        if ((at += plain) == end) break;
        struct json_char c = json_char(at, end);
        buf_add(out, c.utf8, c.to);
        at += c.from;
    }
    return true;
}
