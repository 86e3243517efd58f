/* plain.c: see plain.h. */
#include "workers/format/plain.h"
#include "proto/utf8.h"
#include "workers/charset/convert.h"
#include "workers/format/binary.h"
#include "workers/format/media.h"
#include "workers/text.h"
#include <string.h>

/* More than this share of control characters, and it is no text: random bytes have a tenth. */
enum { CONTROL_SHARE = 16 };

/* Whether one of eight bytes is below 0x20: then subtracting borrows its highest bit. */
static bool has_low(const char *at)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
    return ((eight - UINT64_C(0x2020202020202020)) & ~eight & UINT64_C(0x8080808080808080)) != 0;
}

static size_t count_controls(struct view bytes)
{
    size_t controls = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        if (i + 8 <= bytes.len && !has_low(bytes.at + i)) {
            i += 7;
            continue;
        }
        unsigned char c = (unsigned char)bytes.at[i];
        controls += c < 0x20 && (c < '\t' || c > '\r');
    }
    return controls;
}

static bool is_binary(struct view bytes)
{
    size_t controls = count_controls(bytes);
    if (controls * CONTROL_SHARE > bytes.len) return true;
    return controls > 0 && memchr(bytes.at, 0, bytes.len) && !utf8_valid(bytes);
}

static enum stage_verdict accept_text(struct document *d, struct view text, const char *charset,
                                      unsigned *reason, struct err *err)
{
    d->canonical = text;
    d->charset = charset;
    if (!text_is_blank(text)) return STAGE_GO_ON;
    return format_refuse(reason, REASON_EMPTY, err, "%s",
                         d->bytes.len ? "nothing but blanks" : "no bytes");
}

static enum stage_verdict refuse_binary(unsigned *reason, struct err *err)
{
    return format_refuse(reason, REASON_BINARY, err, "more control characters than text has");
}

static enum stage_verdict refuse_damaged(const struct document *d, size_t damage,
                                         const char *charset, unsigned *reason, struct err *err)
{
    return format_refuse(reason, REASON_BAD_CHARSET, err, "byte 0x%02x at offset %zu is not %s",
                         (unsigned)(unsigned char)d->bytes.at[damage], damage, charset);
}

static enum stage_verdict decode_other(struct document *d, const struct charset_guess *from,
                                       const struct budget *budget, unsigned *reason,
                                       struct err *err)
{
    struct conversion c;
    const char *charset = charset_name(from->charset);
    if (!convert(d, from, budget, &c)) return STAGE_PARTIAL;
    if (convert_failed(&c, d->bytes)) return refuse_damaged(d, c.damage, charset, reason, err);
    if (is_binary(c.text)) return refuse_binary(reason, err);
    d->origin = c.origin;
    d->damaged = c.damaged;
    d->charset_confidence = from->confidence;
    return accept_text(d, c.text, charset, reason, err);
}

enum stage_verdict plain_decode(struct document *d, struct view label, const struct budget *budget,
                                unsigned *reason, struct err *err)
{
    struct charset_guess guess;
    const char *what = binary_name(d->bytes);
    if (what) return format_refuse(reason, REASON_BINARY, err, "%s", what);
    bool binary = is_binary(d->bytes);
    size_t good = binary ? 0 : utf8_prefix(d->bytes);
    if (!binary && good == d->bytes.len)
        return accept_text(d, d->bytes, charset_name(CHARSET_UTF_8), reason, err);
    if (charset_guess(d->bytes, label, binary, &guess))
        return decode_other(d, &guess, budget, reason, err);
    if (binary) return refuse_binary(reason, err);
    return refuse_damaged(d, good, "UTF-8, nor is all of it text in another charset", reason, err);
}

static struct view decode_as(const struct document *d, struct view bytes, enum charset charset,
                             const struct budget *budget, const struct origin **origin)
{
    struct document part = {.arena = d->arena, .bytes = bytes};
    struct charset_guess from = {.charset = charset, .confidence = 99};
    struct conversion c;
    if (!convert(&part, &from, budget, &c) || convert_failed(&c, bytes)) return (struct view){0};
    *origin = c.origin;
    return c.text;
}

struct view plain_part(const struct document *d, struct view bytes, struct view label,
                       const struct budget *budget, const struct origin **origin)
{
    struct document part = {.arena = d->arena, .bytes = bytes};
    const struct origin *none;
    enum charset charset;
    unsigned reason;
    struct err err;
    if (!origin) origin = &none;
    *origin = NULL;
    if (bytes.len == 0) return bytes;
    if (charset_by_label(label, &charset) && charset != CHARSET_UTF_8) {
        struct view text = decode_as(d, bytes, charset, budget, origin);
        if (text.len) return text;
    }
    if (plain_decode(&part, label, budget, &reason, &err) != STAGE_GO_ON) return (struct view){0};
    *origin = part.origin;
    return part.canonical;
}

enum stage_verdict plain_read(struct document *d, const struct resources *shared,
                              const struct budget *budget, unsigned *reason, struct err *err)
{
    return plain_decode(d, media_parameter(d->declared, "charset"), budget, reason, err);
}
