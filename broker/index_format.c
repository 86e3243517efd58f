/* index_format.c: see index_format.h. Keys and entries. */
#include "broker/index_format.h"
#include <assert.h>
#include <endian.h>
#include <string.h>

struct index_key index_key(uint64_t segment, unsigned family, struct view own)
{
    struct index_key k = {.len = INDEX_HEAD + own.len};
    uint64_t number = htobe64(segment);
    assert(own.len <= INDEX_KEY - INDEX_HEAD);
    memcpy(k.at, &number, sizeof number);
    k.at[sizeof number] = (unsigned char)family;
    if (own.len) memcpy(k.at + INDEX_HEAD, own.at, own.len);
    return k;
}

struct index_key index_key_number(uint64_t segment, unsigned family, uint32_t number)
{
    uint32_t big = htobe32(number);
    return index_key(segment, family, (struct view){(const char *)&big, sizeof big});
}

bool index_key_is(struct view key, uint64_t segment, unsigned family, struct view *own)
{
    struct index_key head = index_key(segment, family, (struct view){0});
    if (key.len < INDEX_HEAD || memcmp(key.at, head.at, INDEX_HEAD) != 0) return false;
    *own = (struct view){key.at + INDEX_HEAD, key.len - INDEX_HEAD};
    return true;
}

bool index_get(struct txn *t, const struct index_key *key, struct view *value)
{
    return table_get(t, TABLE_INDEX, key_view(key), value);
}

/* ---- Writing ---- */

struct entry_head {
    uint32_t family, own, value; /* lengths of what follows: key and value */
};

void index_put(struct index_writer *w, unsigned family, struct view own, struct view value)
{
    struct entry_head head = {family, (uint32_t)own.len, (uint32_t)value.len};
    buf_add(&w->entries, &head, sizeof head);
    buf_add_view(&w->entries, own);
    buf_add_view(&w->entries, value);
    w->bytes += INDEX_HEAD + own.len + value.len;
}

void index_put_number(struct index_writer *w, unsigned family, uint32_t number, struct view value)
{
    uint32_t big = htobe32(number);
    index_put(w, family, (struct view){(const char *)&big, sizeof big}, value);
}

void index_write_entries(struct txn *t, uint64_t segment, struct view entries)
{
    struct entry_head head;
    for (const char *at = entries.at, *end = at + entries.len; entries.len && at < end;) {
        memcpy(&head, at, sizeof head);
        at += sizeof head;
        struct index_key key = index_key(segment, head.family, (struct view){at, head.own});
        table_put(t, TABLE_INDEX, key_view(&key), (struct view){at + head.own, head.value});
        at += head.own + head.value;
    }
}
