/* rest.c: for tests/faults/rest. Put before a broker by LD_PRELOAD it counts what that does to its
 * store at rest, and lets one of these moments be its last, or fail.
 *
 * A turn is what its writes say: packing puts into `packed_bodies` or `packed_results`, moving
 * holds pages under names in `meta`. Its moments are the writes and syncs of its commit, and the
 * end of that. Between turns the file is cut (ftruncate) and gets holes (fallocate): a moment
 * before, and one after. They are counted in the file REST_COUNTS, which outlives the process.
 *
 *     REST_COUNTS=FILE REST_PHASE=2 REST_MOMENT=7 REST_DEED=kill|stop|ERRNO
 *
 * stop: the process stops, until somebody lets it go on or ends it; a number: the call fails so;
 * only those that can are moments then.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

enum phase { NONE, PACKING, MOVING, CUTTING, PUNCHING, PHASES };

/* tests/faults/rest reads this. */
struct counts {
    uint64_t turns[PHASES], moments[PHASES], deeds[PHASES];
    uint64_t now; /* phase of what is under way */
};
static struct counts nowhere, *counts = &nowhere;

static enum phase wanted;
static uint64_t moment;
static const char *deed = "";
static _Thread_local enum phase phase; /* of the thread's turn */

static uint64_t number_of(const char *name)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("REST_COUNTS");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *at =
        fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) abort();
    close(fd);
    counts = at;
    wanted = (enum phase)number_of("REST_PHASE");
    moment = number_of("REST_MOMENT");
    if (getenv("REST_DEED")) deed = getenv("REST_DEED");
}

static void *next_one(const char *name)
{
    void *at = dlsym(RTLD_NEXT, name);
    if (!at) abort();
    return at;
}

/* True, and errno, if the call at hand is to fail. */
static bool comes_to_pass(enum phase now, bool can_fail)
{
    if (now == NONE || (!can_fail && atoi(deed) != 0)) return false;
    uint64_t count = counts->moments[now]++;
    if (now != wanted || count != moment || !*deed) return false;
    counts->deeds[now]++;
    if (strcmp(deed, "kill") == 0) kill(getpid(), SIGKILL);
    if (strcmp(deed, "stop") == 0) kill(getpid(), SIGSTOP);
    errno = atoi(deed);
    return errno != 0;
}

static void enter(enum phase now)
{
    if (phase == now) return;
    counts->turns[now]++;
    counts->now = phase = now;
}

static void leave(void)
{
    if (phase != NONE) counts->now = NONE;
    phase = NONE;
}

/* ---- What a turn is ---- */

static MDB_dbi packed[2] = {(MDB_dbi)-1, (MDB_dbi)-1};

int mdb_dbi_open(MDB_txn *txn, const char *name, unsigned flags, MDB_dbi *dbi)
{
    int (*next)(MDB_txn *, const char *, unsigned, MDB_dbi *) = next_one("mdb_dbi_open");
    int rc = next(txn, name, flags, dbi);
    if (rc == 0 && name && strcmp(name, "packed_bodies") == 0) packed[0] = *dbi;
    if (rc == 0 && name && strcmp(name, "packed_results") == 0) packed[1] = *dbi;
    return rc;
}

int mdb_cursor_put(MDB_cursor *cursor, MDB_val *key, MDB_val *value, unsigned flags)
{
    static int (*next)(MDB_cursor *, MDB_val *, MDB_val *, unsigned);
    if (!next) next = next_one("mdb_cursor_put");
    MDB_dbi dbi = mdb_cursor_dbi(cursor);
    if (phase == NONE && (dbi == packed[0] || dbi == packed[1])) enter(PACKING);
    return next(cursor, key, value, flags);
}

int mdb_put(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value, unsigned flags)
{
    static const char name[] = "moving ";
    static int (*next)(MDB_txn *, MDB_dbi, MDB_val *, MDB_val *, unsigned);
    if (!next) next = next_one("mdb_put");
    size_t len = sizeof name - 1;
    if (key->mv_size > len && memcmp(key->mv_data, name, len) == 0) enter(MOVING);
    return next(txn, dbi, key, value, flags);
}

int mdb_txn_commit(MDB_txn *txn)
{
    static int (*next)(MDB_txn *);
    if (!next) next = next_one("mdb_txn_commit");
    int rc = next(txn);
    comes_to_pass(phase, false);
    leave();
    return rc;
}

void mdb_txn_abort(MDB_txn *txn)
{
    static void (*next)(MDB_txn *);
    if (!next) next = next_one("mdb_txn_abort");
    next(txn);
    leave();
}

/* ---- What it writes ---- */

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
    static ssize_t (*next)(int, const void *, size_t, off_t);
    if (!next) next = next_one("pwrite");
    return comes_to_pass(phase, true) ? -1 : next(fd, bytes, len, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    static ssize_t (*next)(int, const struct iovec *, int);
    if (!next) next = next_one("writev");
    return comes_to_pass(phase, true) ? -1 : next(fd, parts, count);
}

int fdatasync(int fd)
{
    static int (*next)(int);
    if (!next) next = next_one("fdatasync");
    return comes_to_pass(phase, true) ? -1 : next(fd);
}

/* ---- Between turns ---- */

static bool is_store(int fd)
{
    static const char name[] = "/data.mdb";
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(link, path, sizeof path);
    size_t end = sizeof name - 1;
    return len >= (ssize_t)end && memcmp(path + len - end, name, end) == 0;
}

int ftruncate(int fd, off_t len)
{
    static int (*next)(int, off_t);
    if (!next) next = next_one("ftruncate");
    if (!is_store(fd)) return next(fd, len);
    enter(CUTTING);
    int rc = comes_to_pass(CUTTING, true) ? -1 : next(fd, len);
    comes_to_pass(CUTTING, false);
    leave();
    return rc;
}

int fallocate(int fd, int mode, off_t at, off_t len)
{
    static int (*next)(int, int, off_t, off_t);
    if (!next) next = next_one("fallocate");
    enter(PUNCHING);
    int rc = comes_to_pass(PUNCHING, true) ? -1 : next(fd, mode, at, len);
    comes_to_pass(PUNCHING, false);
    leave();
    return rc;
}
