/* check.c: see check.h. */
#include "proto/check.h"
#include "proto/limits.h"
#include "proto/utf8.h"
#include <stdbool.h>

/* What a first byte announces. The rest of the object's head is `width` bytes of big-endian number:
 * for STRING and BYTES the length, for LIST and PAIRS the count, for PLAIN the value itself. */
enum kind { PLAIN, STRING, BYTES, LIST, PAIRS, REFUSED };
struct head {
    enum kind kind;
    unsigned width;
    uint64_t count; /* where the first byte holds it */
};

/* The first bytes c0..df, in the order of the specification's table. */
static const struct head heads[0x20] = {
    {PLAIN, 0, 0},   {REFUSED, 0, 0},
    {PLAIN, 0, 0},   {PLAIN, 0, 0}, /* nil, reserved, false, true */
    {BYTES, 1, 0},   {BYTES, 2, 0},
    {BYTES, 4, 0},   {REFUSED, 0, 0}, /* bin 8 16 32, ext 8 */
    {REFUSED, 0, 0}, {REFUSED, 0, 0},
    {PLAIN, 4, 0},   {PLAIN, 8, 0}, /* ext 16 32, float 32 64 */
    {PLAIN, 1, 0},   {PLAIN, 2, 0},
    {PLAIN, 4, 0},   {PLAIN, 8, 0}, /* uint 8 16 32 64 */
    {PLAIN, 1, 0},   {PLAIN, 2, 0},
    {PLAIN, 4, 0},   {PLAIN, 8, 0}, /* int 8 16 32 64 */
    {REFUSED, 0, 0}, {REFUSED, 0, 0},
    {REFUSED, 0, 0}, {REFUSED, 0, 0}, /* fixext 1 2 4 8 */
    {REFUSED, 0, 0}, {STRING, 1, 0},
    {STRING, 2, 0},  {STRING, 4, 0}, /* fixext 16, str 8 16 32 */
    {LIST, 2, 0},    {LIST, 4, 0},
    {PAIRS, 2, 0},   {PAIRS, 4, 0}, /* array, map 16 32 */
};

static struct head head_of(unsigned char first)
{
    if (first < 0x80 || first >= 0xe0) return (struct head){PLAIN, 0, 0};
    if (first < 0x90) return (struct head){PAIRS, 0, first & 15};
    if (first < 0xa0) return (struct head){LIST, 0, first & 15};
    if (first < 0xc0) return (struct head){STRING, 0, first & 31};
    return heads[first - 0xc0];
}

struct walk {
    const unsigned char *bytes;
    size_t len, at;
    uint64_t waiting[MAX_DEPTH]; /* objects still to come at each level */
    int depth;
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
        return fail(err, ERR_MALFORMED, "%llu bytes announced at %zu, %zu are left",
                    (unsigned long long)head->count, w->at, left);
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
        return fail(err, ERR_MALFORMED, "%llu objects announced at byte %zu, %zu bytes are left",
                    (unsigned long long)members, w->at, w->len - w->at);
    if (w->depth == MAX_DEPTH)
        return fail(err, ERR_MALFORMED, "nested deeper than %d at byte %zu", MAX_DEPTH, w->at);
    w->waiting[w->depth++] = members;
    return 0;
}

static int walk_object(struct walk *w, struct err *err)
{
    struct head head = {0};
    if (walk_head(w, &head, err) != 0) return -1;
    if (head.kind == STRING || head.kind == BYTES) return walk_bytes(w, &head, err);
    if (head.kind == LIST || head.kind == PAIRS) return walk_down(w, &head, err);
    return 0;
}

int64_t check_object(const void *bytes, size_t len, struct err *err)
{
    struct walk w = {.bytes = bytes, .len = len};
    if (walk_object(&w, err) != 0) return -1;
    while (w.depth > 0) {
        if (w.waiting[w.depth - 1] == 0) {
            w.depth--;
            continue;
        }
        w.waiting[w.depth - 1]--;
        if (walk_object(&w, err) != 0) return -1;
    }
    return (int64_t)w.at;
}

int check_whole(const void *bytes, size_t len, struct err *err)
{
    int64_t whole = check_object(bytes, len, err);
    if (whole < 0) return -1;
    if ((size_t)whole < len)
        return fail(err, ERR_MALFORMED, "%zu bytes too many behind the object",
                    len - (size_t)whole);
    return 0;
}
