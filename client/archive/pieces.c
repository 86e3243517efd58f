/* pieces.c: a text cut at a separator that the person who submits named (container.h, pieces_kind).
 *
 * The separator is theirs, in UTF-8; the text may be in another charset, and then it is looked for
 * in that. Each piece is told the charset: one alone may be too short to show it.
 */
#include "client/archive/split.h"
#include "proto/charset/guess.h"
#include "proto/utf8.h"
#include <iconv.h>
#include <string.h>

/* The charset of the text that begins so. False if NULs stand in it and it is not UTF-16. */
static bool find_charset(struct view head, enum charset *out)
{
    struct charset_guess guess = {.charset = CHARSET_UTF_8};
    enum charset marked;
    if (head.len > CONTAINER_HEAD) head.len = CONTAINER_HEAD;
    bool wide = memchr(head.at, '\0', head.len) ||
                (charset_by_mark(head, &marked) && marked != CHARSET_UTF_8);
    if (wide && !charset_guess(head, (struct view){0}, true, &guess)) return false;
    if (!wide && head.len - utf8_prefix(head) >= 4) /* more than a character that is cut off */
        charset_guess(head, (struct view){0}, false, &guess);
    *out = guess.charset;
    return true;
}

/* The separator as it stands in a text of this charset; as it is, if it has no form there. */
static void encode(enum charset charset, struct view text, struct buf *out)
{
    char room[256], *in = (char *)(uintptr_t)text.at, *to = room;
    size_t len = text.len, left = sizeof room;
    iconv_t with = iconv_open(charset_name(charset), "utf-8");
    bool done = with != (iconv_t)-1 && iconv(with, &in, &len, &to, &left) != (size_t)-1;
    if (with != (iconv_t)-1) iconv_close(with);
    buf_add(out, done ? room : text.at, done ? sizeof room - left : text.len);
}

/* Where a mark may stand in these charsets: not in the middle of a character. */

static bool at_unit(struct view window, size_t mark)
{
    return mark % 2 == 0;
}

/* Before a byte of ASCII: lead bytes, and those trail bytes that could be lead bytes, stand in
 * pairs, and an odd one takes the next byte to itself. */
static bool at_pair(struct view window, size_t mark)
{
    size_t from = mark;
    while (from > 0 && (unsigned char)window.at[from - 1] >= 0x81) from--;
    return (mark - from) % 2 == 0;
}

static bool (*boundary_in(enum charset charset, struct view mark))(struct view, size_t)
{
    if (charset == CHARSET_UTF_16LE || charset == CHARSET_UTF_16BE) return at_unit;
    bool pairs = charset == CHARSET_GB18030 || charset == CHARSET_BIG5;
    return pairs && (unsigned char)*mark.at < 0x80 ? at_pair : NULL;
}

/* A text that is nothing else, no page and no PDF, and has the separator; if it is long, that may
 * still come. */
static bool tells_pieces(struct view head, const struct reading *how)
{
    struct buf mark = {0};
    enum charset charset;
    if (how->separator.len == 0 || head.len == 0 || *head.at == '<') return false;
    if (head.len >= 5 && memcmp(head.at, "%PDF-", 5) == 0) return false;
    if (!find_charset(head, &charset)) return false;
    encode(charset, how->separator, &mark);
    bool found = memmem(head.at, head.len, mark.at, mark.len) || head.len >= CONTAINER_HEAD;
    buf_free(&mark);
    return found;
}

static struct container *open_pieces(struct bytes *in, struct reading *how, struct err *err)
{
    struct split *s = split_new(&pieces_kind, in, how);
    enum charset charset = CHARSET_UTF_8;
    find_charset(bytes_peek(in, CONTAINER_HEAD), &charset);
    encode(charset, how->separator, &s->mark);
    s->ends = boundary_in(charset, buf_view(&s->mark));
    if (charset != CHARSET_UTF_8)
        buf_format(&s->declared, "text/plain; charset=%s", charset_name(charset));
    return &s->container;
}

/* Whether there is nothing but blanks in it, in any charset that has them as single bytes. */
static bool is_blank(struct view piece)
{
    for (size_t i = 0; i < piece.len; i++)
        if (!strchr(" \t\r\n\f", piece.at[i])) return false;
    return true;
}

static int next_piece(struct container *c, struct member *m, struct err *err)
{
    struct split *s = (struct split *)c;
    int got;
    do {
        m->declared.len = 0;
        got = split_next(s, m, err);
    } while (got == 1 && m->reason == 0 && is_blank(s->content));
    if (got == 1) buf_format(&m->name, "%" PRIu64, ++s->number);
    return got;
}

const struct container_kind pieces_kind = {"text in pieces", false,      true,       tells_pieces,
                                           open_pieces,      next_piece, split_read, split_close};
