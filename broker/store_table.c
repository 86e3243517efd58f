/* store_table.c: see store_env.h. Reading and writing tables, each through its one cursor. */
#include "broker/store_env.h"
#include "broker/store_env_parts.h"
#include <assert.h>
#include <lmdb.h>
#include <string.h>

#define RECORD_COST 64 /* bytes of a tree that a record takes beside its value, roughly */

static const char *const reading[] = {
#define X(NAME, name, keys) [TABLE_##NAME] = "read " name,
    STORE_TABLES(X)
#undef X
};
static const char *const writing[] = {
#define X(NAME, name, keys) [TABLE_##NAME] = "write " name,
    STORE_TABLES(X)
#undef X
};
static const char keys_of[] = {
#define X(NAME, name, keys) [TABLE_##NAME] = #keys[0],
    STORE_TABLES(X)
#undef X
};

struct view table_num(const uint64_t *num)
{
    return (struct view){(const char *)num, sizeof *num};
}

uint64_t table_num_of(struct view key)
{
    uint64_t num;
    assert(key.len == sizeof num);
    memcpy(&num, key.at, sizeof num);
    return num;
}

static MDB_val val_of(struct view v)
{
    return (MDB_val){v.len, (void *)v.at};
}

/* NULL after a fault. */
static MDB_cursor *cursor_of(struct txn *t, enum table which)
{
    assert(t->open);
    if (t->fault) return NULL;
    if (!t->cursors[which]) {
        int rc = mdb_cursor_open(t->handle, t->env->tables[which], &t->cursors[which]);
        if (rc != 0) txn_fault(t, rc, reading[which]);
    }
    return t->cursors[which];
}

static bool move(struct txn *t, enum table which, MDB_cursor_op op, struct view *key,
                 struct view *value)
{
    MDB_cursor *cursor = cursor_of(t, which);
    MDB_val k = val_of(*key), v;
    int rc = cursor ? mdb_cursor_get(cursor, &k, &v, op) : MDB_NOTFOUND;
    if (rc != 0) {
        if (rc != MDB_NOTFOUND) txn_fault(t, rc, reading[which]);
        return false;
    }
    *key = (struct view){k.mv_data, k.mv_size};
    *value = (struct view){v.mv_data, v.mv_size};
    return true;
}

bool table_get(struct txn *t, enum table which, struct view key, struct view *value)
{
    return move(t, which, MDB_SET, &key, value);
}

bool table_seek(struct txn *t, enum table which, struct view *key, struct view *value)
{
    return move(t, which, MDB_SET_RANGE, key, value);
}

bool table_next(struct txn *t, enum table which, struct view *key, struct view *value)
{
    return move(t, which, MDB_NEXT, key, value);
}

bool table_previous(struct txn *t, enum table which, struct view *key, struct view *value)
{
    return move(t, which, MDB_PREV, key, value);
}

bool table_last(struct txn *t, enum table which, struct view *key, struct view *value)
{
    return move(t, which, MDB_LAST, key, value);
}

static bool is_above(enum table which, struct view key, const struct last_key *last)
{
    struct view before = {last->at, last->len};
    if (last->len == 0) return true;
    if (keys_of[which] == 'N') return table_num_of(key) > table_num_of(before);
    return view_compare(key, before) > 0;
}

static bool keep_last(struct last_key *last, struct view key)
{
    if (key.len > sizeof last->at) return false;
    if (key.len > 0) memcpy(last->at, key.at, key.len);
    last->len = key.len;
    return true;
}

/* Ascending keys are appended: LMDB then fills its pages, and does not look for the place. */
static unsigned append_flag(struct txn *t, enum table which, struct view key)
{
    struct last_key *last = &t->last[which];
    struct view greatest = {0}, ignored;
    if (keys_of[which] == 'L') return 0;
    if (!last->known) {
        table_last(t, which, &greatest, &ignored);
        last->known = keep_last(last, greatest);
    }
    return last->known && is_above(which, key, last) && keep_last(last, key) ? MDB_APPEND : 0;
}

static bool write_value(struct txn *t, enum table which, struct view key, MDB_val *value,
                        unsigned flags)
{
    assert(t->writes);
    flags |= append_flag(t, which, key);
    MDB_cursor *cursor = cursor_of(t, which);
    if (!cursor) return false;
    MDB_val k = val_of(key);
    int rc = mdb_cursor_put(cursor, &k, value, flags);
    t->bytes += value->mv_size + RECORD_COST;
    if (rc == MDB_KEYEXIST && flags == MDB_NODUPDATA) return true;
    if (rc != 0) txn_fault(t, rc, writing[which]);
    return rc == 0;
}

void table_put(struct txn *t, enum table which, struct view key, struct view value)
{
    MDB_val v = val_of(value);
    write_value(t, which, key, &v, keys_of[which] == 'L' ? MDB_NODUPDATA : 0);
}

char *table_reserve(struct txn *t, enum table which, struct view key, size_t len)
{
    MDB_val v = {len, NULL};
    return write_value(t, which, key, &v, MDB_RESERVE) ? v.mv_data : NULL;
}

static void drop(struct txn *t, enum table which, MDB_val *k, MDB_val *v, MDB_cursor_op op)
{
    MDB_cursor *cursor = cursor_of(t, which);
    assert(t->writes);
    if (!cursor) return;
    int rc = mdb_cursor_get(cursor, k, v, op);
    if (rc == 0) rc = mdb_cursor_del(cursor, 0);
    if (rc != 0 && rc != MDB_NOTFOUND) txn_fault(t, rc, writing[which]);
}

void table_drop(struct txn *t, enum table which, struct view key)
{
    MDB_val k = val_of(key), v;
    drop(t, which, &k, &v, MDB_SET);
}

void table_drop_value(struct txn *t, enum table which, struct view key, struct view value)
{
    MDB_val k = val_of(key), v = val_of(value);
    drop(t, which, &k, &v, MDB_GET_BOTH);
}
