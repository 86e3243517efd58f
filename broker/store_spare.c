/* store_spare.c: see store_env.h. Free pages, given back to the file system.
 *
 * LMDB keeps free pages for the turns to come, and its file never gets shorter. What they take on
 * the disk can be given back all the same: they become holes of the file (Linux, fallocate(2)),
 * and the file system finds room for them again when they are written. LMDB never reads a page
 * that is free.
 *
 * Its free list says which turn freed a page: the page is in no commit from that one on. So nobody
 * needs it who reads that commit or a later one, and a crash leaves the last commit, whose own page
 * is on the disk before anything is given back.
 */
#include "broker/store_env.h"
#include "broker/store_env_parts.h"
#include "proto/log.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <lmdb.h>
#include <stdio.h>
#include <string.h>

enum { FREE_LIST = 0 }; /* LMDB's own table: turn -> how many pages it freed, and their numbers */

/* Free pages are given back when they take so much of the disk: these bytes, and a share of what is
 * in use. */
enum { SPARE_LEAST = 4 << 20, SPARE_SHARE = 256 };

/* A line of LMDB's list of readers: process, thread, and the commit that is read, or a dash. */
static int note_reader(const char *line, void *oldest)
{
    uint64_t reads, *least = oldest;
    if (sscanf(line, "%*d %*x %" SCNu64, &reads) == 1 && reads < *least) *least = reads;
    return 0;
}

/* The oldest commit that somebody reads; who begins now reads the last one. */
static uint64_t oldest_read(const struct env *e, MDB_txn *txn)
{
    uint64_t oldest = mdb_txn_id(txn);
    mdb_reader_list(e->handle, note_reader, &oldest);
    return oldest;
}

/* ---- Giving back ---- */

/* What fails is left as it is, and does no harm. */
static void punch(struct env *e, uint64_t first, uint64_t pages)
{
    MDB_stat stat;
    mdb_filehandle_t fd;
    int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    if (mdb_env_stat(e->handle, &stat) != 0 || mdb_env_get_fd(e->handle, &fd) != 0) return;
    off_t at = (off_t)(first * stat.ms_psize), bytes = (off_t)(pages * stat.ms_psize);
    if (fallocate(fd, mode, at, bytes) == 0 || errno != EOPNOTSUPP) return;
    log_line(LOG_INFO, "the file system in %s takes no free pages back", e->dir);
    e->spare.never = true;
}

/* list: how many, and as many numbers, which descend. How many runs of neighbours there were. */
static unsigned punch_list(struct env *e, const size_t *list, size_t room)
{
    size_t count = list[0] < room ? list[0] : room, next;
    unsigned runs = 0;
    for (size_t i = 1; i <= count && !e->spare.never; i = next, runs++) {
        for (next = i + 1; next <= count && list[next] + 1 == list[next - 1];) next++;
        punch(e, list[next - 1], next - i);
    }
    return runs;
}

/* Goes on with the free list; true while there is more of it. */
static bool punch_some(struct env *e, MDB_txn *txn)
{
    enum { RUNS = 512 }; /* about ten milliseconds */
    uint64_t oldest = oldest_read(e, txn), turn = e->spare.turn + 1;
    unsigned runs = 0;
    MDB_cursor *cursor;
    MDB_val key = {sizeof turn, &turn}, list;
    if (mdb_cursor_open(txn, FREE_LIST, &cursor) != 0) return false;
    int rc = mdb_cursor_get(cursor, &key, &list, MDB_SET_RANGE);
    for (; rc == 0 && runs < RUNS; rc = mdb_cursor_get(cursor, &key, &list, MDB_NEXT)) {
        memcpy(&turn, key.mv_data, sizeof turn);
        if (turn > oldest) break;
        runs += punch_list(e, list.mv_data, list.mv_size / sizeof(size_t) - 1);
        e->spare.turn = turn;
    }
    mdb_cursor_close(cursor);
    return runs >= RUNS;
}

/* Whether the file takes much more of the disk than the pages in use. */
static bool is_due(const struct env *e)
{
    struct store_space space;
    uint64_t bytes[TABLES], used = 0;
    if (env_space(e, &space, NULL) != 0) return false;
    env_sizes(e, bytes);
    for (int i = 0; i < TABLES; i++) used += bytes[i];
    return space.blocks > used + used / SPARE_SHARE + SPARE_LEAST;
}

/* What was looked through is not looked through again before something is committed. */
void env_give_back(struct env *e)
{
    MDB_txn *txn;
    if (e->spare.never || e->turn.open || e->map_is_gone ||
        mdb_txn_begin(e->handle, NULL, MDB_RDONLY, &txn) != 0)
        return;
    bool begun = e->spare.turn > 0, is_new = mdb_txn_id(txn) != e->spare.seen;
    e->spare.seen = mdb_txn_id(txn);
    if (!(begun || (is_new && is_due(e))) || !punch_some(e, txn)) e->spare.turn = 0;
    mdb_txn_abort(txn);
}
