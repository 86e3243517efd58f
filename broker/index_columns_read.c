/* index_columns_read.c: columns read. See index_columns.h. */
#include "broker/index_columns.h"
#include "proto/leb.h"
#include <endian.h>
#include <string.h>

enum { NUMBER_MOST = 5, GET_BYTES = 8 }; /* bytes of one in LEB128; that are read for it */

/* Where GET_BYTES are there, nothing need be checked on the way: a longer number is taken from one
 * load, whatever its length. */
static inline const unsigned char *get_number(const unsigned char *at, uint32_t *n)
{
    static const uint64_t high = UINT64_C(0x80808080);
    uint64_t bytes;
    if (*at < 0x80) {
        *n = *at;
        return at + 1;
    }
    memcpy(&bytes, at, sizeof bytes);
    bytes = le64toh(bytes);
    unsigned end = (unsigned)__builtin_ctzll((~bytes & high) | UINT64_C(1) << 39);
    bytes &= (UINT64_C(2) << end) - 1;
    *n = (uint32_t)((bytes & 0x7f) | (bytes >> 1 & 0x3f80) | (bytes >> 2 & 0x1fc000) |
                    (bytes >> 3 & 0xfe00000) | (bytes >> 4 & 0xf0000000));
    return at + end / 8 + 1;
}

static inline bool take_number(struct view *v, uint32_t *n)
{
    const unsigned char *start = (const unsigned char *)v->at, *at = start;
    uint64_t value;
    if (v->len >= GET_BYTES) {
        at = get_number(at, n);
    } else {
        if (v->len == 0 || !leb_get(&at, start + v->len, &value)) return false;
        *n = (uint32_t)value;
    }
    v->at += at - start;
    v->len -= (size_t)(at - start);
    return true;
}

bool columns_counts(struct txn *t, uint64_t segment, struct columns_counts *out)
{
    struct index_key key = index_key(segment, FAMILY_COUNTS, (struct view){0});
    struct view value;
    *out = (struct columns_counts){0};
    if (!index_get(t, &key, &value) || value.len != sizeof *out) return false;
    memcpy(out, value.at, sizeof *out);
    return true;
}

/* The last entry of the family whose own key is not above `own`; false if there is none. */
static bool entry_before(struct txn *t, uint64_t segment, unsigned family, struct view own,
                         struct view *found, struct view *value)
{
    struct index_key wanted = index_key(segment, family, own);
    struct view key = key_view(&wanted);
    if (!table_seek(t, TABLE_INDEX, &key, value)) {
        if (!table_last(t, TABLE_INDEX, &key, value)) return false;
    } else if (!view_equal(key, key_view(&wanted)) &&
               !table_previous(t, TABLE_INDEX, &key, value)) {
        return false;
    }
    return index_key_is(key, segment, family, found);
}

/* The entry behind the one with that own key. */
static bool entry_after(struct txn *t, uint64_t segment, unsigned family, struct view own,
                        struct view *found, struct view *value)
{
    struct index_key wanted = index_key(segment, family, own);
    struct view key = key_view(&wanted);
    if (!table_seek(t, TABLE_INDEX, &key, value)) return false;
    if (view_equal(key, key_view(&wanted)) && !table_next(t, TABLE_INDEX, &key, value))
        return false;
    return index_key_is(key, segment, family, found);
}

static uint32_t number_at(struct view own, size_t at)
{
    uint32_t big = 0;
    if (at + sizeof big <= own.len) memcpy(&big, own.at + at, sizeof big);
    return be32toh(big);
}

/* ---- Keys ---- */

void keys_open(struct keys_reader *r, uint64_t segment, uint32_t code)
{
    r->segment = segment;
    r->code = code;
    r->left = (struct view){0};
    r->key.len = 0;
    r->any = false;
}

void keys_rest(struct keys_reader *r)
{
    r->left.len = 0;
}

static bool take_key(struct keys_reader *r)
{
    uint32_t shared, more;
    if (!take_number(&r->left, &shared) || !take_number(&r->left, &more)) return false;
    if (shared > r->key.len || more > r->left.len || shared + more > sizeof r->key.at) return false;
    memcpy(r->key.at + shared, r->left.at, more);
    r->shared = shared;
    r->key.len = shared + more;
    r->left.at += more;
    r->left.len -= more;
    return true;
}

/* Goes to the chunk that has r->code, and in it to the key before. */
static bool enter_keys(struct keys_reader *r, struct txn *t)
{
    uint32_t big = htobe32(r->code);
    struct view own;
    r->key.len = 0;
    if (!entry_before(t, r->segment, FAMILY_KEYS, (struct view){(const char *)&big, sizeof big},
                      &own, &r->left))
        return false;
    for (uint32_t code = number_at(own, 0); code < r->code; code++)
        if (!take_key(r)) return false;
    return r->left.len > 0;
}

bool keys_next(struct keys_reader *r, struct txn *t)
{
    r->code += r->any;
    if (r->left.len == 0 && !enter_keys(r, t)) return r->any = false;
    return r->any = take_key(r);
}

/* Most keys have only the last bytes of their amount beyond the one before. */
size_t keys_take_amounts(struct keys_reader *r, uint64_t amount, uint64_t *out, size_t room)
{
    enum { AMOUNT = sizeof amount };
    const unsigned char *at = (const unsigned char *)r->left.at, *end = at + r->left.len;
    size_t count = 0;
    for (; count < room && end - at >= 2 + AMOUNT; count++) {
        unsigned shared = at[0], more = at[1];
        uint64_t bytes;
        if (more == 0 || more > AMOUNT || shared >= 0x80 || shared + more != r->key.len) break;
        memcpy(&bytes, at + 2, sizeof bytes);
        uint64_t low = UINT64_MAX >> (64 - 8 * more);
        amount = (amount & ~low) | be64toh(bytes) >> (64 - 8 * more);
        out[count] = amount;
        at += 2 + more;
    }
    if (count == 0) return 0;
    uint64_t big = htobe64(amount);
    memcpy(r->key.at + r->key.len - AMOUNT, &big, sizeof big);
    r->shared = (uint32_t)r->key.len - AMOUNT;
    r->left = (struct view){(const char *)at, (size_t)(end - at)};
    r->code += (uint32_t)count;
    return count;
}

bool keys_get(struct txn *t, uint64_t segment, uint32_t code, struct buf *out)
{
    struct keys_reader r;
    keys_open(&r, segment, code);
    bool there = keys_next(&r, t);
    if (there) buf_add_view(out, keys_key(&r));
    return there;
}

/* The code of the first key of the chunk that has `code`; its chunk in *left. */
static uint32_t chunk_of(struct txn *t, uint64_t segment, uint32_t code, struct view *left)
{
    uint32_t big = htobe32(code);
    struct view own;
    if (!entry_before(t, segment, FAMILY_KEYS, (struct view){(const char *)&big, sizeof big}, &own,
                      left))
        return CODE_NONE;
    return number_at(own, 0);
}

static bool begins_below(struct view chunk, struct view key)
{
    uint32_t shared, len;
    if (!take_number(&chunk, &shared) || !take_number(&chunk, &len) || len > chunk.len)
        return false;
    return view_compare((struct view){chunk.at, len}, key) < 0;
}

/* By halves over the codes to the last chunk that begins below the key, and on from there. */
uint32_t keys_find(struct txn *t, uint64_t segment, uint32_t keys, struct view key)
{
    uint32_t low = 0, high = keys, begin = 0;
    struct keys_reader r;
    struct view chunk;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2, base = chunk_of(t, segment, middle, &chunk);
        if (base == CODE_NONE) break;
        if (begins_below(chunk, key)) {
            begin = base;
            low = middle + 1;
        } else {
            high = base;
        }
    }
    keys_open(&r, segment, begin);
    bool below = true;
    while (below && keys_next(&r, t)) below = view_compare(keys_key(&r), key) < 0;
    return below ? keys : r.code;
}

/* ---- Lists ---- */

void lists_open(struct lists_reader *r, uint64_t segment, uint32_t code)
{
    *r = (struct lists_reader){.segment = segment, .code = code};
}

void lists_rest(struct lists_reader *r)
{
    r->left.len = 0;
    r->in_chunk = false;
}

static bool take_entry(struct lists_reader *r)
{
    uint32_t code, row;
    if (!take_number(&r->left, &code) || !take_number(&r->left, &row)) return false;
    r->row = code == 0 ? r->row + row : row;
    r->code += code;
    return true;
}

static void start_chunk(struct lists_reader *r, struct view own)
{
    memcpy(r->own, own.at, own.len < sizeof r->own ? own.len : sizeof r->own);
    r->code = number_at(own, 0);
    r->row = 0;
    r->in_chunk = true;
}

static bool next_chunk(struct lists_reader *r, struct txn *t)
{
    struct view own = {(const char *)r->own, sizeof r->own}, found;
    if (!entry_after(t, r->segment, FAMILY_LISTS, own, &found, &r->left)) return false;
    start_chunk(r, found);
    return take_entry(r);
}

/* The chunk that has (code, row), or else the first one behind. */
static bool enter_lists(struct lists_reader *r, struct txn *t, uint32_t code, uint32_t row)
{
    uint32_t wanted[2] = {htobe32(code), htobe32(row)};
    struct view own = {(const char *)wanted, sizeof wanted}, found;
    if (!entry_before(t, r->segment, FAMILY_LISTS, own, &found, &r->left) &&
        !entry_after(t, r->segment, FAMILY_LISTS, own, &found, &r->left))
        return false;
    start_chunk(r, found);
    return take_entry(r);
}

/* Where nothing was read yet, the first row of the code or of one behind; else the one behind the
 * last. */
bool lists_next(struct lists_reader *r, struct txn *t)
{
    uint32_t code = r->code, row = r->row;
    bool first = !r->started;
    if (r->left.len > 0) return take_entry(r);
    if (r->in_chunk) return next_chunk(r, t);
    r->started = true;
    for (bool there = enter_lists(r, t, code, row); there;
         there = r->left.len > 0 ? take_entry(r) : next_chunk(r, t)) {
        if (r->code > code || (r->code == code && (first || r->row > row))) return true;
    }
    return false;
}

/* Most entries are in the midst of a chunk. */
size_t lists_take(struct lists_reader *r, struct txn *t, uint32_t end, uint32_t *rows, size_t room)
{
    enum { ENTRY_MOST = NUMBER_MOST + GET_BYTES };
    for (size_t count = 0; count < room;) {
        if (!lists_next(r, t) || r->code >= end) return count;
        rows[count++] = r->row;
        const unsigned char *at = (const unsigned char *)r->left.at, *behind = at + r->left.len;
        while (count < room && behind - at >= ENTRY_MOST) {
            uint32_t code, row;
            at = get_number(get_number(at, &code), &row);
            r->row = code == 0 ? r->row + row : row;
            r->code += code;
            if (r->code >= end) return count;
            rows[count++] = r->row;
        }
        r->left = (struct view){(const char *)at, (size_t)(behind - at)};
    }
    return room;
}

struct list_key {
    uint32_t at[2]; /* big-endian */
};

static struct list_key list_key(const struct list_entry *at)
{
    return (struct list_key){{htobe32(at->code), htobe32(at->row)}};
}

static size_t take_chunk(struct view own, struct view left, struct list_entry *at,
                         struct list_entry out[LIST_ENTRIES])
{
    struct lists_reader r = {.left = left};
    size_t count = 0;
    start_chunk(&r, own);
    *at = (struct list_entry){r.code, number_at(own, sizeof r.code)};
    while (count < LIST_ENTRIES && take_entry(&r))
        out[count++] = (struct list_entry){r.code, r.row};
    return count;
}

size_t lists_chunk(struct txn *t, uint64_t segment, struct list_entry *at,
                   struct list_entry out[LIST_ENTRIES])
{
    struct list_key key = list_key(at);
    struct view own = {(const char *)&key, sizeof key}, found, left;
    bool there = entry_before(t, segment, FAMILY_LISTS, own, &found, &left);
    return there ? take_chunk(found, left, at, out) : 0;
}

size_t lists_chunk_behind(struct txn *t, uint64_t segment, struct list_entry *at,
                          struct list_entry out[LIST_ENTRIES])
{
    struct list_key key = list_key(at);
    struct view own = {(const char *)&key, sizeof key}, found, left;
    bool there = entry_after(t, segment, FAMILY_LISTS, own, &found, &left);
    return there ? take_chunk(found, left, at, out) : 0;
}

/* ---- Rows ---- */

enum { ROW_MOST = 2 + (4 + RECORD_LINKS) * NUMBER_MOST + GET_BYTES }; /* bytes of a row */

static inline uint32_t unzigzag(uint32_t from, uint32_t n)
{
    return n & 1 ? from - (n / 2 + 1) : from + n / 2;
}

static inline const unsigned char *get_links(const unsigned char *at, uint32_t links[RECORD_LINKS])
{
    for (unsigned mask = *at++ & ((1u << RECORD_LINKS) - 1); mask; mask &= mask - 1)
        at = get_number(at, &links[__builtin_ctz(mask)]);
    return at;
}

/* Mostly a byte. */
static inline const unsigned char *skip_number(const unsigned char *at)
{
    uint32_t ignored;
    return *at < 0x80 ? at + 1 : get_number(at, &ignored);
}

static inline const unsigned char *get_brief(const unsigned char *at, struct column_row *row)
{
    uint32_t code;
    unsigned head = *at++;
    row->kind = (enum record_kind)row_kind(head);
    at = skip_number(skip_number(get_number(at, &code)));
    row->code = code - 1;
    memset(row->links, 0, sizeof row->links);
    if (head & ROW_HAS_LINKS) at = get_links(at, row->links);
    return head & ROW_HAS_ABOUT ? skip_number(skip_number(at)) : at;
}

static inline const unsigned char *get_row(const unsigned char *at, uint32_t before,
                                           struct column_row *row)
{
    uint32_t code, start, about;
    unsigned head = *at++;
    *row = (struct column_row){.kind = (enum record_kind)row_kind(head)};
    at = get_number(at, &code);
    at = get_number(at, &start);
    at = get_number(at, &row->length);
    row->code = code - 1;
    row->start = unzigzag(before, start);
    if (head & ROW_HAS_LINKS) at = get_links(at, row->links);
    if (!(head & ROW_HAS_ABOUT)) return at;
    at = get_number(at, &about);
    row->about = unzigzag(row->start, about);
    return get_number(at, &row->about_length);
}

/* The last ones, less than ROW_MOST bytes of them, are read from a copy with room behind it. */
static void read_last_rows(struct rows_reader *r, struct view left, uint32_t start)
{
    unsigned char tail[2 * ROW_MOST] = {0};
    const unsigned char *at = tail, *end = tail + left.len;
    memcpy(tail, left.at, left.len);
    while (at < end && r->count < COLUMN_ROWS) {
        struct column_row *row = &r->at[r->count];
        at = r->brief ? get_brief(at, row) : get_row(at, start, row);
        if (at > end) return;
        start = row->start;
        r->count++;
    }
}

static void read_rows(struct rows_reader *r, struct view chunk)
{
    const unsigned char *at = (const unsigned char *)chunk.at, *end = at + chunk.len;
    uint32_t start = 0, count = 0;
    if (r->brief)
        for (; count < COLUMN_ROWS && end - at >= ROW_MOST; count++)
            at = get_brief(at, &r->at[count]);
    else
        for (; count < COLUMN_ROWS && end - at >= ROW_MOST; start = r->at[count++].start)
            at = get_row(at, start, &r->at[count]);
    r->count = count;
    if (count < COLUMN_ROWS && at < end)
        read_last_rows(r, (struct view){(const char *)at, (size_t)(end - at)}, start);
}

void rows_enter(struct rows_reader *r, struct txn *t, uint32_t chunk)
{
    struct index_key key = index_key_number(r->segment, FAMILY_ROWS, chunk);
    struct view rows;
    r->count = 0;
    r->chunk = chunk;
    r->any = true;
    if (index_get(t, &key, &rows)) read_rows(r, rows);
}

void firsts_read(struct txn *t, uint64_t segment, const struct columns_counts *counts,
                 struct buf *out)
{
    for (uint32_t i = 0; i < counts->articles; i += COLUMN_FIRSTS) {
        struct index_key key = index_key_number(segment, FAMILY_FIRSTS, i / COLUMN_FIRSTS);
        uint32_t wanted = counts->articles - i;
        struct view chunk;
        if (wanted > COLUMN_FIRSTS) wanted = COLUMN_FIRSTS;
        if (!index_get(t, &key, &chunk) || chunk.len < wanted * sizeof(uint32_t)) return;
        buf_add(out, chunk.at, wanted * sizeof(uint32_t));
    }
    buf_add(out, &counts->rows, sizeof counts->rows);
}
