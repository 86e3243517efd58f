/* source.c: see source.h. */
#include "client/source.h"
#include "client/text.h"
#include "proto/id.h"
#include "proto/limits.h"
#include "proto/utf8.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int reads_as_escape(struct view at)
{
    return at.len >= 3 && at.at[0] == '%' && isxdigit((unsigned char)at.at[1]) &&
           isxdigit((unsigned char)at.at[2]);
}

void source_add(struct buf *out, struct view name)
{
    while (name.len > 0) {
        size_t len = utf8_char(name);
        if (len == 0 || reads_as_escape(name)) {
            buf_format(out, "%%%02X", (unsigned char)name.at[0]);
            len = 1;
        } else {
            buf_add(out, name.at, len);
        }
        name.at += len;
        name.len -= len;
    }
}

struct view source_shorten(struct view source, struct buf *room)
{
    unsigned char hash[SHA256_LEN];
    char digits[17];
    if (source.len <= MAX_SOURCE) return source;
    sha256(source.at, source.len, hash);
    hex_encode(hash, 8, digits);
    room->len = 0;
    buf_add_view(room, text_clip(source, MAX_SOURCE - strlen("~") - strlen(digits)));
    buf_format(room, "~%s", digits);
    return buf_view(room);
}

static struct view last_part(const char *path)
{
    size_t end = strlen(path);
    while (end > 0 && path[end - 1] == '/') end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') start--;
    return (struct view){path + start, end - start};
}

void source_base(struct buf *out, const char *path)
{
    struct view name = last_part(path);
    char *real = NULL;
    if (name.len == 0 || view_equal(name, view_of(".")) || view_equal(name, view_of(".."))) {
        real = realpath(path, NULL);
        name = last_part(real ? real : "");
    }
    source_add(out, name.len ? name : view_of("root"));
    free(real);
}
