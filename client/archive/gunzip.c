/* gunzip.c: see gunzip.h. */
#include "client/archive/gunzip.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { GZIP = 31, HEAD = 4 }; /* zlib.h, inflateInit2: 15 bits, and 16 for gzip */

struct gunzip {
    struct bytes *in;
    struct meter *meter;
    z_stream z;
    bool within; /* a member */
    bool some;   /* members were read */
    int broken;  /* what inflate() said of the damage */
};

/* RFC 1952, 2.3: two bytes of identity, deflate, and no flag that is reserved. */
bool gunzip_tells(struct view head)
{
    return head.len >= HEAD && memcmp(head.at, "\x1f\x8b\x08", 3) == 0 &&
           (unsigned char)head.at[3] < 0x20;
}

static int damage(const struct gunzip *g, struct err *err)
{
    if (g->broken == Z_BUF_ERROR)
        return fail(err, REASON_DAMAGED, "its compressed bytes end in the middle, at byte %" PRIu64,
                    g->in->taken);
    return fail(err, REASON_DAMAGED, "its compressed bytes are damaged at byte %" PRIu64 ": %s",
                g->in->taken, g->z.msg ? g->z.msg : "no way to go on");
}

/* At the beginning of a member. What stands behind the last one is no matter: tapes were padded. */
static bool begin_member(struct gunzip *g)
{
    if (!gunzip_tells(bytes_peek(g->in, HEAD))) return false;
    g->within = g->some = true;
    inflateReset(&g->z);
    return true;
}

/* One call of inflate(). How many bytes came out. */
static size_t inflate_some(struct gunzip *g, char *out, size_t room)
{
    struct view v = bytes_peek(g->in, 1);
    if (v.len == 0) {
        g->broken = Z_BUF_ERROR;
        return 0;
    }
    uInt given = v.len < INT_MAX ? (uInt)v.len : INT_MAX;
    uInt wanted = room < INT_MAX ? (uInt)room : INT_MAX;
    g->z.next_in = (Bytef *)(uintptr_t)v.at;
    g->z.avail_in = given;
    g->z.next_out = (Bytef *)out;
    g->z.avail_out = wanted;
    int said = inflate(&g->z, Z_NO_FLUSH);
    bytes_take(g->in, given - g->z.avail_in);
    if (said == Z_STREAM_END)
        g->within = false;
    else if (said != Z_OK && said != Z_BUF_ERROR)
        g->broken = said;
    return wanted - g->z.avail_out;
}

static ssize_t gunzip_read(void *state, char *out, size_t room, struct err *err)
{
    struct gunzip *g = state;
    size_t got = 0;
    while (got == 0) {
        if (!g->broken && !g->within && !begin_member(g)) break;
        if (!g->broken) got = inflate_some(g, out, room);
        if (got > 0) break;
        if (!g->broken) continue;
        if (g->in->faulty) *err = g->in->fault;
        return g->in->faulty ? -1 : damage(g, err);
    }
    if (got == 0 && g->in->faulty) {
        *err = g->in->fault;
        return -1;
    }
    return meter_add(g->meter, got, err) == 0 ? (ssize_t)got : -1;
}

/* The next place that looks like the beginning of a member. If it is none, inflate() soon says so.
 */
static bool gunzip_resume(void *state)
{
    struct gunzip *g = state;
    if (!g->broken || meter_is_over(g->meter)) return false;
    for (;;) {
        struct view v = bytes_peek(g->in, HEAD);
        if (v.len < HEAD) return false;
        if (gunzip_tells(v)) break;
        const char *next = memchr(v.at + 1, '\x1f', v.len - 1);
        bytes_take(g->in, next ? (size_t)(next - v.at) : v.len);
    }
    g->broken = 0;
    g->within = false;
    return true;
}

static void gunzip_close(void *state)
{
    struct gunzip *g = state;
    inflateEnd(&g->z);
    bytes_close(&g->in);
    free(g);
}

struct bytes *gunzip_open(struct bytes *in, struct meter *meter)
{
    static const struct bytes_source source = {gunzip_read, gunzip_resume, NULL, gunzip_close};
    struct gunzip *g = xcalloc(1, sizeof *g);
    g->in = in;
    g->meter = meter;
    if (inflateInit2(&g->z, GZIP) != Z_OK) abort(); /* for want of memory */
    return bytes_open(&source, g, NULL);
}
