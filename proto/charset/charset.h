/* charset.h: the charsets that documents are read in, one character at a time.
 *
 * A step reads one character: so many bytes of the document, so many of UTF-8. What cannot be read
 * is damage: it becomes U+FFFD and is passed a byte at a time (in UTF-16 a unit), so that the next
 * character is found again. GB18030 stands for all that is labelled gb2312 or gbk; Big5 has HKSCS
 * and ETEN's characters; Windows-1252 stands for Latin-1.
 */
#ifndef PROTO_CHARSET_CHARSET_H
#define PROTO_CHARSET_CHARSET_H

#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>

/* X(NAME, name): as results name them. */
/* clang-format off */
#define CHARSETS(X)                                                                                \
    X(UTF_8, "utf-8")                                                                              \
    X(GB18030, "gb18030")                                                                          \
    X(BIG5, "big5")                                                                                \
    X(UTF_16LE, "utf-16le")                                                                        \
    X(UTF_16BE, "utf-16be")                                                                        \
    X(WINDOWS_1252, "windows-1252")
/* clang-format on */
enum charset {
#define X(NAME, name) CHARSET_##NAME,
    CHARSETS(X)
#undef X
        CHARSET_COUNT
};

const char *charset_name(enum charset charset); /* static storage */

/* The charset that a label means ("GB2312", "x-gbk", "latin1"), in any case; false for others. */
bool charset_by_label(struct view label, enum charset *out);

/* The charset whose byte order mark bytes begin with; false if there is none. */
bool charset_by_mark(struct view bytes, enum charset *out);

struct charset_step {
    uint32_t from, to; /* bytes of the document, of utf8 */
    bool damaged;
    uint32_t utf8; /* its bytes, in memory's order */
};
/* The character at `at`, which is before `end`. */
struct charset_step charset_step(enum charset charset, const char *at, const char *end);

/* More than one byte in so many damaged, and a document is not text in that charset. */
enum { CHARSET_DAMAGE_SHARE = 16 };

/* A walk over a document's bytes, from character to character. */
struct charset_walk {
    enum charset charset;
    const char *at, *end; /* what is left to read */
    uint64_t length;      /* of UTF-8, walked so far */
    uint64_t damaged;     /* characters of it that stand for damage */
    const char *damage;   /* the first of them, or NULL */
};
/* Goes on until the text is at its end or longer than `until`. Writes UTF-8 to `out`, which has
 * room for until + 8 bytes from the walk's beginning; NULL only counts. */
void charset_walk(struct charset_walk *w, uint64_t until, char *out);

#endif
