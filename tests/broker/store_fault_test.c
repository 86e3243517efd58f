/* store_fault_test.c: every write and flush of a commit fails once, in every way: the turn is there
 * as a whole or not at all, and the store says truly how it ended.
 *
 * The functions of the C library by which LMDB writes are replaced in this program: armed, the call
 * number `after` from then on fails.
 */
#include "tests/broker/store_kit.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum call { CALL_PWRITE, CALL_WRITEV, CALL_FDATASYNC, CALLS };

static struct {
    bool armed, fired;
    enum call call;
    int after; /* calls that still pass */
    int error; /* 0: it writes half, and says so */
} fault;

static bool fails(enum call call)
{
    if (!fault.armed || fault.call != call || fault.after-- > 0) return false;
    fault.armed = false;
    fault.fired = true;
    errno = fault.error;
    return true;
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
    if (fails(CALL_PWRITE)) {
        if (fault.error) return -1;
        len /= 2;
    }
    return syscall(SYS_pwrite64, fd, bytes, len, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    if (fails(CALL_WRITEV)) {
        if (fault.error) return -1;
        count /= 2;
    }
    return syscall(SYS_writev, fd, parts, count);
}

int fdatasync(int fd)
{
    if (fails(CALL_FDATASYNC)) return -1;
    return (int)syscall(SYS_fdatasync, fd);
}

enum { BEFORE = 20, TURN = 30 };

static void add_some(struct store *s, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char source[16];
        uint64_t num = store_next_num(s);
        snprintf(source, sizeof source, "%u", (unsigned)num);
        kit_add(s, "a", source, num, num % 3 ? 700 : 9000, STATE_WAITING);
    }
}

static void check_whole(struct store *s, uint64_t count)
{
    struct store_ledger ledger;
    store_ledger(s, &ledger);
    CHECK_INT(store_next_num(s) - 1, (long long)count);
    CHECK_INT(ledger.states[STATE_WAITING], (long long)count);
    kit_begin(s);
    for (uint64_t num = 1; num <= count; num++) {
        char source[16];
        snprintf(source, sizeof source, "%u", (unsigned)num);
        CHECK(kit_body_is(store_turn(s), num, num, num % 3 ? 700 : 9000));
        CHECK_INT(kit_match(s, "a", source, num, num % 3 ? 700 : 9000).same.num, (long long)num);
    }
    store_abort(s);
}

/* After a full disk the same store goes on, as if the turn had not been. */
static struct store *go_on(struct store *s)
{
    check_whole(s, BEFORE);
    kit_begin(s);
    add_some(s, TURN);
    kit_commit(s);
    return s;
}

/* After any other fault only opening helps; whether the turn was committed is open, but not by
 * half. */
static struct store *start_again(struct store *s)
{
    s = kit_reopen(s);
    uint64_t count = store_next_num(s) - 1;
    CHECK(count == BEFORE || count == BEFORE + TURN);
    check_whole(s, count);
    kit_begin(s);
    add_some(s, (unsigned)(BEFORE + TURN - count));
    kit_commit(s);
    return s;
}

/* False when the commit has no such call. */
static bool commit_with_fault(enum call call, int after, int error)
{
    struct err err;
    CHECK(system("rm -rf data") == 0);
    struct store *s = kit_open();
    kit_begin(s);
    add_some(s, BEFORE);
    kit_commit(s);
    kit_begin(s);
    add_some(s, TURN);
    fault.armed = true;
    fault.fired = false;
    fault.call = call;
    fault.after = after;
    fault.error = error;
    enum store_end end = store_commit(s, &err);
    fault.armed = false;
    CHECK((end == STORE_COMMITTED) == !fault.fired);
    if (end == STORE_FULL) {
        CHECK(error == ENOSPC && err.code == ERR_DISK_FULL);
        s = go_on(s);
    } else if (end == STORE_BROKEN) {
        CHECK(err.code == ERR_STORE);
        s = start_again(s);
    }
    check_whole(s, BEFORE + TURN);
    s = kit_reopen(s);
    check_whole(s, BEFORE + TURN);
    store_close(&s);
    return fault.fired;
}

static int fail_each(enum call call, int error)
{
    int after = 0;
    while (commit_with_fault(call, after, error)) after++;
    return after;
}

TEST(store_commit_on_a_full_disk_at_any_write)
{
    CHECK(fail_each(CALL_PWRITE, ENOSPC) > 0);
    CHECK(fail_each(CALL_WRITEV, ENOSPC) > 0);
    CHECK(fail_each(CALL_FDATASYNC, ENOSPC) > 0);
}

TEST(store_commit_with_an_error_at_any_write)
{
    CHECK(fail_each(CALL_PWRITE, EIO) > 0);
    CHECK(fail_each(CALL_WRITEV, EIO) > 0);
    CHECK(fail_each(CALL_FDATASYNC, EIO) > 0);
}

TEST(store_commit_with_any_write_cut_short)
{
    CHECK(fail_each(CALL_PWRITE, 0) > 0);
    CHECK(fail_each(CALL_WRITEV, 0) > 0);
}

/* What was copied by other means is on the disk before anybody is told that it is there; no turn
 * has to wait for that. */
TEST(store_opens_what_is_on_the_disk)
{
    struct err err;
    struct store *s = kit_open();
    kit_begin(s);
    add_some(s, BEFORE);
    kit_commit(s);
    store_close(&s);
    fault.armed = true;
    fault.fired = false;
    fault.call = CALL_FDATASYNC;
    fault.after = 0;
    fault.error = EIO;
    CHECK_INT(store_open("data", &s, &err), -1);
    fault.armed = false;
    CHECK(fault.fired && err.code == ERR_STORE);
    s = kit_open();
    check_whole(s, BEFORE);
    store_close(&s);
}
