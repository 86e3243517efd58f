/* split.c: see split.h. */
#include "client/archive/split.h"
#include <stdlib.h>
#include <string.h>

enum { STRETCH = 64 << 10 };

struct split *split_new(const struct container_kind *kind, struct bytes *in, struct reading *how)
{
    struct split *s = xcalloc(1, sizeof *s);
    s->container.kind = kind;
    s->in = in;
    s->how = how;
    return s;
}

/* The place of the next mark at or behind `from` in the window; window.len if there is none. */
static size_t find_mark(const struct split *s, struct view window, size_t from)
{
    while (from + s->mark.len <= window.len) {
        const char *found = memmem(window.at + from, window.len - from, s->mark.at, s->mark.len);
        if (!found) break;
        from = (size_t)(found - window.at);
        if (!s->ends || s->ends(window, from)) return from;
        from++;
    }
    return window.len;
}

/* How much of a window was searched for good: not its end, where a mark may begin or be cut off
 * from what is to be looked at behind it. Even, for a text in UTF-16. */
static size_t searched(const struct split *s, struct view window)
{
    size_t tail = s->mark.len + SPLIT_LOOK;
    return window.len > tail ? (window.len - tail) & ~(size_t)1 : 0;
}

/* A stretch over the limit: everything up to its mark is passed over. */
static int pass_long(struct split *s, struct member *m)
{
    struct err err;
    uint64_t length = 0;
    for (;;) {
        struct view v = bytes_peek(s->in, STRETCH);
        size_t at = find_mark(s, v, 0);
        bool end = v.len < STRETCH;
        size_t pass = at < v.len || end ? at : searched(s, v);
        length += pass;
        bytes_take(s->in, pass);
        if (at == v.len && !end) continue;
        if (at < v.len) bytes_take(s->in, s->mark.len);
        break;
    }
    fail(&err, 0, "%" PRIu64 " bytes, over the limit of %" PRIu64, length, s->how->max_document);
    member_refuse(m, REASON_TOO_LARGE, err.text);
    m->length = length;
    return 1;
}

/* The stretch up to `at`, where its mark stands, or the end of the window, which is that of the
 * text then. */
static int give(struct split *s, struct view window, size_t at, struct member *m)
{
    s->content = (struct view){window.at, at};
    s->passed = at < window.len ? at + s->mark.len : at;
    m->length = at;
    buf_add_view(&m->declared, buf_view(&s->declared));
    if (at == window.len && s->in->faulty) member_refuse(m, REASON_DAMAGED, s->in->fault.text);
    return 1;
}

int split_next(struct split *s, struct member *m, struct err *err)
{
    size_t from = 0;
    bytes_take(s->in, s->passed);
    s->passed = 0;
    s->content = (struct view){0};
    size_t most = s->how->max_document + s->mark.len + SPLIT_LOOK + 1;
    for (size_t want = STRETCH;; want = 2 * want < most ? 2 * want : most) {
        struct view v = bytes_peek(s->in, want);
        size_t at = find_mark(s, v, from);
        bool end = v.len < want;
        if (at == v.len && !end && v.len <= s->how->max_document) {
            from = searched(s, v);
            continue;
        }
        if (at > s->how->max_document) return pass_long(s, m);
        if (v.len > 0) return give(s, v, at, m);
        *err = s->in->fault;
        return s->in->faulty ? -1 : 0;
    }
}

ssize_t split_read(struct container *c, char *out, size_t room, struct err *err)
{
    struct split *s = (struct split *)c;
    size_t n = s->content.len < room ? s->content.len : room;
    memcpy(out, s->content.at ? s->content.at : "", n);
    s->content.at += n;
    s->content.len -= n;
    return (ssize_t)n;
}

void split_close(struct container *c)
{
    struct split *s = (struct split *)c;
    bytes_close(&s->in);
    buf_free(&s->mark);
    buf_free(&s->declared);
    free(s);
}
