/* bytes.c: see bytes.h. */
#include "client/archive/bytes.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    STRETCH = 256 << 10, /* read at a time */
    KEEP_ROOM = 8 << 20, /* a larger buffer is given back when it is empty */
};

struct bytes *bytes_open(const struct bytes_source *source, void *state, struct buf *begun)
{
    struct bytes *b = xcalloc(1, sizeof *b);
    b->source = source;
    b->state = state;
    if (begun) {
        b->ahead = *begun;
        *begun = (struct buf){0};
    }
    b->ended = !source;
    return b;
}

struct bytes *bytes_of_memory(struct buf *whole)
{
    return bytes_open(NULL, NULL, whole);
}

void bytes_close(struct bytes **b)
{
    if (!*b) return;
    if ((*b)->source && (*b)->source->close) (*b)->source->close((*b)->state);
    buf_free(&(*b)->ahead);
    free(*b);
    *b = NULL;
}

/* Moves what is left to the front, if that is no more than what was taken: so each byte is moved
 * once, on the average, however long the window is and however little is taken of it. */
static void make_room(struct bytes *b)
{
    size_t left = b->ahead.len - b->at;
    if (left > b->at) return;
    if (left == 0 && b->ahead.room > KEEP_ROOM)
        buf_free(&b->ahead);
    else if (left > 0)
        memmove(b->ahead.at, b->ahead.at + b->at, left);
    b->ahead.len = left;
    b->at = 0;
}

static ssize_t read_source(struct bytes *b, char *out, size_t room)
{
    if (b->ended || b->faulty) return 0;
    ssize_t got = b->source->read(b->state, out, room, &b->fault);
    b->ended = got == 0;
    b->faulty = got < 0;
    return got < 0 ? 0 : got;
}

struct view bytes_peek(struct bytes *b, size_t want)
{
    if (b->ahead.len - b->at < want && !b->ended && !b->faulty) make_room(b);
    while (b->ahead.len - b->at < want && !b->ended && !b->faulty) {
        size_t lacking = want - (b->ahead.len - b->at);
        buf_reserve(&b->ahead, lacking > STRETCH ? lacking : STRETCH);
        b->ahead.len +=
            (size_t)read_source(b, b->ahead.at + b->ahead.len, b->ahead.room - b->ahead.len);
    }
    return (struct view){b->ahead.at ? b->ahead.at + b->at : "", b->ahead.len - b->at};
}

void bytes_take(struct bytes *b, size_t n)
{
    b->at += n;
    b->taken += n;
}

ssize_t bytes_read(struct bytes *b, char *out, size_t room, struct err *err)
{
    size_t there = b->ahead.len - b->at;
    if (there > 0) {
        size_t n = there < room ? there : room;
        memcpy(out, b->ahead.at + b->at, n);
        bytes_take(b, n);
        return (ssize_t)n;
    }
    ssize_t got = read_source(b, out, room);
    b->taken += (uint64_t)got;
    if (got == 0 && b->faulty) {
        *err = b->fault;
        return -1;
    }
    return got;
}

uint64_t bytes_pass(struct bytes *b, uint64_t n)
{
    uint64_t passed = 0;
    while (passed < n) {
        size_t there = bytes_peek(b, 1).len;
        if (there == 0) break;
        if (there > n - passed) there = (size_t)(n - passed);
        bytes_take(b, there);
        passed += there;
    }
    return passed;
}

bool bytes_is_whole(const struct bytes *b)
{
    return b->ended && b->taken == b->at;
}

bool bytes_can_seek(const struct bytes *b)
{
    return b->source && b->source->seek;
}

int64_t bytes_seek(struct bytes *b, int64_t offset, int whence)
{
    int64_t to = whence == SEEK_CUR ? (int64_t)b->taken + offset : offset;
    to = b->source->seek(b->state, to, whence == SEEK_CUR ? SEEK_SET : whence);
    if (to < 0) return to;
    b->ahead.len = b->at = 0;
    b->ended = false;
    b->taken = (uint64_t)to;
    return to;
}

bool bytes_resume(struct bytes *b)
{
    if (!b->faulty || !b->source->resume || !b->source->resume(b->state)) return false;
    b->faulty = false;
    return true;
}

/* A file */

struct file {
    int fd;
    struct stat before;
};

static bool changed(const struct stat *a, const struct stat *b)
{
    return a->st_size != b->st_size || a->st_mtim.tv_sec != b->st_mtim.tv_sec ||
           a->st_mtim.tv_nsec != b->st_mtim.tv_nsec;
}

/* At its end it is seen whether it is still the file that was begun. */
static ssize_t read_file(void *state, char *out, size_t room, struct err *err)
{
    struct file *f = state;
    struct stat now;
    ssize_t got;
    do got = read(f->fd, out, room);
    while (got < 0 && errno == EINTR);
    if (got < 0) return fail_errno(err, REASON_UNREADABLE, "it cannot be read");
    if (got == 0 && fstat(f->fd, &now) == 0 && changed(&f->before, &now))
        return fail(err, REASON_CHANGED, "it changed while it was read");
    return got;
}

static int64_t seek_file(void *state, int64_t offset, int whence)
{
    return lseek(((struct file *)state)->fd, offset, whence);
}

static void close_file(void *state)
{
    close(((struct file *)state)->fd);
    free(state);
}

struct bytes *bytes_of_file(int fd)
{
    static const struct bytes_source source = {
        .read = read_file, .seek = seek_file, .close = close_file};
    struct file *f = xcalloc(1, sizeof *f);
    f->fd = fd;
    fstat(fd, &f->before);
    return bytes_open(&source, f, NULL);
}
