/* http_coding.c: see http_coding.h. */
#include "client/archive/http_coding.h"
#include <brotli/decode.h>
#include <limits.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

enum {
    STEP = 64 << 10,
    CODINGS = 4, /* one upon the other, at most */
    GZIP = 31,
    ZLIB = 15,
    RAW = -15, /* zlib.h, inflateInit2 */
};

/* What a decoder says of the bytes: that they are something else, were decoded up to their end, or
 * to where they are cut off or damaged. */
enum decoded { OTHERWISE, DECODED, BROKEN, TOO_MUCH };

/* Room for another step, within `most` and one byte. False if that is used up. */
static bool grow(struct buf *out, uint64_t most)
{
    if (out->len > most) return false;
    uint64_t left = most + 1 - out->len;
    buf_reserve(out, left < STEP ? (size_t)left : STEP);
    return true;
}

static enum decoded inflate_as(int form, struct view in, uint64_t most, struct buf *out)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)in.at,
                  .avail_in = in.len < UINT_MAX ? (uInt)in.len : UINT_MAX};
    int said = inflateInit2(&z, form);
    bool room = true;
    while (said == Z_OK && (room = grow(out, most))) {
        z.next_out = (Bytef *)out->at + out->len;
        z.avail_out = out->room - out->len < UINT_MAX ? (uInt)(out->room - out->len) : UINT_MAX;
        uInt before = z.avail_out;
        said = inflate(&z, Z_NO_FLUSH);
        out->len += before - z.avail_out;
    }
    inflateEnd(&z);
    if (!room || out->len > most) return TOO_MUCH;
    if (said == Z_STREAM_END) return DECODED;
    return out->len > 0 ? BROKEN : OTHERWISE;
}

static enum decoded undo_gzip(struct view in, uint64_t most, struct buf *out)
{
    return inflate_as(GZIP, in, most, out);
}

/* RFC 9110, 8.4.1.2: zlib's form; some servers send bare deflate. */
static enum decoded undo_deflate(struct view in, uint64_t most, struct buf *out)
{
    enum decoded got = inflate_as(ZLIB, in, most, out);
    if (got != OTHERWISE) return got;
    out->len = 0;
    got = inflate_as(RAW, in, most, out);
    return got == BROKEN ? OTHERWISE : got; /* text may look like a little of it */
}

static enum decoded undo_brotli(struct view in, uint64_t most, struct buf *out)
{
    BrotliDecoderState *b = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    BrotliDecoderResult said = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    const uint8_t *next = (const uint8_t *)in.at;
    size_t left = in.len;
    bool room = true;
    while (b && said == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && (room = grow(out, most))) {
        uint8_t *to = (uint8_t *)out->at + out->len;
        size_t free_bytes = out->room - out->len, before = free_bytes;
        said = BrotliDecoderDecompressStream(b, &left, &next, &free_bytes, &to, NULL);
        out->len += before - free_bytes;
    }
    if (b) BrotliDecoderDestroyInstance(b);
    if (!room || out->len > most) return TOO_MUCH;
    if (said == BROTLI_DECODER_RESULT_SUCCESS) return left == 0 ? DECODED : OTHERWISE;
    return said == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT && out->len > 0 ? BROKEN : OTHERWISE;
}

static const struct coding {
    const char *name;
    enum decoded (*undo)(struct view in, uint64_t most, struct buf *out);
} codings_known[] = {
    {"gzip", undo_gzip}, {"x-gzip", undo_gzip}, {"deflate", undo_deflate}, {"br", undo_brotli},
    {"identity", NULL},  {"none", NULL},        {"utf-8", NULL}, /* a charset in the wrong field is
                                                                    common */
};

static const struct coding *coding_by_name(struct view name)
{
    for (size_t i = 0; i < sizeof codings_known / sizeof *codings_known; i++)
        if (strlen(codings_known[i].name) == name.len &&
            strncasecmp(codings_known[i].name, name.at, name.len) == 0)
            return &codings_known[i];
    return NULL;
}

static int undo(const struct coding *c, uint64_t most, struct meter *meter, struct buf *room,
                struct view *body, struct err *err)
{
    struct buf out = {0};
    int result = 0;
    if (!c->undo || body->len == 0) return 0;
    enum decoded got = c->undo(*body, most, &out);
    if (got == TOO_MUCH)
        result = fail(err, REASON_TOO_LARGE, "its content is over %" PRIu64 " bytes", most);
    else if (got == BROKEN)
        result = fail(err, REASON_DAMAGED, "its %s content is damaged behind %zu bytes", c->name,
                      out.len);
    if (meter_add(meter, out.len, err) != 0) result = -1;
    if (got == DECODED && result == 0) {
        buf_free(room);
        *room = out;
        *body = buf_view(room);
        return 0;
    }
    buf_free(&out);
    return result;
}

/* Takes the last name off a list. */
static struct view take_last(struct view *list)
{
    while (list->len > 0 && strchr(", \t", list->at[list->len - 1])) list->len--;
    size_t start = list->len;
    while (start > 0 && !strchr(", \t", list->at[start - 1])) start--;
    struct view name = {list->at + start, list->len - start};
    list->len = start;
    return name;
}

int http_decode(struct view codings, uint64_t most, struct meter *meter, struct buf *room,
                struct view *body, struct err *err)
{
    for (int i = 0; i <= CODINGS; i++) {
        struct view name = take_last(&codings);
        const struct coding *c = coding_by_name(name);
        if (name.len == 0) return 0;
        if (!c || i == CODINGS)
            return fail(err, REASON_UNSUPPORTED, "its content is encoded as \"%.*s\"",
                        (int)(name.len < 64 ? name.len : 64), name.at);
        if (undo(c, most, meter, room, body, err) != 0) return -1;
    }
    return 0;
}
