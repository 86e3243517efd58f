/* index_columns_lists.c: the rows of keys read: see index_columns.h. */
#include "broker/index_columns_parts.h"

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
    if (!columns_entry_after(t, r->segment, FAMILY_LISTS, own, &found, &r->left)) return false;
    start_chunk(r, found);
    return take_entry(r);
}

/* The chunk that has (code, row), or else the first one behind. */
static bool enter_lists(struct lists_reader *r, struct txn *t, uint32_t code, uint32_t row)
{
    uint32_t wanted[2] = {htobe32(code), htobe32(row)};
    struct view own = {(const char *)wanted, sizeof wanted}, found;
    if (!columns_entry_before(t, r->segment, FAMILY_LISTS, own, &found, &r->left) &&
        !columns_entry_after(t, r->segment, FAMILY_LISTS, own, &found, &r->left))
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

/* ---- A chunk at a time ---- */

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

static size_t chunk_near(columns_entry *near, struct txn *t, uint64_t segment,
                         struct list_entry *at, struct list_entry out[LIST_ENTRIES])
{
    uint32_t wanted[2] = {htobe32(at->code), htobe32(at->row)};
    struct view own = {(const char *)wanted, sizeof wanted}, found, left;
    bool there = near(t, segment, FAMILY_LISTS, own, &found, &left);
    return there ? take_chunk(found, left, at, out) : 0;
}

size_t lists_chunk(struct txn *t, uint64_t segment, struct list_entry *at,
                   struct list_entry out[LIST_ENTRIES])
{
    return chunk_near(columns_entry_before, t, segment, at, out);
}

size_t lists_chunk_behind(struct txn *t, uint64_t segment, struct list_entry *at,
                          struct list_entry out[LIST_ENTRIES])
{
    return chunk_near(columns_entry_after, t, segment, at, out);
}
