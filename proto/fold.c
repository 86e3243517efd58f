/* fold.c: see fold.h. */
#include "proto/fold.h"
#include "build/fold_table.h"
#include "proto/utf8.h"

enum { REPLACEMENT = 0xfffd, UNICODE_LAST = 0x10ffff };

static inline uint32_t form_of(uint32_t c)
{
    return c <= UNICODE_LAST ? c + (uint32_t)fold_step[fold_page[c >> 8]][c & 0xff] : c;
}

uint32_t fold_char(uint32_t c)
{
    return form_of(c);
}

uint32_t fold_read_rare(const char **at, const char *end)
{
    const unsigned char *p = (const unsigned char *)*at;
    size_t len = utf8_char((struct view){*at, (size_t)(end - *at)});
    *at += len ? len : 1;
    switch (len) {
    case 1: return p[0];
    case 2: return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
    case 3: return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
    case 4:
        return (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
    default: return REPLACEMENT;
    }
}

bool fold_seek(const char **at, const char *end, uint64_t sought)
{
    for (const char *next = *at; *at < end; *at = next)
        if (sought >> form_of(fold_read(&next, end)) % 64 & 1) return true;
    return false;
}

static size_t put_char(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

size_t fold_text(struct view text, struct buf *out)
{
    enum { CHAR_MOST = 4, ROUND = 4096 };
    size_t count = 0;
    for (const char *at = text.at, *end = text.at + text.len; text.len && at < end;) {
        buf_reserve(out, ROUND * CHAR_MOST);
        for (int i = 0; i < ROUND && at < end; i++, count++)
            out->len += put_char(out->at + out->len, form_of(fold_read(&at, end)));
    }
    return count;
}

size_t fold_points(struct view text, uint32_t *out)
{
    size_t count = 0;
    for (const char *at = text.at, *end = text.at + text.len; text.len && at < end;)
        out[count++] = form_of(fold_read(&at, end));
    return count;
}
