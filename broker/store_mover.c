/* store_mover.c: see store_mover.h. */
#include "broker/store_mover.h"
#include "broker/store_env_parts.h"
#include <inttypes.h>
#include <lmdb.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

enum {
    ROUNDS = 8,
    NUMBERS_MOST = 3,       /* as many numbers of pages as are in use: each round may take some */
    FEW = 64,               /* pages, for which another round may be tried in vain */
    STEP_BYTES = 4 << 20,   /* to be moved by a turn, */
    STEP_ENTRIES = 1 << 15, /* and entries that are looked at in a page */
    BRANCH_EVERY = 32,      /* so many leaves have one branch at least: one of them is moved, too */
    HELD_PAGES = 1 << 18,   /* of free runs: a gigabyte of memory that is not touched */
    HELD_MOST = 4096,       /* runs of free pages */
    HELD_NAME = 32,         /* bytes of a name in `meta` */
    PAGE_HEAD = PAGE_BYTES - PAGE_VALUE,
    LIST_VALUE_MOST = 511, /* bytes: as LMDB has it */
    PATH_PAGES = 4,        /* that move with an entry, mostly: its leaf, and branches to it */
    TURN_PAGES = 64,       /* that every turn writes: roots, what else it does, */
    LISTED_PAGES = 509     /* and one of the free list for so many free pages */
};

void moves_free(struct moves *moves)
{
    buf_free(&moves->entries);
    buf_free(&moves->runs);
    buf_free(&moves->front);
}

void mover_free(struct mover *m)
{
    buf_free(&m->key);
    buf_free(&m->value);
    *m = (struct mover){0};
}

void mover_restart(struct mover *m)
{
    m->rounds = 0;
    m->under_way = false;
}

/* Before each entry of struct moves: bytes of its key, and of its value, which follow. */
struct moved {
    enum table table;
    size_t key, value;
};

/* ---- Where entries lie ---- */

/* A page of LMDB begins with its number; keys lie in leaves, and so does a value that has no pages
 * of its own. */
struct place {
    uint64_t leaf, value; /* pages */
};

static struct place place_of(const MDB_val *key, const MDB_val *value)
{
    uintptr_t leaf = (uintptr_t)key->mv_data & ~(uintptr_t)(PAGE_BYTES - 1);
    struct place p;
    size_t number;
    memcpy(&number, (const void *)leaf, sizeof number);
    p.leaf = number;
    intptr_t behind = (intptr_t)value->mv_data - (intptr_t)leaf;
    p.value = number + (uint64_t)(behind >> __builtin_ctz(PAGE_BYTES));
    return p;
}

/* Whether the leaf at hand is to be moved still. */
static bool is_leaf_due(struct mover *m, uint64_t leaf)
{
    if (leaf == m->last) return m->leaf_due;
    m->last = leaf;
    m->leaf_due = leaf >= m->least || m->leaves % BRANCH_EVERY == 0;
    m->leaves++;
    return m->leaf_due;
}

/* Whether a value of so many pages, or an entry in a leaf, will find pages in front. LMDB takes the
 * first free pages that are neighbours and enough, so any run is used up from its beginning, and
 * each page that is taken leaves one place less to begin at. Where there is none it writes behind
 * all others, and the file would get longer. */
static bool has_room(const struct moves *moves, size_t pages)
{
    const size_t *run = (const void *)moves->front.at;
    size_t runs = moves->front.len / sizeof *run, least = pages > 0 ? pages : 1;
    uint64_t places = 0, needed = moves->taken + PATH_PAGES;
    for (size_t i = 0; i < runs && places <= needed; i++)
        if (run[i] >= least) places += run[i] - least + 1;
    return places > needed;
}

/* What is in a leaf moves with any of its entries. Long values come before all others, for which
 * any page will do. */
static bool is_due(struct mover *m, const struct place *p, size_t pages)
{
    bool far = pages > 0 && p->value >= m->least;
    return m->long_ones ? far && pages > 1 : is_leaf_due(m, p->leaf) || far;
}

/* The way to a leaf moves once. */
static void take(struct mover *m, struct moves *moves, uint64_t leaf, size_t pages)
{
    moves->taken += pages + (leaf == moves->leaf ? 0 : PATH_PAGES);
    moves->leaf = leaf;
    m->leaf_due = false;
}

/* lists: of values, of which the moved one has to be told. */
static void add(struct mover *m, struct moves *moves, const MDB_val *key, const MDB_val *value,
                bool lists)
{
    struct moved head = {m->table, key->mv_size, lists ? value->mv_size : 0};
    buf_add(&moves->entries, &head, sizeof head);
    buf_add(&moves->entries, key->mv_data, key->mv_size);
    if (lists) buf_add(&moves->entries, value->mv_data, value->mv_size);
    moves->bytes += value->mv_size;
}

/* A list may be too long for one step, so its value belongs to the place. */
static void note_place(struct mover *m, const MDB_val *key, const MDB_val *value)
{
    m->key.len = m->value.len = 0;
    buf_add(&m->key, key->mv_data, key->mv_size);
    if (value->mv_size <= LIST_VALUE_MOST) buf_add(&m->value, value->mv_data, value->mv_size);
}

/* At the first entry that is not before the noted place. */
static int go_on(struct mover *m, MDB_cursor *cursor, bool lists, MDB_val *key, MDB_val *value)
{
    *key = (MDB_val){m->key.len, m->key.at};
    *value = (MDB_val){m->value.len, m->value.at};
    if (m->key.len == 0) return mdb_cursor_get(cursor, key, value, MDB_FIRST);
    if (!lists) return mdb_cursor_get(cursor, key, value, MDB_SET_RANGE);
    if (mdb_cursor_get(cursor, key, value, MDB_GET_BOTH_RANGE) == 0)
        return mdb_cursor_get(cursor, key, value, MDB_GET_CURRENT); /* the key, too, as it lies */
    *key = (MDB_val){m->key.len, m->key.at};
    int rc = mdb_cursor_get(cursor, key, value, MDB_SET_RANGE);
    bool same =
        rc == 0 && key->mv_size == m->key.len && !memcmp(key->mv_data, m->key.at, m->key.len);
    return same ? mdb_cursor_get(cursor, key, value, MDB_NEXT_NODUP) : rc;
}

/* Goes on in the table at hand; true at its end. */
static bool look(struct mover *m, struct txn *t, struct moves *moves)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    unsigned flags = 0, looked = 0;
    mdb_dbi_flags(t->handle, t->env->tables[m->table], &flags);
    if (mdb_cursor_open(t->handle, t->env->tables[m->table], &cursor) != 0) return true;
    bool lists = flags & MDB_DUPSORT;
    int rc = go_on(m, cursor, lists, &key, &value);
    for (; rc == 0; rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) {
        if (looked++ == STEP_ENTRIES || moves->bytes >= STEP_BYTES) break;
        struct place p = place_of(&key, &value);
        if (lists) p.leaf = p.value; /* of a long list, which is a tree of its own */
        size_t pages = p.value == p.leaf ? 0 : (PAGE_HEAD + value.mv_size - 1) / PAGE_BYTES + 1;
        if (!is_due(m, &p, pages)) continue;
        if (has_room(moves, pages)) {
            take(m, moves, p.leaf, pages);
            add(m, moves, &key, &value, lists);
        } else if (moves->entries.len > 0) {
            break; /* a turn later there may be */
        }
    }
    if (rc == 0) note_place(m, &key, &value);
    mdb_cursor_close(cursor);
    return rc != 0;
}

/* ---- Rounds ---- */

/* Whether the file reaches much farther than it would if all of it lay closely, and the last round
 * has helped, and not made it longer. */
static bool begin_round(struct mover *m, struct txn *t)
{
    struct env_extent x;
    if (m->rounds++ >= ROUNDS || !env_extent(t->env, t->handle, &x)) return false;
    if (x.pages > NUMBERS_MOST * x.used + HELD_PAGES / 16) return false;
    if (x.length <= x.close || !env_is_much(x.length - x.close, x.used)) return false;
    bool helped = x.behind <= m->behind / 2 || x.behind <= FEW;
    if (m->rounds > 1 && (!helped || x.length > m->length)) return false;
    m->behind = x.behind;
    m->length = x.length;
    m->least = x.close;
    m->long_ones = true;
    m->table = 0;
    m->key.len = 0;
    m->last = 0;
    return true;
}

/* The free pages, if so many can be held. */
static bool note_runs(struct mover *m, struct txn *t, struct moves *moves)
{
    moves->least = m->least;
    moves->commit = mdb_txn_id(t->handle);
    moves->runs.len = moves->front.len = 0;
    moves->run_pages = env_free_runs(t->env, t->handle, m->least, &moves->runs, &moves->front);
    moves->leaf = 0;
    moves->taken = TURN_PAGES + moves->run_pages / LISTED_PAGES;
    return moves->runs.len / sizeof(size_t) <= HELD_MOST && moves->run_pages <= HELD_PAGES;
}

static void next_table(struct mover *m)
{
    m->key.len = 0;
    m->last = 0;
    if (++m->table < TABLES) return;
    m->table = 0;
    m->under_way = m->long_ones;
    m->long_ones = false;
}

bool mover_step(struct mover *m, struct txn *t, struct moves *moves)
{
    moves->entries.len = 0;
    moves->bytes = 0;
    if (!m->under_way) m->under_way = begin_round(m, t);
    if (m->under_way && !note_runs(m, t, moves)) {
        m->under_way = false;
        m->rounds = ROUNDS;
    }
    if (!m->under_way) return false;
    if (look(m, t, moves)) next_table(m);
    return true;
}

/* ---- In the turn ---- */

static void move(struct txn *t, enum table table, struct view key, struct buf *room)
{
    struct view value;
    if (!table_get(t, table, key, &value)) return;
    room->len = 0;
    buf_add_view(room, value);
    table_put(t, table, key, buf_view(room));
}

static bool is_there(struct txn *t, enum table table, struct view key, struct view value)
{
    MDB_val k = {key.len, (void *)key.at}, v = {value.len, (void *)value.at};
    MDB_cursor *cursor;
    if (t->fault || mdb_cursor_open(t->handle, t->env->tables[table], &cursor) != 0) return false;
    int rc = mdb_cursor_get(cursor, &k, &v, MDB_GET_BOTH);
    mdb_cursor_close(cursor);
    return rc == 0;
}

/* A list that has the value already would stay as it is. */
static void move_value(struct txn *t, enum table table, struct view key, struct view value)
{
    if (!is_there(t, table, key, value)) return;
    table_drop_value(t, table, key, value);
    table_put(t, table, key, value);
}

/* LMDB takes free pages in the order in which they were freed, so mostly those that lie far back:
 * what was moved before has freed them. So all runs of free pages are taken by values, the longest
 * first, so that each takes one whole; those in front are given back at once, and LMDB has nothing
 * else while the turn moves what it moves. The others are given back before it ends. Such values
 * are never written, and their memory is not touched. */
struct held {
    uint32_t at[HELD_MOST]; /* names */
    size_t count;
};

static MDB_val held_key(uint32_t number, char name[HELD_NAME])
{
    return (MDB_val){(size_t)snprintf(name, HELD_NAME, "moving %" PRIu32, number), name};
}

/* The first page of the run that it got; 0 after a fault. */
static uint64_t hold_one(struct txn *t, uint32_t number, size_t pages)
{
    char name[HELD_NAME];
    MDB_val key = held_key(number, name), value = {pages * PAGE_BYTES - PAGE_HEAD, NULL};
    int rc = t->fault ? t->fault
                      : mdb_put(t->handle, t->env->tables[TABLE_META], &key, &value, MDB_RESERVE);
    size_t page = 0;
    if (rc == 0)
        memcpy(&page, (const char *)value.mv_data - PAGE_HEAD, sizeof page);
    else
        txn_fault(t, rc, "hold free pages");
    return page;
}

static void let_go(struct txn *t, uint32_t number)
{
    char name[HELD_NAME];
    MDB_val key = held_key(number, name);
    if (t->fault) return;
    int rc = mdb_del(t->handle, t->env->tables[TABLE_META], &key, NULL);
    if (rc != 0) txn_fault(t, rc, "let free pages go");
}

/* Whether so much memory may be asked for, which will not be touched. */
static bool may_take(uint64_t bytes)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    return at != MAP_FAILED && munmap(at, bytes) == 0;
}

/* LMDB reads its lists as it needs them, and may take the middle of a run. Then one may be missing
 * at last, and it takes pages behind all others: these have numbers and no room, and are free from
 * then on. So it ends at the first such. */
static void hold(struct txn *t, const struct moves *moves, struct held *held)
{
    const size_t *run = (const void *)moves->runs.at;
    size_t count = moves->runs.len / sizeof *run, in_front = 0;
    uint32_t front[HELD_MOST];
    MDB_envinfo info;
    mdb_env_info(t->env->handle, &info);
    for (uint32_t i = 0; i < count && !t->fault; i++) {
        uint64_t page = hold_one(t, i, run[i]);
        if (page < moves->least)
            front[in_front++] = i;
        else
            held->at[held->count++] = i;
        if (page > info.me_last_pgno) break;
    }
    for (size_t i = 0; i < in_front; i++) let_go(t, front[i]);
}

static void move_all(struct txn *t, const struct moves *moves)
{
    const char *at = moves->entries.at, *end = at + moves->entries.len;
    struct buf room = {0};
    struct moved head;
    for (; at < end; at += head.key + head.value) {
        memcpy(&head, at, sizeof head);
        at += sizeof head;
        struct view key = {at, head.key};
        if (head.value > 0)
            move_value(t, head.table, key, (struct view){at + head.key, head.value});
        else
            move(t, head.table, key, &room);
    }
    buf_free(&room);
}

/* Memory that is hardly touched shall not become large pages; and malloc would keep what was. */
void moves_write(struct txn *t, const struct moves *moves)
{
    struct held held = {.count = 0};
    if (moves->entries.len == 0 || mdb_txn_id(t->handle) != moves->commit + 1) return;
    if (!may_take(moves->run_pages * PAGE_BYTES)) return;
    int was = prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0);
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    hold(t, moves, &held);
    prctl(PR_SET_THP_DISABLE, was > 0, 0, 0, 0);
    move_all(t, moves);
    for (size_t i = 0; i < held.count; i++) let_go(t, held.at[i]);
    malloc_trim(0);
}
