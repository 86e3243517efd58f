/* mbox.c: a mailbox (container.h, mbox_kind): RFC 4155, and its elder relatives.
 *
 * A message begins behind a line "From address date", which stands at the beginning or behind an
 * empty line. In a letter such a line is quoted with '>', by most programs; so it must have a time
 * of day, and what follows must look like a header.
 */
#include "client/archive/split.h"
#include <ctype.h>
#include <string.h>

/* The line's end: its length, line end included; 0 if it is not seen. */
static size_t line_length(struct view v)
{
    const char *end = memchr(v.at, '\n', v.len);
    return end ? (size_t)(end - v.at) + 1 : 0;
}

static bool has_time(struct view line) /* 12:34 */
{
    for (size_t i = 0; i + 5 <= line.len; i++)
        if (line.at[i + 2] == ':' && isdigit((unsigned char)line.at[i]) &&
            isdigit((unsigned char)line.at[i + 1]) && isdigit((unsigned char)line.at[i + 3]) &&
            isdigit((unsigned char)line.at[i + 4]))
            return true;
    return false;
}

/* RFC 5322, 2.2: a name of printable characters, and a colon. */
static bool is_header(struct view v)
{
    size_t i = 0;
    while (i < v.len && v.at[i] > ' ' && v.at[i] < 0x7f && v.at[i] != ':') i++;
    return i > 0 && i < v.len && v.at[i] == ':';
}

/* The length of the line that a message begins behind; 0 if there is none. */
static size_t from_line(struct view v)
{
    if (v.len > SPLIT_LOOK) v.len = SPLIT_LOOK;
    size_t len = v.len >= 5 && memcmp(v.at, "From ", 5) == 0 ? line_length(v) : 0;
    if (len == 0 || !has_time((struct view){v.at, len})) return 0;
    struct view next = {v.at + len, v.len - len};
    if (next.len > 0 && *next.at == '>') next.at++, next.len--; /* ">From ", of old relays */
    return is_header(next) ? len : 0;
}

static bool tells_mbox(struct view head, const struct reading *how)
{
    return from_line(head) > 0;
}

/* Whether a message ends with the line end at `mark`: it is that of an empty line. */
static bool ends_message(struct view window, size_t mark)
{
    size_t before = mark;
    if (before > 0 && window.at[before - 1] == '\r') before--;
    if (before == 0 || window.at[before - 1] != '\n') return false;
    return from_line((struct view){window.at + mark + 1, window.len - mark - 1}) > 0;
}

static struct container *open_mbox(struct bytes *in, struct reading *how, struct err *err)
{
    struct split *s = split_new(&mbox_kind, in, how);
    buf_add_string(&s->mark, "\nFrom ");
    s->ends = ends_message;
    buf_add_string(&s->declared, "message/rfc822");
    bytes_take(in, from_line(bytes_peek(in, SPLIT_LOOK)));
    return &s->container;
}

/* Behind the mark lies the rest of the next one's "From " line. */
static int next_message(struct container *c, struct member *m, struct err *err)
{
    struct split *s = (struct split *)c;
    if (s->number > 0) {
        bytes_take(s->in, s->passed);
        s->passed = 0;
        bytes_take(s->in, line_length(bytes_peek(s->in, SPLIT_LOOK)));
    }
    int got = split_next(s, m, err);
    if (got == 1) buf_format(&m->name, "%" PRIu64, ++s->number);
    return got;
}

const struct container_kind mbox_kind = {"mailbox", false,        true,       tells_mbox,
                                         open_mbox, next_message, split_read, split_close};
