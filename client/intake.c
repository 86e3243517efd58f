/* intake.c: see intake.h. */
#include "client/intake.h"
#include "proto/tables.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    TRIES = 3,
    PAUSE_MS = 40,       /* before the second try; twice that before the third */
    KEEP_ROOM = 8 << 20, /* a buffer grown larger than this is given back */
};

void intake_refuse(struct intake *in, unsigned reason, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    in->bytes.len = 0;
    in->reason = reason;
    vsnprintf(in->detail, sizeof in->detail, format, args);
    va_end(args);
}

static void refuse_open(struct intake *in, int error)
{
    bool not_a_file = error == ENXIO || error == ENODEV;
    intake_refuse(in, not_a_file ? REASON_NOT_A_FILE : REASON_UNREADABLE, "%s", strerror(error));
}

/* Reads to the end of the file, but one byte more than expected at most. 0, or errno. */
static int read_up_to(int fd, uint64_t expected, struct buf *bytes)
{
    bytes->len = 0;
    buf_reserve(bytes, expected + 1);
    while (bytes->len <= expected) {
        ssize_t got = read(fd, bytes->at + bytes->len, expected + 1 - bytes->len);
        if (got == 0) break;
        if (got > 0)
            bytes->len += (size_t)got;
        else if (errno != EINTR)
            return errno;
    }
    return 0;
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool unchanged(const struct stat *before, const struct stat *after, size_t got)
{
    return before->st_size == after->st_size && got == (uint64_t)after->st_size &&
           same_time(before->st_mtim, after->st_mtim) && same_time(before->st_ctim, after->st_ctim);
}

/* Whether fstat(2) already tells that there is nothing to read. */
static bool refuse_unread(struct intake *in, const struct stat *st, uint64_t max)
{
    if (!S_ISREG(st->st_mode))
        intake_refuse(in, REASON_NOT_A_FILE, "it is not a regular file");
    else if (in->length > max)
        intake_refuse(in, REASON_TOO_LARGE,
                      "%" PRIu64 " bytes, over the limit of %" PRIu64 " (MAX_DOCUMENT)", in->length,
                      max);
    return in->reason != REASON_NONE;
}

/* One try. False if the file changed meanwhile. */
static bool try_read(struct intake *in, int fd, uint64_t max)
{
    struct stat before, after;
    int error = fstat(fd, &before) == 0 ? 0 : errno;
    in->reason = REASON_NONE;
    in->length = error || !S_ISREG(before.st_mode) ? 0 : (uint64_t)before.st_size;
    if (!error && refuse_unread(in, &before, max)) return true;
    if (!error) error = read_up_to(fd, in->length, &in->bytes);
    if (!error && fstat(fd, &after) != 0) error = errno;
    if (error)
        intake_refuse(in, REASON_UNREADABLE, "%s", strerror(error));
    else if (!unchanged(&before, &after, in->bytes.len))
        return false;
    else if (in->bytes.len == 0)
        intake_refuse(in, REASON_EMPTY, "%s", reason_sentence(REASON_EMPTY));
    return true;
}

static void pause_before(int try)
{
    struct timespec pause = {.tv_nsec = (long)PAUSE_MS * try * 1000000};
    nanosleep(&pause, NULL);
}

int intake_open(int dir, const char *path, bool link)
{
    int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (link ? 0 : O_NOFOLLOW);
    return openat(dir, path, flags);
}

void intake_clear(struct intake *in)
{
    struct buf bytes = in->bytes;
    if (bytes.room > KEEP_ROOM) buf_free(&bytes);
    bytes.len = 0;
    *in = (struct intake){.bytes = bytes};
}

void intake_read(struct intake *in, int dir, const char *path, bool link, uint64_t max)
{
    bool whole = false;
    intake_clear(in);
    for (int try = 0; try < TRIES && !whole; try++) {
        if (try > 0) pause_before(try);
        int fd = intake_open(dir, path, link);
        if (fd < 0) {
            refuse_open(in, errno);
            return;
        }
        whole = try_read(in, fd, max);
        close(fd);
    }
    if (!whole)
        intake_refuse(in, REASON_CHANGED, "it changed each of the %d times it was read", TRIES);
}

void intake_free(struct intake *in)
{
    buf_free(&in->bytes);
}
