/* index_columns_keys.c: the keys of a segment read: see index_columns.h. */
#include "broker/index_columns_parts.h"

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
    if (!columns_entry_before(t, r->segment, FAMILY_KEYS,
                              (struct view){(const char *)&big, sizeof big}, &own, &r->left))
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
    for (; count < room && end - at >= 2 + AMOUNT && r->key.len >= AMOUNT; count++) {
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
    if (!columns_entry_before(t, segment, FAMILY_KEYS,
                              (struct view){(const char *)&big, sizeof big}, &own, left))
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
    return below || r.code > keys ? keys : r.code;
}
