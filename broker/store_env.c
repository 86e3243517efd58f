/* store_env.c: see store_env.h. Opening the environment, and closing it. */
#include "broker/store_env.h"
#include "broker/store_env_parts.h"
#include "proto/log.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define READERS_MOST 64

int env_fail(const struct env *e, int rc, const char *doing, struct err *err)
{
    return fail(err, ERR_STORE, "the store in %s: %s: %s", e->dir, doing, mdb_strerror(rc));
}

/* ---- Opening ---- */

/* So that the directory's own name, too, is there after a power cut. */
static void sync_dir(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    fsync(fd);
    close(fd);
}

static int make_dir(const char *dir, struct err *err)
{
    if (mkdir(dir, 0700) != 0)
        return errno == EEXIST ? 0 : fail_errno(err, ERR_STORE, "cannot create %s", dir);
    struct buf copy = {0};
    buf_add_string(&copy, dir);
    sync_dir(dirname(buf_string(&copy)));
    buf_free(&copy);
    return 0;
}

static int in_use(const char *dir, int fd, struct err *err)
{
    char pid[32] = "";
    ssize_t len = pread(fd, pid, sizeof pid - 1, 0);
    if (len > 0) pid[strcspn(pid, "\n")] = '\0';
    return fail(err, ERR_STORE, "the store in %s is in use by process %s", dir,
                *pid ? pid : "(unknown)");
}

/* The lock is the file's, not the pid's in it, and goes with the process that holds it. */
static int lock_dir(struct env *e, struct err *err)
{
    struct buf path = {0};
    buf_format(&path, "%s/owner", e->dir);
    e->lock_fd = open(buf_string(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    buf_free(&path);
    if (e->lock_fd < 0) return fail_errno(err, ERR_STORE, "cannot open %s/owner", e->dir);
    if (flock(e->lock_fd, LOCK_EX | LOCK_NB) != 0) return in_use(e->dir, e->lock_fd, err);
    if (ftruncate(e->lock_fd, 0) != 0 || dprintf(e->lock_fd, "%ld\n", (long)getpid()) < 0)
        log_line(LOG_WARN, "cannot write the process id to %s/owner", e->dir);
    return 0;
}

static uint64_t file_bytes(const char *dir)
{
    struct stat st;
    struct buf path = {0};
    buf_format(&path, "%s/data.mdb", dir);
    int rc = stat(buf_string(&path), &st);
    buf_free(&path);
    return rc == 0 ? (uint64_t)st.st_size : 0;
}

static int open_handle(struct env *e, uint64_t map, struct err *err)
{
    while (map < 2 * file_bytes(e->dir)) map *= 2;
    int dead, rc = mdb_env_create(&e->handle);
    if (rc == 0) rc = mdb_env_set_maxdbs(e->handle, TABLES);
    if (rc == 0) rc = mdb_env_set_maxreaders(e->handle, READERS_MOST);
    if (rc == 0) rc = mdb_env_set_mapsize(e->handle, map);
    if (rc == 0) rc = mdb_env_open(e->handle, e->dir, MDB_NOTLS, 0600);
    if (rc == 0) rc = mdb_reader_check(e->handle, &dead);
    if (rc == 0) rc = mdb_env_sync(e->handle, 1); /* a copy may not be on the disk: see store.md */
    return rc == 0 ? 0 : env_fail(e, rc, "open", err);
}

/* Before any table is made: the format of what is there, 0 if nothing is. */
static int read_format(MDB_txn *txn, uint64_t *format)
{
    MDB_dbi meta;
    MDB_val key = {strlen("format"), "format"}, value;
    int rc = mdb_dbi_open(txn, "meta", 0, &meta);
    *format = 0;
    if (rc == 0) rc = mdb_get(txn, meta, &key, &value);
    if (rc == 0 && value.mv_size != sizeof *format) return MDB_CORRUPTED;
    if (rc == 0) memcpy(format, value.mv_data, sizeof *format);
    return rc == MDB_NOTFOUND ? 0 : rc;
}

static int check_format(const struct env *e, MDB_txn *txn, uint64_t *found, struct err *err)
{
    uint64_t format;
    int rc = read_format(txn, &format);
    if (rc != 0) return env_fail(e, rc, "read its format", err);
    if (format > STORE_FORMAT)
        return fail(err, ERR_STORE,
                    "the store in %s has format %" PRIu64 ", and this program knows formats up to "
                    "%d: use the newer Garner that made it",
                    e->dir, format, STORE_FORMAT);
    *found = format;
    return 0;
}

/* flag: MDB_CREATE or 0. */
static int open_tables(struct env *e, MDB_txn *txn, unsigned flag)
{
    enum { TEXT = 0, NUM = MDB_INTEGERKEY, LIST = MDB_INTEGERKEY | MDB_DUPSORT };
    static const struct {
        const char *name;
        unsigned flags;
    } rows[] = {
#define X(NAME, name, keys) [TABLE_##NAME] = {name, keys},
        STORE_TABLES(X)
#undef X
    };
    int rc = 0;
    for (int i = 0; i < TABLES && rc == 0; i++)
        rc = mdb_dbi_open(txn, rows[i].name, rows[i].flags | flag, &e->tables[i]);
    return rc;
}

static int prepare(struct env *e, struct err *err)
{
    MDB_txn *txn;
    uint64_t format = 0;
    int rc = mdb_txn_begin(e->handle, NULL, 0, &txn);
    if (rc != 0) return env_fail(e, rc, "begin", err);
    if (check_format(e, txn, &format, err) != 0) {
        mdb_txn_abort(txn);
        return -1;
    }
    rc = open_tables(e, txn, MDB_CREATE);
    if (rc == 0) rc = env_upgrade(e, txn, format);
    if (rc == 0)
        rc = mdb_txn_commit(txn);
    else
        mdb_txn_abort(txn);
    if (rc != 0) return env_fail(e, rc, "open its tables", err);
    sync_dir(e->dir);
    return 0;
}

static struct env *new_env(const char *dir)
{
    struct env *e = xcalloc(1, sizeof *e);
    pthread_rwlockattr_t attr;
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&e->gate, &attr);
    pthread_rwlockattr_destroy(&attr);
    e->lock_fd = -1;
    e->dir = xmalloc(strlen(dir) + 1);
    strcpy(e->dir, dir);
    e->turn = (struct txn){.env = e, .writes = true};
    return e;
}

int env_open(const char *dir, uint64_t map, struct env **out, struct err *err)
{
    struct env *e = new_env(dir);
    if (make_dir(dir, err) != 0 || lock_dir(e, err) != 0 || open_handle(e, map, err) != 0 ||
        prepare(e, err) != 0) {
        env_close(&e);
        return -1;
    }
    *out = e;
    return 0;
}

static int open_handle_to_read(struct env *e, struct err *err)
{
    int rc = mdb_env_create(&e->handle);
    if (rc == 0) rc = mdb_env_set_maxdbs(e->handle, TABLES);
    if (rc == 0) rc = mdb_env_open(e->handle, e->dir, MDB_RDONLY | MDB_NOTLS, 0600);
    return rc == 0 ? 0 : env_fail(e, rc, "open", err);
}

static int prepare_to_read(struct env *e, struct err *err)
{
    MDB_txn *txn;
    uint64_t format;
    int rc = mdb_txn_begin(e->handle, NULL, MDB_RDONLY, &txn);
    if (rc != 0) return env_fail(e, rc, "begin to read", err);
    rc = check_format(e, txn, &format, err);
    if (rc == 0 && format < STORE_FORMAT)
        rc = fail(err, ERR_STORE,
                  "the store in %s has format %" PRIu64 ": a broker brings it up to date when it "
                  "starts",
                  e->dir, format);
    if (rc == 0 && (rc = open_tables(e, txn, 0)) != 0) env_fail(e, rc, "open its tables", err);
    if (rc == 0)
        rc = mdb_txn_commit(txn); /* so the handles of the tables stay */
    else
        mdb_txn_abort(txn);
    return rc == 0 ? 0 : -1;
}

int env_open_to_read(const char *dir, bool tables, struct env **out, struct err *err)
{
    struct env *e = new_env(dir);
    if (open_handle_to_read(e, err) != 0 || (tables && prepare_to_read(e, err) != 0)) {
        env_close(&e);
        return -1;
    }
    *out = e;
    return 0;
}

/* Another process may make the map larger between our look at it and the copy: then again. */
int env_copy(const struct env *e, int fd, struct err *err)
{
    enum { TRIES = 10 };
    int rc = MDB_MAP_RESIZED;
    for (int i = 0; rc == MDB_MAP_RESIZED && i < TRIES; i++) {
        rc = mdb_env_set_mapsize(e->handle, 0);
        if (rc == 0) rc = mdb_env_copyfd2(e->handle, fd, MDB_CP_COMPACT);
    }
    if (rc == MDB_INCOMPATIBLE) /* the copy counts what it meets */
        return fail(err, ERR_STORE, "the store in %s has pages that are neither in use nor free",
                    e->dir);
    return rc == 0 ? 0 : env_fail(e, rc, "copy it", err);
}

int env_walk(const struct env *e, struct err *err)
{
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    int result = fd < 0 ? fail_errno(err, 0, "%s", "/dev/null") : env_copy(e, fd, err);
    if (fd >= 0) close(fd);
    return result;
}

void env_close(struct env **env)
{
    struct env *e = *env;
    if (!e) return;
    env_abort(e);
    if (e->handle) mdb_env_close(e->handle);
    if (e->lock_fd >= 0) close(e->lock_fd);
    pthread_rwlock_destroy(&e->gate);
    free(e->dir);
    free(e);
    *env = NULL;
}
