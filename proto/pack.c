/* pack.c: see pack.h. */
#include "proto/pack.h"
#include <assert.h>
#include <msgpack.h>
#include <string.h>

/* Writing */

static int write_to_buf(void *b, const char *bytes, size_t len)
{
    buf_add(b, bytes, len);
    return 0;
}

static msgpack_packer packer_of(struct buf *b)
{
    return (msgpack_packer){b, write_to_buf};
}

void pack_map(struct buf *b, uint32_t count)
{
    msgpack_packer p = packer_of(b);
    msgpack_pack_map(&p, count);
}

void pack_array(struct buf *b, uint32_t count)
{
    msgpack_packer p = packer_of(b);
    msgpack_pack_array(&p, count);
}

void pack_str(struct buf *b, struct view s)
{
    msgpack_packer p = packer_of(b);
    msgpack_pack_str(&p, s.len);
    buf_add_view(b, s);
}

void pack_string(struct buf *b, const char *s)
{
    pack_str(b, view_of(s));
}

void pack_bin(struct buf *b, struct view bytes)
{
    msgpack_packer p = packer_of(b);
    msgpack_pack_bin(&p, bytes.len);
    buf_add_view(b, bytes);
}

void pack_u64(struct buf *b, uint64_t n)
{
    msgpack_packer p = packer_of(b);
    msgpack_pack_uint64(&p, n);
}

void pack_i64(struct buf *b, int64_t n)
{
    msgpack_packer p = packer_of(b);
    msgpack_pack_int64(&p, n);
}

void pack_double(struct buf *b, double d)
{
    msgpack_packer p = packer_of(b);
    msgpack_pack_double(&p, d);
}

void pack_bool(struct buf *b, bool yes)
{
    msgpack_packer p = packer_of(b);
    yes ? msgpack_pack_true(&p) : msgpack_pack_false(&p);
}

void pack_nil(struct buf *b)
{
    msgpack_packer p = packer_of(b);
    msgpack_pack_nil(&p);
}

/* The heads with a count of four bytes: array 32 and map 32. */
enum { HEAD_ARRAY32 = 0xdd, HEAD_MAP32 = 0xdf, HEAD_LEN = 5 };

static size_t open_head(struct buf *b, int first)
{
    size_t opened = b->len;
    buf_add(b, (char[HEAD_LEN]){(char)first}, HEAD_LEN);
    return opened;
}

size_t pack_open_array(struct buf *b)
{
    return open_head(b, HEAD_ARRAY32);
}

size_t pack_open_map(struct buf *b)
{
    return open_head(b, HEAD_MAP32);
}

void pack_close(struct buf *b, size_t opened, uint32_t count)
{
    assert(opened + HEAD_LEN <= b->len);
    for (int i = 1; i < HEAD_LEN; i++) b->at[opened + i] = (char)(count >> 8 * (HEAD_LEN - 1 - i));
}

/* The heads with a count of four bits are fixarray, 1001xxxx, and fixmap, 1000xxxx. */
void pack_close_tight(struct buf *b, size_t opened, uint32_t count)
{
    bool is_array = (unsigned char)b->at[opened] == HEAD_ARRAY32;
    pack_close(b, opened, count);
    if (count > 15) return;
    size_t items = opened + HEAD_LEN;
    b->at[opened] = (char)((is_array ? 0x90 : 0x80) | count);
    memmove(b->at + opened + 1, b->at + items, b->len - items);
    b->len -= HEAD_LEN - 1;
}

/* Reading. The bytes passed check_whole(); still, no read goes past their end, and what could not
 * be reads as UNPACK_END. */

struct unpack unpack_of(struct view bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.at;
    return (struct unpack){at, bytes.len ? at + bytes.len : at};
}

/* The next `width` bytes as a big-endian number; false if they are not there. */
static bool take_number(struct unpack *u, unsigned width, uint64_t *number)
{
    if ((size_t)(u->end - u->at) < width) return false;
    *number = 0;
    for (unsigned i = 0; i < width; i++) *number = *number << 8 | *u->at++;
    return true;
}

static struct unpack_item at_end(struct unpack *u)
{
    u->at = u->end;
    return (struct unpack_item){.type = UNPACK_END};
}

static struct unpack_item of_bytes(struct unpack *u, enum unpack_type type, uint64_t len)
{
    if (len > (uint64_t)(u->end - u->at)) return at_end(u);
    struct unpack_item item = {.type = type, .bytes = {(const char *)u->at, (size_t)len}};
    u->at += len;
    return item;
}

static struct unpack_item of_count(enum unpack_type type, uint64_t count)
{
    return (struct unpack_item){.type = type, .number = count};
}

/* The number's top bit at this width is a sign. */
static struct unpack_item of_signed(uint64_t number, unsigned width)
{
    unsigned shift = 64 - 8 * width;
    int64_t value = (int64_t)(number << shift) >> shift;
    if (value >= 0) return of_count(UNPACK_INT, number);
    return (struct unpack_item){.type = UNPACK_INT, .negative = true, .number = -(uint64_t)value};
}

static struct unpack_item of_float(uint64_t bits, unsigned width)
{
    struct unpack_item item = {.type = UNPACK_DOUBLE};
    uint32_t half = (uint32_t)bits;
    float narrow;
    if (width == sizeof item.real) {
        memcpy(&item.real, &bits, sizeof item.real);
    } else {
        memcpy(&narrow, &half, sizeof narrow);
        item.real = (double)narrow;
    }
    return item;
}

/* First bytes c0..df, in the groups of the specification; `width` bytes of number follow. */
static struct unpack_item of_long(struct unpack *u, unsigned char first)
{
    static const unsigned char widths[0x20] = {0, 0, 0, 0, 1, 2, 4, 0, 0, 0, 4, 8, 1, 2, 4, 8,
                                               1, 2, 4, 8, 0, 0, 0, 0, 0, 1, 2, 4, 2, 4, 2, 4};
    unsigned width = widths[first - 0xc0];
    uint64_t number;
    if (!take_number(u, width, &number)) return at_end(u);
    if (first == 0xc0) return of_count(UNPACK_NIL, 0);
    if (first == 0xc2 || first == 0xc3) return of_count(UNPACK_BOOL, first & 1);
    if (first >= 0xc4 && first <= 0xc6) return of_bytes(u, UNPACK_BIN, number);
    if (first == 0xca || first == 0xcb) return of_float(number, width);
    if (first >= 0xcc && first <= 0xcf) return of_count(UNPACK_INT, number);
    if (first >= 0xd0 && first <= 0xd3) return of_signed(number, width);
    if (first >= 0xd9 && first <= 0xdb) return of_bytes(u, UNPACK_STR, number);
    if (first == 0xdc || first == 0xdd) return of_count(UNPACK_ARRAY, number);
    if (first == 0xde || first == 0xdf) return of_count(UNPACK_MAP, number);
    return at_end(u);
}

struct unpack_item unpack_next(struct unpack *u)
{
    if (u->at == u->end) return at_end(u);
    unsigned char first = *u->at++;
    if (first < 0x80) return of_count(UNPACK_INT, first);
    if (first < 0x90) return of_count(UNPACK_MAP, first & 15);
    if (first < 0xa0) return of_count(UNPACK_ARRAY, first & 15);
    if (first < 0xc0) return of_bytes(u, UNPACK_STR, first & 31);
    if (first >= 0xe0) return of_signed(first, 1);
    return of_long(u, first);
}

/* Bytes of an object that is whole in itself and whose first byte tells how many; 0: of none. */
static size_t plain_bytes(unsigned char first)
{
    static const unsigned char longer[0x20] = {
        [0x00] = 1, [0x02] = 1, [0x03] = 1, [0x0a] = 5, [0x0b] = 9, [0x0c] = 2, [0x0d] = 3,
        [0x0e] = 5, [0x0f] = 9, [0x10] = 2, [0x11] = 3, [0x12] = 5, [0x13] = 9};
    if (first < 0x80 || first >= 0xe0) return 1;
    if (first >= 0xc0) return longer[first - 0xc0];
    return first >= 0xa0 ? 1 + (first & 31u) : 0;
}

void unpack_skip(struct unpack *u)
{
    for (uint64_t objects = 1; objects > 0; objects--) {
        size_t plain = u->at < u->end ? plain_bytes(*u->at) : 0;
        if (plain > 0 && plain <= (size_t)(u->end - u->at)) {
            u->at += plain;
            continue;
        }
        struct unpack_item item = unpack_next(u);
        if (item.type == UNPACK_END) return;
        if (item.type == UNPACK_ARRAY) objects += item.number;
        if (item.type == UNPACK_MAP) objects += 2 * item.number;
    }
}

/* Whether the next object is this string: nearly always one whose head is a byte. */
static bool is_key(struct unpack u, struct view key)
{
    if (*u.at >= 0xa0 && *u.at < 0xc0)
        return (*u.at & 31u) == key.len && (size_t)(u.end - u.at) > key.len &&
               memcmp(u.at + 1, key.at, key.len) == 0;
    struct unpack_item item = unpack_next(&u);
    return item.type == UNPACK_STR && view_equal(item.bytes, key);
}

bool unpack_find(struct unpack *u, const char *key)
{
    struct unpack at = *u;
    struct view wanted = view_of(key);
    struct unpack_item map = unpack_next(&at);
    if (map.type != UNPACK_MAP) return false;
    for (uint64_t i = 0; i < map.number && at.at < at.end; i++) {
        bool found = is_key(at, wanted);
        unpack_skip(&at);
        if (found) {
            *u = at;
            return true;
        }
        unpack_skip(&at);
    }
    return false;
}

/* Which of the keys the next object is, sought from `first` on and round; count if it is none. */
static unsigned which_key(struct unpack u, const struct view *keys, unsigned count, unsigned first)
{
    for (unsigned k = first; k < count; k++)
        if (is_key(u, keys[k])) return k;
    for (unsigned k = 0; k < first; k++)
        if (is_key(u, keys[k])) return k;
    return count;
}

void unpack_values(struct unpack *u, const struct view *keys, unsigned count, struct unpack *values)
{
    unsigned next = 0;
    memset(values, 0, count * sizeof *values);
    struct unpack inside = *u;
    struct unpack_item map = unpack_next(&inside);
    if (map.type != UNPACK_MAP) {
        unpack_skip(u);
        return;
    }
    *u = inside;
    for (uint64_t i = 0; i < map.number && u->at < u->end; i++) {
        unsigned key = which_key(*u, keys, count, next);
        unpack_skip(u);
        if (key < count && !values[key].at) values[key] = *u;
        if (key < count) next = key + 1;
        unpack_skip(u);
    }
}

struct view unpack_as_text(struct unpack u)
{
    struct unpack_item item = unpack_next(&u);
    return item.type == UNPACK_STR ? item.bytes : (struct view){0};
}

uint64_t unpack_as_number(struct unpack u)
{
    struct unpack_item item = unpack_next(&u);
    return item.type == UNPACK_INT && !item.negative ? item.number : 0;
}

struct view unpack_text(struct unpack map, const char *key)
{
    return unpack_find(&map, key) ? unpack_as_text(map) : (struct view){0};
}

uint64_t unpack_number(struct unpack map, const char *key)
{
    return unpack_find(&map, key) ? unpack_as_number(map) : 0;
}

uint64_t unpack_items(struct unpack map, const char *key, struct unpack *item)
{
    *item = map;
    if (!unpack_find(item, key)) return 0;
    struct unpack_item head = unpack_next(item);
    return head.type == UNPACK_ARRAY ? head.number : 0;
}

static bool is_place(struct unpack_item item)
{
    return item.type == UNPACK_INT && !item.negative;
}

bool unpack_span(struct unpack *u, uint64_t *start, uint64_t *end)
{
    struct unpack at = *u;
    struct unpack_item pair = unpack_next(&at);
    *start = *end = 0;
    unpack_skip(u);
    if (pair.type != UNPACK_ARRAY || pair.number != 2) return false;
    struct unpack_item from = unpack_next(&at), to = unpack_next(&at);
    if (!is_place(from) || !is_place(to)) return false;
    *start = from.number;
    *end = to.number;
    return true;
}
