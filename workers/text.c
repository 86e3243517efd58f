/* text.c: see text.h. */
#include "workers/text.h"
#include <string.h>

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

uint32_t text_next_rare(const char **at, const char *end)
{
    const unsigned char *p = (const unsigned char *)*at;
    size_t n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    if ((size_t)(end - *at) < n) {
        *at = end;
        return 0xfffd;
    }
    *at += n;
    if (n == 2) return (p[0] & 0x1fu) << 6 | (p[1] & 0x3f);
    return (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3f);
}

uint32_t text_before_rare(const char **at, const char *start)
{
    const char *end = *at, *p = end - 1;
    while (p > start && is_tail(*p)) p--;
    *at = p;
    return text_next(&p, end);
}

size_t text_length(struct view text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) n += !is_tail(text.at[i]);
    return n;
}

bool char_is_control(uint32_t c)
{
    return (c < 0x20 && !char_within(c, '\t', '\r')) || (char_within(c, 0x7f, 0x9f) && c != 0x85);
}

static bool char_is_kana_or_hangul(uint32_t c)
{
    return char_within(c, 0x3041, 0x30ff) || char_within(c, 0x3105, 0x318e) ||
           char_within(c, 0xac00, 0xd7a3);
}

bool char_is_mark(uint32_t c)
{
    return !char_is_cjk(c) && !char_is_blank(c) && !char_is_letter(c) && !char_is_digit(c) &&
           !char_is_control(c) && !char_is_kana_or_hangul(c);
}

/* By its last byte: the first two, many characters share. */
const char *text_find(const char *at, const char *end, const char character[static 3])
{
    if (end - at < 3) return NULL;
    for (at += 2; at < end && (at = memchr(at, character[2], (size_t)(end - at))); at++)
        if (memcmp(at - 2, character, 2) == 0) return at - 2;
    return NULL;
}

static int32_t count_of(struct view text, const char *word)
{
    int32_t count = 0;
    size_t len = strlen(word);
    const char *at = text.at, *end = text.at + text.len;
    for (; (at = memmem(at, (size_t)(end - at), word, len)); at += len) count++;
    return count;
}

int32_t text_balance(struct view text, const char *one, const char *other)
{
    return count_of(text, one) - count_of(text, other);
}

struct view text_trim(struct view text)
{
    const char *start = text.at, *end = text.at + text.len;
    while (start < end) {
        const char *next = start;
        if (!char_is_blank(text_next(&next, end))) break;
        start = next;
    }
    while (end > start) {
        const char *last = end;
        if (!char_is_blank(text_before(&last, start))) break;
        end = last;
    }
    return (struct view){start, (size_t)(end - start)};
}

bool text_is_blank(struct view text)
{
    return text_trim(text).len == 0;
}

/* FNV-1a over code points, http://www.isthe.com/chongo/tech/comp/fnv/ */
uint64_t text_fold(struct view text)
{
    uint64_t hash = 0;
    const char *at = text.at, *end = text.at + text.len;
    while (at < end) {
        uint32_t c = char_narrow(text_next(&at, end));
        if (!char_is_cjk(c) && !char_is_letter(c) && !char_is_digit(c)) continue;
        if (char_is_upper(c)) c |= 0x20;
        if (hash == 0) hash = UINT64_C(0xcbf29ce484222325);
        hash = (hash ^ c) * UINT64_C(0x100000001b3);
    }
    return hash;
}
