/* http.c: see http.h. */
#include "client/archive/http.h"
#include "client/archive/http_coding.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Fields */

static struct view trim(struct view v)
{
    while (v.len > 0 && isspace((unsigned char)*v.at)) v.at++, v.len--;
    while (v.len > 0 && isspace((unsigned char)v.at[v.len - 1])) v.len--;
    return v;
}

/* Takes a line off *rest, its end included. */
static struct view take_line(struct view *rest)
{
    const char *end = memchr(rest->at, '\n', rest->len);
    struct view line = {rest->at, end ? (size_t)(end - rest->at) + 1 : rest->len};
    rest->at += line.len;
    rest->len -= line.len;
    return line;
}

struct view fields_find(struct fields f, const char *name)
{
    size_t len = strlen(name);
    struct view rest = f.text;
    while (rest.len > 0) {
        struct view line = take_line(&rest);
        if (line.len > len && line.at[len] == ':' && strncasecmp(line.at, name, len) == 0)
            return trim((struct view){line.at + len + 1, line.len - len - 1});
    }
    return (struct view){0};
}

size_t fields_length(struct view text)
{
    struct view rest = text;
    while (rest.len > 0) {
        struct view line = take_line(&rest);
        if (line.at[line.len - 1] != '\n') return 0;
        if (line.len == 1 || (line.len == 2 && *line.at == '\r')) return text.len - rest.len;
    }
    return 0;
}

/* Chunks */

/* The length before a chunk, with its line taken off *rest. False if there is none. */
static bool take_size(struct view *rest, size_t *size)
{
    struct view line = take_line(rest);
    size_t digits = 0;
    for (*size = 0; digits < line.len && isxdigit((unsigned char)line.at[digits]); digits++) {
        int c = tolower((unsigned char)line.at[digits]);
        *size = *size << 4 | (size_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return digits > 0 && digits < 8 && line.len > digits &&
           strchr("\r\n; ", line.at[digits]) != NULL;
}

/* Appends the chunks' contents to *out. False if the body does not begin with a chunk. One that is
 * cut off gives what there is of it. */
static bool join_chunks(struct view body, struct buf *out)
{
    size_t size;
    bool some = false;
    while (body.len > 0 && take_size(&body, &size)) {
        some = true;
        if (size == 0) break;
        if (size > body.len) size = body.len;
        buf_add(out, body.at, size);
        body.at += size;
        body.len -= size;
        if (body.len > 0) take_line(&body);
    }
    return some;
}

/* The answer */

/* RFC 9112, 4: HTTP/1.1 200 OK; crawlers that speak HTTP/2 write HTTP/2 200. */
static bool read_status(struct view line, struct http_answer *out)
{
    const char *blank = memchr(line.at, ' ', line.len);
    if (line.len < 10 || strncasecmp(line.at, "HTTP/", 5) != 0 || !blank) return false;
    struct view said = trim((struct view){blank, line.len - (size_t)(blank - line.at)});
    if (said.len < 3) return false;
    for (size_t i = 0; i < 3; i++) {
        if (!isdigit((unsigned char)said.at[i])) return false;
        out->status = 10 * out->status + (unsigned)(said.at[i] - '0');
    }
    out->said = said;
    return true;
}

static bool has_token(struct view value, const char *token)
{
    size_t len = strlen(token);
    for (size_t i = 0; i + len <= value.len; i++)
        if (strncasecmp(value.at + i, token, len) == 0) return true;
    return false;
}

int http_read(struct view block, uint64_t most, struct meter *meter, struct buf *room,
              struct http_answer *out, struct err *err)
{
    struct view rest = block;
    room->len = 0;
    *out = (struct http_answer){.body = block};
    struct view line = take_line(&rest);
    size_t head = fields_length(rest);
    if (!read_status(line, out)) {
        out->status = 0;
        return 0;
    }
    struct fields fields = {{rest.at, head > 0 ? head : rest.len}};
    out->type = fields_find(fields, "Content-Type");
    out->body = (struct view){rest.at + fields.text.len, rest.len - fields.text.len};
    if (has_token(fields_find(fields, "Transfer-Encoding"), "chunked") &&
        join_chunks(out->body, room))
        out->body = buf_view(room);
    return http_decode(fields_find(fields, "Content-Encoding"), most, meter, room, &out->body, err);
}
