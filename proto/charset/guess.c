/* guess.c: see guess.h. */
#include "proto/charset/guess.h"
#include "proto/charset/codes.h"
#include "proto/charset/common.h"
#include "proto/utf8.h"
#include <string.h>

/* Kinds of character, by how much they say. LEVEL_1: not among the thousand, but among the 3,755
 * that GB2312 or the 5,401 that Big5 put first because they are in use. */
enum kind { ASCII, CONTROL, COMMON, MARK, LEVEL_1, HAN, LATIN, OTHER, PRIVATE, DAMAGED, KINDS };

/* Tenths of the logarithm of (share in text / share in bytes misread). */
typedef int8_t weights[KINDS];
static const weights pairs = {
    [CONTROL] = -60, [COMMON] = 25, [MARK] = 20,     [LEVEL_1] = -7, [HAN] = -25,
    [LATIN] = -15,   [OTHER] = -20, [PRIVATE] = -40, [DAMAGED] = -60};
/* In UTF-16 a blank or Latin letter is one value in 65,536. */
static const weights wides = {
    [ASCII] = 30, [CONTROL] = -60, [COMMON] = 25, [MARK] = 20,     [LEVEL_1] = -7,
    [HAN] = -25,  [LATIN] = 10,    [OTHER] = -20, [PRIVATE] = -40, [DAMAGED] = -60};
/* In UTF-8 the form of a character says that it is one, whichever it is. */
static const weights forms = {
    [CONTROL] = -60, [COMMON] = 20, [MARK] = 20,     [LEVEL_1] = 20, [HAN] = 20,
    [LATIN] = 20,    [OTHER] = 20,  [PRIVATE] = -20, [DAMAGED] = -60};

/* What speaks for a charset: the sum of weights, over so many characters that say anything. */
struct verdict {
    int64_t sum;
    uint64_t count, damaged;
};
enum { ENOUGH = 30 };  /* two common characters, less a rare one */
enum { AGAINST = -5 }; /* on average: not what was declared */
enum { SURE = 200 };   /* ahead of the next charset by this much */
enum { SLICES = 8, SLICE = 256 };

/* Kinds of the characters below U+10000 */

static uint8_t kinds[0x10000];

/* The code point that well-formed UTF-8 begins with; 0 for no bytes. */
static uint32_t char_of(const char *utf8, size_t len)
{
    unsigned char first = len ? (unsigned char)*utf8 : 0;
    size_t more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    uint32_t c = more == 0 ? first : first & (0x3fu >> more);
    for (size_t i = 1; i <= more; i++) c = c << 6 | ((unsigned char)utf8[i] & 0x3f);
    return c;
}

static void put_range(enum kind kind, uint32_t first, uint32_t last)
{
    for (uint32_t c = first; c <= last; c++) kinds[c] = (uint8_t)kind;
}

static void put_pairs(const struct code *codes, unsigned first, unsigned last)
{
    for (unsigned i = first; i <= last; i++) {
        if ((i & 0xff) < 0x40) continue;
        const struct code *code = &codes[pair_index((unsigned char)(i >> 8), (unsigned char)i)];
        uint32_t c = char_of(code->utf8, code->len);
        if (c < 0x10000 && kinds[c] == HAN) kinds[c] = LEVEL_1;
    }
}

static void put_level_1(void)
{
    for (unsigned row = 0xb0; row <= 0xd7; row++)
        put_pairs(codes_open()->gb, row << 8 | 0xa1, row << 8 | 0xfe);
    put_pairs(codes_open()->big5, 0xa440, 0xc67e);
}

static void put_marks(void)
{
    static const struct {
        uint16_t first, last;
    } marks[] = {{0xb7, 0xb7},     {0x2013, 0x2014}, {0x2018, 0x2019}, {0x201c, 0x201d},
                 {0x2025, 0x2027}, {0x2460, 0x2473}, {0x25cb, 0x25cf}, {0x3000, 0x3003},
                 {0x3007, 0x3011}, {0x3014, 0x3015}, {0x30fb, 0x30fb}, {0xff01, 0xff5e}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        put_range(MARK, marks[i].first, marks[i].last);
}

static void put_kinds(void)
{
    static bool put;
    if (put) return;
    put = true;
    put_range(OTHER, 0, 0xffff);
    put_range(CONTROL, 0, 0x9f);
    put_range(ASCII, '\t', '\r');
    put_range(ASCII, ' ', '~');
    put_range(LATIN, 0xa0, 0x17f);
    put_range(HAN, 0x4e00, 0x9fff);
    put_range(PRIVATE, 0xe000, 0xf8ff);
    put_level_1();
    put_marks();
    struct view rest = view_of(charset_common);
    for (size_t len; (len = utf8_char(rest)) > 0; rest.at += len, rest.len -= len)
        kinds[char_of(rest.at, len)] = COMMON;
    kinds[0xfeff] = ASCII; /* a byte order mark says no more than a blank */
}

static enum kind kind_of(const struct charset_step *s)
{
    char utf8[sizeof s->utf8];
    if (s->damaged) return DAMAGED;
    memcpy(utf8, &s->utf8, sizeof utf8);
    uint32_t c = char_of(utf8, s->to);
    return c < 0x10000 ? (enum kind)kinds[c] : OTHER;
}

/* Weighing */

static struct verdict weigh(enum charset charset, const int8_t *weight, struct view text)
{
    struct verdict v = {0};
    const char *at = text.at, *end = at + text.len;
    while (at < end) {
        struct charset_step s = charset_step(charset, at, end);
        enum kind kind = kind_of(&s);
        v.sum += weight[kind];
        v.count += weight[kind] != 0;
        v.damaged += s.damaged;
        at += s.from;
    }
    return v;
}

static bool is_letter(unsigned char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* What one byte says for Windows-1252. Western letters with accents stand alone among plain ones;
 * the bytes of Chinese characters stand together. */
static int western(unsigned char before, unsigned char c, unsigned char behind)
{
    static const char accented[] =
        "\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcd\xd1\xd3\xd4\xd6"
        "\xd8\xda\xdc\xdf\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb"
        "\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf8\xf9\xfa\xfb\xfc\x9c";
    static const char marks[] =
        "\x80\x85\x91\x92\x93\x94\x96\x97\xa0\xa3\xa7\xa9\xab\xb0\xb4\xb7\xbb";
    if (before >= 0x80 && behind >= 0x80) return -30;
    if (strchr(marks, (char)c)) return before < 0x80 || is_letter(behind) ? 10 : 0;
    if (!strchr(accented, (char)c)) return -25;
    if (before >= 0x80 || behind >= 0x80) return 0;
    return is_letter(before) || is_letter(behind) ? 50 : 0;
}

/* Most of Western text is letters, digits and blanks; of random bytes a quarter is. */
static bool is_plain(unsigned char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == ' ' || (c >= '\t' && c <= '\r');
}

static struct verdict weigh_western(struct view text)
{
    struct verdict v = {0};
    size_t plain = 0;
    const unsigned char *at = (const unsigned char *)text.at;
    for (size_t i = 0; i < text.len; i++) {
        plain += is_plain(at[i]);
        if (at[i] < 0x80 && kinds[at[i]] == ASCII) continue;
        unsigned char before = i > 0 ? at[i - 1] : ' ';
        unsigned char behind = i + 1 < text.len ? at[i + 1] : ' ';
        v.sum += at[i] < 0x80 ? -60 : western(before, at[i], behind);
        v.count++;
    }
    if (3 * plain < 2 * text.len) v.sum = -25 * (int64_t)v.count;
    return v;
}

static struct verdict weigh_as(enum charset charset, struct view text)
{
    static const weights *const by_charset[] = {[CHARSET_UTF_8] = &forms,
                                                [CHARSET_GB18030] = &pairs,
                                                [CHARSET_BIG5] = &pairs,
                                                [CHARSET_UTF_16LE] = &wides,
                                                [CHARSET_UTF_16BE] = &wides};
    if (charset == CHARSET_WINDOWS_1252) return weigh_western(text);
    return weigh(charset, *by_charset[charset], text);
}

/* The sample: all of a short text; of a long one slices that begin where it stops being ASCII. */

struct sample {
    struct view slices[SLICES];
    size_t count;
};

static size_t foreign_from(struct view bytes, size_t at)
{
    while (at < bytes.len && kinds[(unsigned char)bytes.at[at]] == ASCII) at++;
    return at & ~(size_t)1; /* whole units of UTF-16 */
}

static struct sample take_sample(struct view bytes)
{
    struct sample s = {{bytes}, 1};
    if (bytes.len <= SLICES * SLICE) return s;
    s.slices[0].len = SLICE;
    for (size_t i = 1, taken = SLICE; i < SLICES; i++) {
        size_t from = bytes.len / SLICES * i;
        from = foreign_from(bytes, from > taken ? from : taken);
        if (from >= bytes.len) break;
        size_t len = bytes.len - from < SLICE ? bytes.len - from : SLICE;
        s.slices[s.count++] = (struct view){bytes.at + from, len};
        taken = from + len;
    }
    return s;
}

/* Adds what is heavier: the slice, or the slice without its first byte. Whether it was the latter.
 */
static bool add_slice(struct verdict *sum, enum charset charset, struct view slice)
{
    struct verdict whole = weigh_as(charset, slice), rest = whole;
    bool single = charset == CHARSET_WINDOWS_1252 || charset == CHARSET_UTF_8;
    if (!single && slice.len > 1)
        rest = weigh_as(charset, (struct view){slice.at + 1, slice.len - 1});
    bool later = rest.sum > whole.sum;
    if (later) whole = rest;
    sum->sum += whole.sum;
    sum->count += whole.count;
    sum->damaged += whole.damaged;
    return later;
}

static struct verdict judge(enum charset charset, const struct sample *s, uint32_t *orphan)
{
    struct verdict v = {0};
    *orphan = add_slice(&v, charset, s->slices[0]);
    for (size_t i = 1; i < s->count; i++) add_slice(&v, charset, s->slices[i]);
    return v;
}

/* Deciding */

static bool is_wide(enum charset charset)
{
    return charset == CHARSET_UTF_16LE || charset == CHARSET_UTF_16BE;
}

static bool by_statistics(const struct sample *s, bool wide, struct charset_guess *out)
{
    int64_t best = INT64_MIN, second = 0; /* nothing at all weighs 0 */
    for (enum charset c = 0; c < CHARSET_COUNT; c++) {
        uint32_t orphan;
        if (wide && !is_wide(c)) continue;
        struct verdict v = judge(c, s, &orphan);
        if (v.sum <= best) {
            if (v.sum > second) second = v.sum;
            continue;
        }
        if (best > second) second = best;
        best = v.sum;
        *out = (struct charset_guess){.charset = c, .orphan = orphan};
    }
    int64_t ahead = best - second < SURE ? best - second : SURE;
    out->confidence = (uint8_t)(50 + 49 * (ahead > 0 ? ahead : 0) / SURE);
    return best >= ENOUGH;
}

static bool as_declared(struct view label, const struct sample *s, bool wide,
                        struct charset_guess *out)
{
    enum charset charset;
    uint32_t orphan;
    if (!charset_by_label(label, &charset) || (wide && !is_wide(charset))) return false;
    struct verdict v = judge(charset, s, &orphan);
    if (v.sum + ENOUGH < AGAINST * (int64_t)v.count) return false;
    if (v.damaged * CHARSET_DAMAGE_SHARE > v.count) return false;
    *out = (struct charset_guess){charset, orphan, v.sum >= SURE ? 99 : 75};
    return true;
}

bool charset_guess(struct view bytes, struct view declared, bool wide, struct charset_guess *out)
{
    enum charset marked;
    put_kinds();
    if (charset_by_mark(bytes, &marked)) {
        *out = (struct charset_guess){marked, 0, 100};
        return true;
    }
    struct sample s = take_sample(bytes);
    return as_declared(declared, &s, wide, out) || by_statistics(&s, wide, out);
}
