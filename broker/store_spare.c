/* store_spare.c: see store_env.h. Free pages, given back to the file system.
 *
 * LMDB keeps free pages for the turns to come, and never makes its file shorter. What they take on
 * the disk can be given back all the same: those behind all that are in use are cut off, the others
 * become holes of the file (Linux, fallocate(2)), and the file system finds room for them again
 * when they are written. LMDB never reads a page that is free, and knows files that end before
 * pages that it has handed out: a page that is freed in the turn that took it was never written.
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
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FREE_LIST = 0 }; /* LMDB's own table: turn -> how many pages it freed, and their numbers */

/* Free pages are given back when they take so much of the disk: these bytes, and a share of what is
 * in use. */
enum { SPARE_LEAST = 4 << 20, SPARE_SHARE = 256 };

/* Pages lie closely when no more than such a share of them is free between them, and so many, which
 * a turn needs. */
enum { CLOSE_SHARE = 64, CLOSE_PAGES = 256 };

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

/* ---- How far pages in use reach ---- */

/* A bit a page: it is in no commit that anybody reads from `oldest` on. */
struct free_pages {
    unsigned char *bits;
    uint64_t pages, count; /* that there are, and that are free */
};

static void note_free(struct free_pages *f, const size_t *list, size_t room)
{
    size_t count = list[0] < room ? list[0] : room;
    for (size_t i = 1; i <= count; i++) {
        if (list[i] >= f->pages) continue;
        f->bits[list[i] / 8] |= (unsigned char)(1 << list[i] % 8);
        f->count++;
    }
}

static bool read_free(const struct env *e, MDB_txn *txn, uint64_t oldest, struct free_pages *f)
{
    MDB_envinfo info;
    MDB_cursor *cursor;
    MDB_val key, list;
    uint64_t turn;
    if (mdb_env_info(e->handle, &info) != 0 || mdb_cursor_open(txn, FREE_LIST, &cursor) != 0)
        return false;
    *f = (struct free_pages){.pages = info.me_last_pgno + 1};
    f->bits = xcalloc(f->pages / 8 + 1, 1);
    while (mdb_cursor_get(cursor, &key, &list, MDB_NEXT) == 0) {
        memcpy(&turn, key.mv_data, sizeof turn);
        if (turn > oldest) break;
        note_free(f, list.mv_data, list.mv_size / sizeof(size_t) - 1);
    }
    mdb_cursor_close(cursor);
    return true;
}

static bool is_free(const struct free_pages *f, uint64_t page)
{
    return f->bits[page / 8] >> page % 8 & 1;
}

/* Behind the last page that is in use. */
static uint64_t end_of(const struct free_pages *f)
{
    uint64_t end = f->pages;
    while (end > 0 && is_free(f, end - 1)) end--;
    return end;
}

bool env_extent(const struct env *e, MDB_txn *txn, struct env_extent *out)
{
    struct free_pages f;
    MDB_stat stat;
    if (mdb_env_stat(e->handle, &stat) != 0 || stat.ms_psize != PAGE_BYTES ||
        !read_free(e, txn, mdb_txn_id(txn), &f))
        return false;
    *out = (struct env_extent){f.pages, f.pages - f.count, end_of(&f), 0, 0};
    out->close = out->used + out->used / CLOSE_SHARE + CLOSE_PAGES;
    for (uint64_t page = out->close; page < f.pages; page++) out->behind += !is_free(&f, page);
    free(f.bits);
    return true;
}

static int longer_first(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

static void add_run(struct buf *runs, size_t pages)
{
    enum { LEFT_OUT = 8, LEAST = 4 };
    size_t left = pages > LEFT_OUT ? pages - LEFT_OUT : 0;
    while (left >= LEAST) {
        size_t piece = left < PIECE_PAGES ? left : PIECE_PAGES;
        buf_add(runs, &piece, sizeof piece);
        left -= piece;
    }
}

static void add_front(struct buf *front, uint64_t begin, uint64_t end, uint64_t least)
{
    size_t pages = (end < least ? end : least) - begin;
    if (begin < least && end > begin) buf_add(front, &pages, sizeof pages);
}

/* What a turn has freed is not free for the one behind it, nor what anybody reads. */
uint64_t env_free_runs(const struct env *e, MDB_txn *txn, uint64_t least, struct buf *runs,
                       struct buf *front)
{
    struct free_pages f;
    uint64_t begin = 0;
    if (!read_free(e, txn, oldest_read(e, txn) - 1, &f)) return 0;
    for (uint64_t page = 0; page <= f.pages; page++) {
        if (page < f.pages && is_free(&f, page)) continue;
        add_run(runs, page - begin);
        add_front(front, begin, page, least);
        begin = page + 1;
    }
    free(f.bits);
    if (runs->len) qsort(runs->at, runs->len / sizeof(size_t), sizeof(size_t), longer_first);
    return f.count;
}

bool env_is_much(uint64_t more, uint64_t used)
{
    return more > used / SPARE_SHARE + SPARE_LEAST / PAGE_BYTES;
}

/* A file that cannot be cut stays as it is. */
static void cut(const struct env *e, MDB_txn *txn)
{
    struct free_pages f;
    struct stat file;
    mdb_filehandle_t fd;
    MDB_stat stat;
    if (mdb_env_stat(e->handle, &stat) != 0 || mdb_env_get_fd(e->handle, &fd) != 0 ||
        fstat(fd, &file) != 0 || !read_free(e, txn, oldest_read(e, txn), &f))
        return;
    off_t end = (off_t)(end_of(&f) * stat.ms_psize);
    free(f.bits);
    if (end < file.st_size && ftruncate(fd, end) != 0)
        log_line(LOG_WARN, "the store's file in %s cannot be cut: %s", e->dir, strerror(errno));
}

/* ---- Together ---- */

/* Whether the file is much longer than the pages in use, or takes much more of the disk. */
static bool is_due(const struct env *e)
{
    struct store_space space;
    uint64_t bytes[TABLES], used = 0;
    if (env_space(e, &space, NULL) != 0) return false;
    env_sizes(e, bytes);
    for (int i = 0; i < TABLES; i++) used += bytes[i];
    uint64_t more = space.blocks > space.used ? space.blocks : space.used;
    return more > used && env_is_much((more - used) / PAGE_BYTES, used / PAGE_BYTES);
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
    bool due = !begun && is_new && is_due(e);
    if (due) cut(e, txn);
    if (!(begun || due) || !punch_some(e, txn)) e->spare.turn = 0;
    mdb_txn_abort(txn);
}
