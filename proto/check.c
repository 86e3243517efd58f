/* check.c: see check.h. */
#include "proto/check.h"
#include "proto/limits.h"
#include "proto/utf8.h"
#include <inttypes.h>

/* What a first byte announces: `width` bytes of big-endian number follow it, which are the length
 * of a STRING or BYTES, the count of a LIST or PAIRS, or a PLAIN value itself. */
enum kind { REFUSED, PLAIN, STRING, BYTES, LIST, PAIRS };
struct head {
    enum kind kind;
    unsigned width;
    uint64_t count; /* in a `fix` type the first byte holds it */
};

/* The first bytes c0..df, named as in the specification. Not here, so refused: the extension types
 * and c1, which is reserved. */
static const struct head heads[0x100] = {
    [0xc0] = {PLAIN, 0},                                              /* nil */
    [0xc2] = {PLAIN, 0},  [0xc3] = {PLAIN, 0},                        /* false, true */
    [0xc4] = {BYTES, 1},  [0xc5] = {BYTES, 2},  [0xc6] = {BYTES, 4},  /* bin */
    [0xca] = {PLAIN, 4},  [0xcb] = {PLAIN, 8},                        /* float */
    [0xcc] = {PLAIN, 1},  [0xcd] = {PLAIN, 2},  [0xce] = {PLAIN, 4},  /* uint */
    [0xcf] = {PLAIN, 8},                                              /* uint 64 */
    [0xd0] = {PLAIN, 1},  [0xd1] = {PLAIN, 2},  [0xd2] = {PLAIN, 4},  /* int */
    [0xd3] = {PLAIN, 8},                                              /* int 64 */
    [0xd9] = {STRING, 1}, [0xda] = {STRING, 2}, [0xdb] = {STRING, 4}, /* str */
    [0xdc] = {LIST, 2},   [0xdd] = {LIST, 4},                         /* array */
    [0xde] = {PAIRS, 2},  [0xdf] = {PAIRS, 4},                        /* map */
};

static struct head head_of(unsigned char first)
{
    if (first < 0x80 || first >= 0xe0) return (struct head){PLAIN, 0, 0};
    if (first < 0x90) return (struct head){PAIRS, 0, first & 15};
    if (first < 0xa0) return (struct head){LIST, 0, first & 15};
    if (first < 0xc0) return (struct head){STRING, 0, first & 31};
    return heads[first];
}

struct walk {
    const unsigned char *bytes;
    size_t len, at;
    uint64_t waiting[MAX_DEPTH]; /* objects still to come at each level */
    int depth;
    uint64_t allowed; /* objects still allowed in all */
};

/* Reads the head at w->at and moves behind it: only bytes that are there are read. */
static int walk_head(struct walk *w, struct head *head, struct err *err)
{
    if (w->at >= w->len) return fail(err, ERR_MALFORMED, "cut short at byte %zu", w->at);
    unsigned char first = w->bytes[w->at];
    *head = head_of(first);
    if (head->kind == REFUSED)
        return fail(err, ERR_MALFORMED, "byte 0x%02x at %zu is of no type allowed", first, w->at);
    if (head->width > w->len - w->at - 1)
        return fail(err, ERR_MALFORMED, "cut short at byte %zu", w->at);
    for (unsigned i = 1; i <= head->width; i++)
        head->count = head->count << 8 | w->bytes[w->at + i];
    w->at += 1 + head->width;
    return 0;
}

static int walk_bytes(struct walk *w, const struct head *head, struct err *err)
{
    size_t left = w->len - w->at;
    if (head->count > left)
        return fail(err, ERR_MALFORMED, "%" PRIu64 " bytes announced at %zu, %zu are left",
                    head->count, w->at, left);
    struct view text = {(const char *)w->bytes + w->at, (size_t)head->count};
    if (head->kind == STRING && !utf8_valid(text))
        return fail(err, ERR_MALFORMED, "the string at byte %zu is not UTF-8", w->at);
    w->at += text.len;
    return 0;
}

static int walk_down(struct walk *w, const struct head *head, struct err *err)
{
    uint64_t members = head->kind == PAIRS ? 2 * head->count : head->count;
    if (members > w->len - w->at)
        return fail(err, ERR_MALFORMED,
                    "%" PRIu64 " objects announced at byte %zu, %zu bytes are left", members, w->at,
                    w->len - w->at);
    if (w->depth == MAX_DEPTH)
        return fail(err, ERR_MALFORMED, "nested deeper than %d at byte %zu", MAX_DEPTH, w->at);
    w->waiting[w->depth++] = members;
    return 0;
}

static int walk_object(struct walk *w, struct err *err)
{
    struct head head = {0};
    if (w->allowed-- == 0)
        return fail(err, ERR_OVER_LIMIT, "more than %d objects in a header", MAX_OBJECTS);
    if (walk_head(w, &head, err) != 0) return -1;
    if (head.kind == STRING || head.kind == BYTES) return walk_bytes(w, &head, err);
    if (head.kind == LIST || head.kind == PAIRS) return walk_down(w, &head, err);
    return 0;
}

static int64_t walk_whole(struct walk *w, struct err *err)
{
    if (walk_object(w, err) != 0) return -1;
    while (w->depth > 0) {
        if (w->waiting[w->depth - 1] == 0) {
            w->depth--;
            continue;
        }
        w->waiting[w->depth - 1]--;
        if (walk_object(w, err) != 0) return -1;
    }
    return (int64_t)w->at;
}

static int nothing_behind(int64_t whole, size_t len, struct err *err)
{
    if (whole < 0) return -1;
    if ((size_t)whole == len) return 0;
    return fail(err, ERR_MALFORMED, "%zu bytes too many behind the object", len - (size_t)whole);
}

int64_t check_object(const void *bytes, size_t len, struct err *err)
{
    struct walk w = {.bytes = bytes, .len = len, .allowed = UINT64_MAX};
    return walk_whole(&w, err);
}

int check_whole(const void *bytes, size_t len, struct err *err)
{
    return nothing_behind(check_object(bytes, len, err), len, err);
}

int check_header(const void *bytes, size_t len, struct err *err)
{
    struct walk w = {.bytes = bytes, .len = len, .allowed = MAX_OBJECTS};
    return nothing_behind(walk_whole(&w, err), len, err);
}
