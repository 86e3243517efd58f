/* decode.c: see decode.h. */
#include "workers/decode.h"
#include "proto/utf8.h"
#include "workers/text.h"

/* One charset that a document may be in: whether these bytes are in it, and how to read them. */
struct reader {
    const char *charset;
    /* The offset of the first byte that does not fit; the length if all do. */
    size_t (*fits)(struct view bytes);
    struct view (*read)(struct arena *arena, struct view bytes);
};

static struct view read_as_it_is(struct arena *arena, struct view bytes)
{
    return bytes;
}

static const struct reader readers[] = {
    {"utf-8", utf8_prefix, read_as_it_is},
};

/* More than this share of control characters, and it is no text: random bytes have a tenth. */
enum { CONTROL_SHARE = 16 };

static bool is_binary(struct view bytes)
{
    size_t controls = 0, nuls = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.at[i];
        nuls += c == 0;
        controls += c < 0x20 && (c < '\t' || c > '\r');
    }
    return controls * CONTROL_SHARE > bytes.len || (nuls > 0 && !utf8_valid(bytes));
}

static enum stage_verdict refuse(unsigned *reason, enum reason why)
{
    *reason = why;
    return STAGE_REFUSED;
}

static enum stage_verdict decode(struct document *d, const struct resources *shared,
                                 const struct budget *budget, unsigned *reason, struct err *err)
{
    if (is_binary(d->bytes)) {
        fail(err, 0, "more control characters than text has");
        return refuse(reason, REASON_BINARY);
    }
    size_t furthest = 0;
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        size_t fits = readers[i].fits(d->bytes);
        if (fits == d->bytes.len) {
            d->canonical = readers[i].read(d->arena, d->bytes);
            d->media_type = "text/plain";
            d->charset = readers[i].charset;
            if (!text_is_blank(d->canonical)) return STAGE_GO_ON;
            fail(err, 0, d->bytes.len ? "nothing but blanks" : "no bytes");
            return refuse(reason, REASON_EMPTY);
        }
        if (fits > furthest) furthest = fits;
    }
    fail(err, 0, "byte 0x%02x at offset %zu is not UTF-8",
         (unsigned)(unsigned char)d->bytes.at[furthest], furthest);
    return refuse(reason, REASON_BAD_CHARSET);
}

const struct stage stage_decode = {"decode", decode};
