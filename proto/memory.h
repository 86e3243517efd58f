/* memory.h: buffers that grow, arenas that are emptied at once, and views that own nothing. */
#ifndef PROTO_MEMORY_H
#define PROTO_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Allocate, or end the process with a line that says how much was asked for and a status of its
 * own, by which a supervisor knows why its child is gone. Free with free(). */
enum { EXIT_OUT_OF_MEMORY = 70 };
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
/* The same for much that is gone through at random, in large pages where the system has them: a
 * small one that is touched for the first time costs a thousand additions. */
void *xmalloc_large(size_t size);

/* Ends it likewise, for a library that could not allocate what it needs to do `what`. */
_Noreturn void out_of_memory(const char *what);

/* Bytes owned by someone else, valid as long as its owner says. `at` may be NULL when len is 0. */
struct view {
    const char *at;
    size_t len;
};
struct view view_of(const char *string);
int view_equal(struct view a, struct view b);
int view_compare(struct view a, struct view b); /* byte order; a prefix sorts first */

/* A growable run of bytes. Zero-initialise; buf_free() leaves it ready for use again. */
struct buf {
    char *at;
    size_t len, room;
};
void buf_grow(struct buf *b, size_t more); /* for buf_reserve() alone */
static inline void buf_reserve(struct buf *b, size_t more)
{
    if (more > b->room - b->len) buf_grow(b, more);
}
static inline void buf_add(struct buf *b, const void *bytes, size_t len)
{
    if (len == 0) return;
    buf_reserve(b, len);
    memcpy(b->at + b->len, bytes, len);
    b->len += len;
}
static inline void buf_add_view(struct buf *b, struct view v)
{
    buf_add(b, v.at, v.len);
}
static inline void buf_add_char(struct buf *b, char c)
{
    buf_reserve(b, 1);
    b->at[b->len++] = c;
}
void buf_add_string(struct buf *b, const char *string);
void buf_format(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *buf_string(struct buf *b); /* its bytes with a NUL behind them (not counted in len) */
void buf_free(struct buf *b);
struct view buf_view(const struct buf *b);

/* An arena: many small allocations, freed together. Zero-initialise. Memory is 16-byte aligned
 * and not zeroed. arena_reset() keeps the largest block for the next use. */
struct arena {
    struct arena_block *blocks, *lists;
    size_t used; /* bytes handed out since the last reset */
};
void *arena_alloc(struct arena *a, size_t size);
char *arena_copy(struct arena *a, const void *bytes, size_t len); /* with a NUL behind */
/* Room for a list that grows: at, which this gave before (NULL: a new one), with room for size
 * bytes; it may move, and leaves nothing behind. For the few large lists of a document: each call
 * looks through all of them. */
void *arena_resize(struct arena *a, void *at, size_t size);
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

#endif
