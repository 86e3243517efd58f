/* store.c: see store.h. Opening the store, its turns, and reading beside them. */
#include "broker/store.h"
#include "broker/index_large.h"
#include "broker/index_renew.h"
#include "broker/index_slice.h"
#include "broker/store_packed.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define STORE_NAME "store"
#define NEXT_LEASE "next_lease"

/* ---- Opening ---- */

/* The name of the store: found, or made on its first opening. */
static void find_id(struct store *s)
{
    struct view value, name = view_of(STORE_NAME);
    if (table_get(s->turn.txn, TABLE_META, name, &value) && value.len == STORE_ID_LEN) {
        memcpy(s->id, value.at, STORE_ID_LEN);
        return;
    }
    if (getrandom(s->id, STORE_ID_LEN, 0) != STORE_ID_LEN) abort();
    table_put(s->turn.txn, TABLE_META, name, (struct view){(const char *)s->id, STORE_ID_LEN});
}

/* A number kept in `meta`, `first` if it was never written. */
static uint64_t read_note(struct store *s, const char *name, uint64_t first)
{
    struct view value;
    bool noted = table_get(s->turn.txn, TABLE_META, view_of(name), &value);
    return noted && value.len == sizeof(uint64_t) ? table_num_of(value) : first;
}

/* The numbers that come next: of documents from the last one there is, for they are never removed;
 * of leases and segments from a note, for they are. */
static void find_marks(struct store *s)
{
    struct view key = {0}, value;
    bool any = table_last(s->turn.txn, TABLE_DOCUMENTS, &key, &value);
    s->now.next_num = any ? table_num_of(key) + 1 : 1;
    s->now.next_lease = read_note(s, NEXT_LEASE, 1);
    s->now.next_segment = read_note(s, NEXT_SEGMENT, 1);
    s->now.index_old = read_note(s, INDEX_OLD, 0);
    s->now.index_renew = read_note(s, INDEX_RENEW, 0);
    s->now.index_dropped = read_note(s, INDEX_DROPPED, 0);
    s->now.packed = read_note(s, PACKED_MARK, 0);
    s->before = s->now;
}

static int read_all(struct store *s, struct err *err)
{
    if (env_begin(s->env, 0, err) != 0) return -1;
    find_id(s);
    find_marks(s);
    states_count(&s->states, s->turn.txn);
    states_begin(&s->states);
    open_lookups(s);
    index_recover(s);
    index_renew_open(s);
    return store_commit(s, err) == STORE_COMMITTED ? 0 : -1;
}

int store_open(const char *dir, struct store **out, struct err *err)
{
    struct env *env;
    if (env_open(dir, MAP_LEAST, &env, err) != 0) return -1;
    struct store *s = xcalloc(1, sizeof *s);
    s->env = env;
    s->dictionaries = dictionaries_open();
    s->turn =
        (struct store_read){.txn = env_turn(env), .turn_of = s, .dictionaries = s->dictionaries};
    s->index = index_build_open();
    if (read_all(s, err) != 0) {
        store_close(&s);
        return -1;
    }
    *out = s;
    return 0;
}

int store_open_to_read(const char *dir, struct store **out, struct err *err)
{
    struct env *env;
    if (env_open_to_read(dir, true, &env, err) != 0) return -1;
    *out = xcalloc(1, sizeof **out);
    (*out)->env = env;
    (*out)->dictionaries = dictionaries_open();
    return 0;
}

void store_close(struct store **store)
{
    struct store *s = *store;
    if (!s) return;
    env_close(&s->env);
    lookup_close(&s->ids);
    lookup_close(&s->contents);
    index_build_free(&s->index);
    index_large_free(&s->large);
    states_free(&s->states);
    lookup_tail_free(&s->turn.tail);
    arena_free(&s->turn.arena);
    buf_free(&s->turn.packed);
    dictionaries_free(&s->dictionaries);
    buf_free(&s->record);
    buf_free(&s->archive);
    free(s);
    *store = NULL;
}

const unsigned char *store_id(const struct store *s)
{
    return s->id;
}

bool store_was_removed(const struct store *s)
{
    return env_was_removed(s->env);
}

int store_space(const struct store *s, struct store_space *out, struct err *err)
{
    return env_space(s->env, out, err);
}

void store_sizes(const struct store *s, struct store_sizes *out)
{
    uint64_t bytes[TABLES], all = 0;
    struct store_space space = {0};
    env_sizes(s->env, bytes);
    env_space(s->env, &space, NULL);
    for (int i = 0; i < TABLES; i++) all += bytes[i];
    out->originals = bytes[TABLE_DOCUMENTS] + bytes[TABLE_BODIES] + bytes[TABLE_PACKED_BODIES] +
                     bytes[TABLE_DICTIONARIES];
    out->results = bytes[TABLE_OUTCOMES] + bytes[TABLE_PACKED_RESULTS];
    out->index = bytes[TABLE_INDEX] + bytes[TABLE_SEGMENTS] + bytes[TABLE_INDEX_DEAD] +
                 bytes[TABLE_INDEX_LATER];
    out->ledger = all - out->originals - out->results - out->index;
    uint64_t spare = space.used > all ? space.used - all : 0;
    out->returned = space.used > space.blocks ? space.used - space.blocks : 0;
    if (out->returned > spare) out->returned = spare; /* what was written has no blocks yet */
    out->free = spare - out->returned;
}

void store_give_back(struct store *s)
{
    env_give_back(s->env);
}

/* ---- Turns ---- */

int store_begin(struct store *s, uint64_t need, struct err *err)
{
    if (env_begin(s->env, need, err) != 0) return -1;
    s->before = s->now;
    states_begin(&s->states);
    return 0;
}

bool store_fits(const struct store *s, uint64_t more)
{
    return env_fits(s->env, more + index_grows(s));
}

struct store_read *store_turn(struct store *s)
{
    return &s->turn;
}

static void write_note(struct store *s, const char *name, const uint64_t *now, uint64_t before)
{
    if (*now != before) table_put(s->turn.txn, TABLE_META, view_of(name), table_num(now));
}

/* What the turn has gathered in memory. */
static void write_gathered(struct store *s)
{
    struct txn *t = s->turn.txn;
    lookup_merge(s->ids, t, s->now.next_num - 1);
    lookup_merge(s->contents, t, s->now.next_num - 1);
    states_write(&s->states, t);
    index_build_write(s);
    write_note(s, NEXT_LEASE, &s->now.next_lease, s->before.next_lease);
    write_note(s, NEXT_SEGMENT, &s->now.next_segment, s->before.next_segment);
    write_note(s, INDEX_OLD, &s->now.index_old, s->before.index_old);
    write_note(s, INDEX_DROPPED, &s->now.index_dropped, s->before.index_dropped);
    write_note(s, PACKED_MARK, &s->now.packed, s->before.packed);
}

/* Memory follows what became of the transaction. */
static void keep(struct store *s)
{
    states_end(&s->states, false);
    lookup_committed(s->ids, s->now.next_num - 1);
    lookup_committed(s->contents, s->now.next_num - 1);
}

static void undo(struct store *s)
{
    s->now = s->before;
    states_end(&s->states, true);
    lookup_undone(s->ids);
    lookup_undone(s->contents);
    index_build_undo(s->index);
    index_large_free(&s->large);
    lookup_tail_free(&s->turn.tail);
    buf_free(&s->archive);
}

enum store_end store_commit(struct store *s, struct err *err)
{
    write_gathered(s);
    enum store_end end = env_commit(s->env, err);
    if (end == STORE_COMMITTED)
        keep(s);
    else
        undo(s);
    return end;
}

void store_abort(struct store *s)
{
    if (!env_has_turn(s->env)) return;
    env_abort(s->env);
    undo(s);
}

uint64_t store_next_segment(const struct store *s)
{
    return s->now.next_segment;
}

bool store_fold(struct store *s, unsigned pages)
{
    bool ids = lookup_fold(s->ids, s->turn.txn, pages);
    bool contents = lookup_fold(s->contents, s->turn.txn, pages);
    return ids || contents;
}

/* ---- Reading in other threads ---- */

int store_read_open(struct store *s, struct store_read **out, struct err *err)
{
    struct store_read *r = xcalloc(1, sizeof *r);
    r->dictionaries = s->dictionaries;
    if (txn_open(s->env, &r->txn, err) != 0) {
        free(r);
        return -1;
    }
    *out = r;
    return 0;
}

void store_read_close(struct store_read **read)
{
    struct store_read *r = *read;
    if (!r) return;
    assert(!r->turn_of);
    txn_close(&r->txn);
    lookup_tail_free(&r->tail);
    arena_free(&r->arena);
    buf_free(&r->packed);
    free(r);
    *read = NULL;
}

int store_read_begin(struct store_read *r, struct err *err)
{
    return txn_begin(r->txn, err);
}
int store_read_end(struct store_read *r, struct err *err)
{
    return txn_end(r->txn, err);
}
