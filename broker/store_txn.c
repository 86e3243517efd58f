/* store_txn.c: see store_env.h. Transactions: room for the turn, its end, and reading beside it. */
#include "broker/store_env.h"
#include "broker/store_env_parts.h"
#include "proto/log.h"
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define TURN_MOST        ((uint64_t)256 << 20) /* bytes of memory for a turn, beside one message */
#define TURN_RESERVE     ((uint64_t)16 << 20)  /* pages of trees that a turn may copy */
#define READERS_CHECK_MS 10000

/* ---- Room ---- */

static void measure(const struct env *e, uint64_t *used, uint64_t *map)
{
    MDB_envinfo info;
    MDB_stat stat;
    mdb_env_info(e->handle, &info);
    mdb_env_stat(e->handle, &stat);
    *used = ((uint64_t)info.me_last_pgno + 1) * stat.ms_psize;
    *map = info.me_mapsize;
}

/* LMDB gives up the old map before it asks for the new one, and has none when that is refused (by
 * RLIMIT_AS, for one). So ask first, and let nobody read if it still went wrong. */
static bool may_map(uint64_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at != MAP_FAILED && munmap(at, bytes) == 0;
}

static int grow(struct env *e, uint64_t map)
{
    if (!may_map(map)) return ENOMEM;
    pthread_rwlock_wrlock(&e->gate);
    int rc = mdb_env_set_mapsize(e->handle, map);
    e->map_is_gone = rc != 0;
    pthread_rwlock_unlock(&e->gate);
    if (rc == 0) log_line(LOG_INFO, "the store's map is now %" PRIu64 " MiB", map >> 20);
    return rc;
}

static int make_room(struct env *e, uint64_t need)
{
    uint64_t used, old;
    measure(e, &used, &old);
    uint64_t map = old;
    if (e->map_was_full) map *= 2;
    while (map - used < map / 4 + 2 * need + TURN_RESERVE) map *= 2;
    int rc = map == old ? 0 : grow(e, map);
    if (rc != 0) return rc;
    e->map_was_full = false;
    e->room = map - used;
    return 0;
}

bool env_fits(const struct env *e, uint64_t more)
{
    uint64_t bytes = e->turn.bytes + more;
    if (2 * bytes + TURN_RESERVE > e->room) return false;
    return e->turn.bytes == 0 || bytes <= TURN_MOST;
}

int env_space(const struct env *e, struct store_space *out, struct err *err)
{
    struct statvfs fs;
    struct stat file;
    mdb_filehandle_t fd;
    if (statvfs(e->dir, &fs) != 0 || mdb_env_get_fd(e->handle, &fd) != 0 || fstat(fd, &file) != 0)
        return fail_errno(err, ERR_STORE, "the space left in %s", e->dir);
    out->free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
    out->used = (uint64_t)file.st_size;
    out->blocks = (uint64_t)file.st_blocks * 512; /* whatever the file system's are: stat(2) */
    measure(e, &(uint64_t){0}, &out->map);
    return 0;
}

static uint64_t table_pages(MDB_txn *txn, unsigned table)
{
    MDB_stat stat;
    if (mdb_stat(txn, table, &stat) != 0) return 0;
    return (stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages) * stat.ms_psize;
}

void env_sizes(const struct env *e, uint64_t bytes[TABLES])
{
    MDB_txn *txn;
    bool any = !e->map_is_gone && mdb_txn_begin(e->handle, NULL, MDB_RDONLY, &txn) == 0;
    for (int i = 0; i < TABLES; i++) bytes[i] = any ? table_pages(txn, e->tables[i]) : 0;
    if (any) mdb_txn_abort(txn);
}

/* ---- The turn ---- */

/* A reader that died in another process (some tool) would keep pages from being used again. */
static void check_readers(struct env *e)
{
    uint64_t now = clock_mono_ms();
    int dead = 0;
    if (now - e->readers_checked_ms < READERS_CHECK_MS) return;
    e->readers_checked_ms = now;
    if (mdb_reader_check(e->handle, &dead) == 0 && dead > 0)
        log_line(LOG_WARN, "cleared %d readers of the store that had died", dead);
}

/* A file that was removed takes what is written to it until it is closed, and goes then. */
bool env_was_removed(const struct env *e)
{
    struct stat file;
    mdb_filehandle_t fd;
    return mdb_env_get_fd(e->handle, &fd) == 0 && fstat(fd, &file) == 0 && file.st_nlink == 0;
}

int env_begin(struct env *e, uint64_t need, struct err *err)
{
    assert(!e->turn.open);
    if (e->map_is_gone) return env_fail(e, ENOMEM, "begin", err);
    if (env_was_removed(e)) return fail(err, ERR_STORE, "the store in %s was removed", e->dir);
    check_readers(e);
    int rc = make_room(e, need);
    if (rc != 0) return env_fail(e, rc, "enlarge its map", err);
    struct txn turn = {.env = e, .writes = true, .open = true};
    rc = mdb_txn_begin(e->handle, NULL, 0, &turn.handle);
    if (rc != 0) return env_fail(e, rc, "begin", err);
    e->turn = turn;
    return 0;
}

bool env_has_turn(const struct env *e)
{
    return e->turn.open;
}

struct txn *env_turn(struct env *e)
{
    return &e->turn;
}

void env_abort(struct env *e)
{
    if (!e->turn.open) return;
    mdb_txn_abort(e->turn.handle); /* and its cursors */
    e->turn = (struct txn){.env = e, .writes = true};
}

/* LMDB says EIO of a write that was cut short, as the last one that fits on a disk is. */
static bool was_cut_short(const struct env *e, int code)
{
    struct store_space space;
    return code == EIO && env_space(e, &space, NULL) == 0 &&
           space.free_bytes < e->turn.bytes + TURN_RESERVE;
}

/* After a failed write of its own page LMDB lets nobody begin. */
static bool goes_on(const struct env *e)
{
    MDB_txn *probe;
    if (mdb_txn_begin(e->handle, NULL, MDB_RDONLY, &probe) != 0) return false;
    mdb_txn_abort(probe);
    return true;
}

static enum store_end end_of(const struct env *e, int code)
{
    bool full = code == ENOSPC || code == EDQUOT || code == EFBIG || was_cut_short(e, code);
    if (code == 0) return STORE_COMMITTED;
    if (code == MDB_MAP_FULL) return STORE_RETRY;
    return full && goes_on(e) ? STORE_FULL : STORE_BROKEN;
}

enum store_end env_commit(struct env *e, struct err *err)
{
    struct txn *t = &e->turn;
    assert(t->open);
    if (t->fault)
        mdb_txn_abort(t->handle);
    else
        txn_fault(t, mdb_txn_commit(t->handle), "commit");
    enum store_end end = end_of(e, t->fault);
    e->map_was_full = end == STORE_RETRY;
    if (end == STORE_FULL)
        fail(err, ERR_DISK_FULL, "the disk under %s is full", e->dir);
    else if (end != STORE_COMMITTED)
        env_fail(e, t->fault, t->doing, err);
    *t = (struct txn){.env = e, .writes = true};
    return end;
}

/* ---- Reading transactions ---- */

int txn_open(struct env *e, struct txn **out, struct err *err)
{
    struct txn *t = xcalloc(1, sizeof *t);
    t->env = e;
    pthread_rwlock_rdlock(&e->gate);
    int rc = e->map_is_gone ? ENOMEM : mdb_txn_begin(e->handle, NULL, MDB_RDONLY, &t->handle);
    if (rc == 0) mdb_txn_reset(t->handle);
    pthread_rwlock_unlock(&e->gate);
    if (rc != 0) {
        free(t);
        return env_fail(e, rc, "open it for reading", err);
    }
    *out = t;
    return 0;
}

void txn_close(struct txn **txn)
{
    struct txn *t = *txn;
    if (!t) return;
    assert(!t->open && !t->writes);
    for (int i = 0; i < TABLES; i++)
        if (t->cursors[i]) mdb_cursor_close(t->cursors[i]);
    mdb_txn_abort(t->handle);
    free(t);
    *txn = NULL;
}

int txn_begin(struct txn *t, struct err *err)
{
    assert(!t->open && !t->writes);
    pthread_rwlock_rdlock(&t->env->gate);
    int rc = t->env->map_is_gone ? ENOMEM : mdb_txn_renew(t->handle);
    for (int i = 0; i < TABLES && rc == 0; i++)
        if (t->cursors[i]) rc = mdb_cursor_renew(t->handle, t->cursors[i]);
    if (rc == 0) {
        t->open = true;
        return 0;
    }
    mdb_txn_reset(t->handle);
    pthread_rwlock_unlock(&t->env->gate);
    return env_fail(t->env, rc, "begin to read", err);
}

int txn_end(struct txn *t, struct err *err)
{
    assert(t->open && !t->writes);
    int fault = t->fault;
    mdb_txn_reset(t->handle);
    t->open = false;
    t->fault = 0;
    pthread_rwlock_unlock(&t->env->gate);
    return fault == 0 ? 0 : env_fail(t->env, fault, t->doing, err);
}

uint64_t txn_snapshot(const struct txn *t)
{
    return mdb_txn_id(t->handle);
}

void txn_fault(struct txn *t, int code, const char *doing)
{
    if (t->fault) return;
    t->fault = code;
    t->doing = doing;
}

void txn_damaged(struct txn *t, const char *what)
{
    txn_fault(t, MDB_CORRUPTED, what);
}

void txn_damaged_at(struct txn *t, const char *what, uint64_t num)
{
    if (t->fault) return;
    snprintf(t->damaged, sizeof t->damaged, "%s %" PRIu64, what, num);
    txn_damaged(t, t->damaged);
}

bool txn_faulty(const struct txn *t)
{
    return t->fault != 0;
}
