/* memory.c: see memory.h. */
#include "proto/memory.h"
#include "proto/log.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

_Noreturn void out_of_memory(const char *what)
{
    log_line(LOG_ERROR, "out of memory: cannot %s", what);
    _exit(EXIT_OUT_OF_MEMORY); /* handlers of exit() may want memory */
}

static void *or_die(void *got, size_t size)
{
    if (got || size == 0) return got;
    log_line(LOG_ERROR, "out of memory: %zu bytes were asked for", size);
    _exit(EXIT_OUT_OF_MEMORY);
}

void *xmalloc(size_t size)
{
    return or_die(malloc(size), size);
}

void *xcalloc(size_t count, size_t size)
{
    return or_die(calloc(count, size),
                  count && size ? SIZE_MAX / size < count ? SIZE_MAX : count * size : 0);
}

void *xrealloc(void *old, size_t size)
{
    return or_die(realloc(old, size), size);
}

void *xmalloc_large(size_t size)
{
    enum { LARGE_PAGE = 2 << 20 };
    void *at = NULL;
    if (size < LARGE_PAGE) return xmalloc(size);
    if (posix_memalign(&at, LARGE_PAGE, size) != 0) at = NULL;
    or_die(at, size);
    madvise(at, size / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE); /* if not, small ones will do */
    return at;
}

struct view view_of(const char *string)
{
    return (struct view){string, strlen(string)};
}

int view_equal(struct view a, struct view b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

int view_compare(struct view a, struct view b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

void buf_grow(struct buf *b, size_t more)
{
    assert(more <= SIZE_MAX / 2 - b->len);
    size_t room = b->room ? b->room : 64;
    while (room - b->len < more) room *= 2;
    b->at = xrealloc(b->at, room);
    b->room = room;
}

void buf_add_string(struct buf *b, const char *string)
{
    buf_add(b, string, strlen(string));
}

void buf_format(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    assert(len >= 0);
    buf_reserve(b, (size_t)len + 1);
    vsnprintf(b->at + b->len, (size_t)len + 1, format, again);
    b->len += (size_t)len;
    va_end(again);
    va_end(args);
}

char *buf_string(struct buf *b)
{
    buf_reserve(b, 1);
    b->at[b->len] = '\0';
    return b->at;
}

void buf_free(struct buf *b)
{
    free(b->at);
    *b = (struct buf){0};
}

struct view buf_view(const struct buf *b)
{
    return (struct view){b->at, b->len};
}

enum { ARENA_ALIGN = 16, ARENA_FIRST_BLOCK = 4096 };

struct arena_block {
    struct arena_block *next; /* older */
    size_t room, used;
    _Alignas(ARENA_ALIGN) char bytes[];
};

/* Blocks double, so that an arena of n bytes has at most log2(n) of them. */
static struct arena_block *add_block(struct arena *a, size_t at_least)
{
    size_t room = a->blocks ? 2 * a->blocks->room : ARENA_FIRST_BLOCK;
    if (room < at_least) room = at_least;
    struct arena_block *block = xmalloc(sizeof *block + room);
    *block = (struct arena_block){.next = a->blocks, .room = room};
    a->blocks = block;
    return block;
}

void *arena_alloc(struct arena *a, size_t size)
{
    assert(size <= SIZE_MAX / 4);
    size = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    struct arena_block *block = a->blocks;
    if (!block || block->room - block->used < size) block = add_block(a, size);
    void *at = block->bytes + block->used;
    block->used += size;
    a->used += size;
    return at;
}

void *arena_resize(struct arena *a, void *at, size_t size)
{
    assert(size <= SIZE_MAX / 4);
    struct arena_block **link = &a->lists;
    while (at && (*link)->bytes != at) link = &(*link)->next;
    struct arena_block *old = at ? *link : NULL, *next = old ? old->next : a->lists;
    size_t had = old ? old->room : 0;
    struct arena_block *list = xrealloc(old, sizeof *list + size);
    *list = (struct arena_block){.next = next, .room = size, .used = size};
    *link = list;
    a->used += size - had;
    return list->bytes;
}

char *arena_copy(struct arena *a, const void *bytes, size_t len)
{
    char *copy = arena_alloc(a, len + 1);
    if (len) memcpy(copy, bytes, len);
    copy[len] = '\0';
    return copy;
}

static void free_blocks(struct arena_block *block)
{
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
}

/* The newest block is the largest. */
void arena_reset(struct arena *a)
{
    free_blocks(a->lists);
    a->lists = NULL;
    a->used = 0;
    if (!a->blocks) return;
    free_blocks(a->blocks->next);
    a->blocks->next = NULL;
    a->blocks->used = 0;
}

void arena_free(struct arena *a)
{
    free_blocks(a->lists);
    free_blocks(a->blocks);
    *a = (struct arena){0};
}
