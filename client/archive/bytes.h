/* bytes.h: a run of bytes, read from its beginning to its end, wherever it comes from: a file,
 * memory, a member of an archive, what a compression makes of another run.
 *
 * Any number of bytes can be looked at before they are taken; so a reader finds out what it has
 * before it, and one that looks for a boundary needs no buffer of its own. A fault ends a run when
 * all before it has been taken; some runs can go on behind it.
 *
 * In this folder err->code of a failure is an enum reason: what the ledger will say.
 */
#ifndef CLIENT_ARCHIVE_BYTES_H
#define CLIENT_ARCHIVE_BYTES_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdbool.h>
#include <sys/types.h>

/* What a source of bytes can do; all but read may be NULL. */
struct bytes_source {
    /* Puts 1 to room bytes to out and returns how many; 0 at the end; -1 with *err. */
    ssize_t (*read)(void *state, char *out, size_t room, struct err *err);
    /* After a failure: goes to where reading may go on. False if there is no such place. */
    bool (*resume)(void *state);
    int64_t (*seek)(void *state, int64_t offset, int whence); /* as lseek(2) */
    void (*close)(void *state);                               /* frees state */
};

struct bytes {
    const struct bytes_source *source; /* NULL: all that there is lies ahead */
    void *state;
    struct buf ahead; /* read and not taken yet, from `at` on */
    size_t at;
    uint64_t taken; /* bytes, since the beginning */
    bool ended, faulty;
    struct err fault;
};

/* A run that takes state over. What was read of it before lies in *begun (may be NULL), which is
 * taken over too. */
struct bytes *bytes_open(const struct bytes_source *source, void *state, struct buf *begun);
/* A file open for reading, which is taken over. It fails with CHANGED if somebody writes to it. */
struct bytes *bytes_of_file(int fd);
/* Everything in *whole, which is taken over. */
struct bytes *bytes_of_memory(struct buf *whole);
void bytes_close(struct bytes **b); /* sets *b to NULL; harmless on NULL */

/* At least `want` of the bytes that come next, without taking them; fewer only at the end or before
 * a fault. Valid until the next call. Linear in all, as long as `want` grows by a share of what was
 * not enough. */
struct view bytes_peek(struct bytes *b, size_t want);
/* Takes n bytes that were peeked at. */
void bytes_take(struct bytes *b, size_t n);
/* Takes and copies: 1 to room bytes; 0 at the end; -1 with *err. */
ssize_t bytes_read(struct bytes *b, char *out, size_t room, struct err *err);
/* Takes n bytes, peeked at or not; fewer only at the end or before a fault. Returns how many. */
uint64_t bytes_pass(struct bytes *b, uint64_t n);

/* Whether all lies ahead, in memory. */
bool bytes_is_whole(const struct bytes *b);
/* Whether bytes_seek() works. */
bool bytes_can_seek(const struct bytes *b);
int64_t bytes_seek(struct bytes *b, int64_t offset, int whence);
/* Goes on behind a fault. False if there is none, or no way to. */
bool bytes_resume(struct bytes *b);

#endif
