/* base64.c: see base64.h. */
#include "proto/base64.h"
#include <openssl/evp.h>
#include <string.h>

/* What OpenSSL is given at once: it counts in int. Three bytes are four digits. */
enum { PIECE_BYTES = 3 << 20, PIECE_DIGITS = 4 << 20 };

void base64_encode(struct buf *out, struct view bytes)
{
    buf_reserve(out, bytes.len / 3 * 4 + 5); /* and a NUL */
    while (bytes.len > 0) {
        size_t piece = bytes.len < PIECE_BYTES ? bytes.len : PIECE_BYTES;
        int digits = EVP_EncodeBlock((unsigned char *)out->at + out->len,
                                     (const unsigned char *)bytes.at, (int)piece);
        out->len += (size_t)digits;
        bytes = (struct view){bytes.at + piece, bytes.len - piece};
    }
}

static bool is_digits(struct view text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!digit && c != '+' && c != '/') return false;
    }
    return true;
}

/* Digits that stand for the same bytes in another way: the bits that fill the last one up. */
static bool is_as_written(const struct buf *out, size_t before, struct view digits)
{
    size_t tail = (out->len - before) % 3;
    struct buf again = {0};
    if (tail == 0) return true;
    base64_encode(&again, (struct view){out->at + out->len - tail, tail});
    bool same = memcmp(again.at, digits.at + digits.len - 4, 4) == 0;
    buf_free(&again);
    return same;
}

bool base64_decode(struct buf *out, struct view digits)
{
    size_t fill = 0, before = out->len;
    if (digits.len % 4 != 0) return false;
    while (fill < 2 && fill < digits.len && digits.at[digits.len - 1 - fill] == '=') fill++;
    if (!is_digits((struct view){digits.at, digits.len - fill})) return false;
    buf_reserve(out, digits.len / 4 * 3 + 1);
    for (size_t at = 0; at < digits.len; at += PIECE_DIGITS) {
        size_t piece = digits.len - at < PIECE_DIGITS ? digits.len - at : PIECE_DIGITS;
        int bytes = EVP_DecodeBlock((unsigned char *)out->at + out->len,
                                    (const unsigned char *)digits.at + at, (int)piece);
        if (bytes < 0) break;
        out->len += (size_t)bytes;
    }
    out->len -= fill; /* OpenSSL counts them as bytes */
    if (out->len - before == digits.len / 4 * 3 - fill && is_as_written(out, before, digits))
        return true;
    out->len = before;
    return false;
}
