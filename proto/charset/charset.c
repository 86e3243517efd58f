/* charset.c: see charset.h. */
#include "proto/charset/charset.h"
#include "proto/charset/codes.h"
#include "proto/utf8.h"
#include <string.h>
#include <strings.h>

static const char *const names[] = {
#define X(NAME, name) name,
    CHARSETS(X)
#undef X
};

/* Labels as pages and mail have them (https://encoding.spec.whatwg.org/#names-and-labels). */
static const struct label {
    const char *label;
    enum charset charset;
} labels[] = {
    {"utf-8", CHARSET_UTF_8},
    {"utf8", CHARSET_UTF_8},
    {"gb2312", CHARSET_GB18030},
    {"gb_2312-80", CHARSET_GB18030},
    {"gbk", CHARSET_GB18030},
    {"x-gbk", CHARSET_GB18030},
    {"gb18030", CHARSET_GB18030},
    {"cp936", CHARSET_GB18030},
    {"ms936", CHARSET_GB18030},
    {"euc-cn", CHARSET_GB18030},
    {"big5", CHARSET_BIG5},
    {"big5-hkscs", CHARSET_BIG5},
    {"big5-eten", CHARSET_BIG5},
    {"x-x-big5", CHARSET_BIG5},
    {"cn-big5", CHARSET_BIG5},
    {"cp950", CHARSET_BIG5},
    {"utf-16", CHARSET_UTF_16LE},
    {"utf-16le", CHARSET_UTF_16LE},
    {"unicode", CHARSET_UTF_16LE},
    {"utf-16be", CHARSET_UTF_16BE},
    {"windows-1252", CHARSET_WINDOWS_1252},
    {"cp1252", CHARSET_WINDOWS_1252},
    {"iso-8859-1", CHARSET_WINDOWS_1252},
    {"latin1", CHARSET_WINDOWS_1252},
    {"us-ascii", CHARSET_WINDOWS_1252},
    {"ascii", CHARSET_WINDOWS_1252},
};

static const struct mark {
    const char *bytes;
    enum charset charset;
} marks[] = {
    {"\xef\xbb\xbf", CHARSET_UTF_8},
    {"\xff\xfe", CHARSET_UTF_16LE},
    {"\xfe\xff", CHARSET_UTF_16BE},
    {"\x84\x31\x95\x33", CHARSET_GB18030},
};

/* 0x80–0x9F of Windows-1252; 0 where it has nothing. The rest of it is Latin-1. */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

const char *charset_name(enum charset charset)
{
    return names[charset];
}

bool charset_by_label(struct view label, enum charset *out)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strlen(labels[i].label) != label.len) continue;
        if (strncasecmp(labels[i].label, label.at, label.len) != 0) continue;
        *out = labels[i].charset;
        return true;
    }
    return false;
}

bool charset_by_mark(struct view bytes, enum charset *out)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t len = strlen(marks[i].bytes);
        if (bytes.len < len || memcmp(bytes.at, marks[i].bytes, len) != 0) continue;
        *out = marks[i].charset;
        return true;
    }
    return false;
}

/* Steps. They are inlined in the walks below, whatever the compiler thinks of their length. */

#define STEP static inline __attribute__((always_inline)) struct charset_step

typedef struct charset_step step_function(const struct codes *codes, const unsigned char *at,
                                          size_t left);

/* One UTF-8 character of at most four bytes; the zeros behind it are not part of it. */
STEP read_as(uint32_t from, uint32_t to, const char *utf8)
{
    struct charset_step s = {.from = from, .to = to};
    memcpy(&s.utf8, utf8, sizeof s.utf8);
    return s;
}

STEP ascii(unsigned char c)
{
    return read_as(1, 1, (const char[4]){(char)c});
}

STEP damage(uint32_t from)
{
    struct charset_step s = read_as(from, 3, "\xef\xbf\xbd");
    s.damaged = true;
    return s;
}

STEP coded(uint32_t from, const struct code *code)
{
    return code->len ? read_as(from, code->len, code->utf8) : damage(1);
}

static inline char tail(uint32_t c, unsigned shift)
{
    return (char)(0x80 | (c >> shift & 0x3f));
}

STEP code_point(uint32_t from, uint32_t c)
{
    if (c < 0x80) return read_as(from, 1, (const char[4]){(char)c});
    if (c < 0x800) return read_as(from, 2, (const char[4]){(char)(0xc0 | c >> 6), tail(c, 0)});
    if (c < 0x10000)
        return read_as(from, 3, (const char[4]){(char)(0xe0 | c >> 12), tail(c, 6), tail(c, 0)});
    return read_as(from, 4,
                   (const char[4]){(char)(0xf0 | c >> 18), tail(c, 12), tail(c, 6), tail(c, 0)});
}

STEP step_utf_8(const struct codes *codes, const unsigned char *at, size_t left)
{
    if (*at < 0x80) return ascii(*at);
    size_t len = utf8_char((struct view){(const char *)at, left});
    if (len == 0) return damage(1);
    char utf8[4] = {0};
    memcpy(utf8, at, len);
    return read_as((uint32_t)len, (uint32_t)len, utf8);
}

static struct charset_step quad(const struct codes *codes, const unsigned char *at, size_t left)
{
    if (left < 4 || at[2] < 0x81 || at[2] > 0xfe || at[3] < 0x30 || at[3] > 0x39) return damage(1);
    uint32_t index =
        (((at[0] - 0x81u) * 10 + (at[1] - 0x30u)) * 126 + (at[2] - 0x81u)) * 10 + (at[3] - 0x30u);
    if (index < QUADS) return coded(4, &codes->quads[index]);
    if (index < QUADS_ABOVE || index - QUADS_ABOVE >= 0x100000) return damage(1);
    return code_point(4, 0x10000 + index - QUADS_ABOVE);
}

/* The first byte is not ASCII. */
STEP pair(const struct code *pairs, const unsigned char *at, size_t left)
{
    if (left < 2 || at[0] == 0x80 || at[0] == 0xff || at[1] < 0x40 || at[1] == 0xff)
        return damage(1);
    return coded(2, &pairs[pair_index(at[0], at[1])]);
}

STEP step_gb18030(const struct codes *codes, const unsigned char *at, size_t left)
{
    if (*at < 0x80) return ascii(*at);
    if (*at > 0x80 && *at < 0xff && left > 1 && at[1] >= 0x30 && at[1] <= 0x39)
        return quad(codes, at, left);
    return pair(codes->gb, at, left);
}

STEP step_big5(const struct codes *codes, const unsigned char *at, size_t left)
{
    return *at < 0x80 ? ascii(*at) : pair(codes->big5, at, left);
}

STEP step_utf_16(const unsigned char *at, size_t left, int high)
{
    if (left < 2) return damage(1);
    uint32_t c = (uint32_t)at[high] << 8 | at[1 - high];
    if (c < 0xd800 || c > 0xdfff) return code_point(2, c);
    if (c > 0xdbff || left < 4) return damage(2);
    uint32_t low = (uint32_t)at[2 + high] << 8 | at[3 - high];
    if (low < 0xdc00 || low > 0xdfff) return damage(2);
    return code_point(4, 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff)));
}

STEP step_utf_16le(const struct codes *codes, const unsigned char *at, size_t left)
{
    return step_utf_16(at, left, 1);
}

STEP step_utf_16be(const struct codes *codes, const unsigned char *at, size_t left)
{
    return step_utf_16(at, left, 0);
}

STEP step_windows_1252(const struct codes *codes, const unsigned char *at, size_t left)
{
    if (*at < 0x80) return ascii(*at);
    uint32_t c = *at < 0xa0 ? windows_1252[*at - 0x80] : *at;
    return c ? code_point(1, c) : damage(1);
}

/* Walks: a loop for each charset, with its step inlined. */

static inline __attribute__((always_inline)) void walk(struct charset_walk *w, uint64_t until,
                                                       char *out, step_function *step)
{
    const struct codes *codes = codes_open();
    const char *at = w->at, *end = w->end;
    uint64_t length = w->length, damaged = 0;
    while (at < end && length <= until) {
        struct charset_step s = step(codes, (const unsigned char *)at, (size_t)(end - at));
        if (out) memcpy(out + length, &s.utf8, sizeof s.utf8);
        if (s.damaged && damaged++ == 0 && !w->damage) w->damage = at;
        length += s.to;
        at += s.from;
    }
    w->at = at;
    w->length = length;
    w->damaged += damaged;
}

/* clang-format off */
void charset_walk(struct charset_walk *w, uint64_t until, char *out)
{
    switch (w->charset) {
    case CHARSET_UTF_8:        walk(w, until, out, step_utf_8); break;
    case CHARSET_GB18030:      walk(w, until, out, step_gb18030); break;
    case CHARSET_BIG5:         walk(w, until, out, step_big5); break;
    case CHARSET_UTF_16LE:     walk(w, until, out, step_utf_16le); break;
    case CHARSET_UTF_16BE:     walk(w, until, out, step_utf_16be); break;
    case CHARSET_WINDOWS_1252: walk(w, until, out, step_windows_1252); break;
    case CHARSET_COUNT:        break;
    }
}
/* clang-format on */

struct charset_step charset_step(enum charset charset, const char *at, const char *end)
{
    static step_function *const steps[] = {
        [CHARSET_UTF_8] = step_utf_8,       [CHARSET_GB18030] = step_gb18030,
        [CHARSET_BIG5] = step_big5,         [CHARSET_UTF_16LE] = step_utf_16le,
        [CHARSET_UTF_16BE] = step_utf_16be, [CHARSET_WINDOWS_1252] = step_windows_1252,
    };
    return steps[charset](codes_open(), (const unsigned char *)at, (size_t)(end - at));
}
