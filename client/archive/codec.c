/* codec.c: see codec.h. */
#include "client/archive/codec.h"
#include <bzlib.h>
#include <limits.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

enum { MEMORY = 256 << 20 }; /* bytes that a decoder may ask for; xz -9 needs 65 MiB */

static bool begins(struct view head, const char *magic, size_t len)
{
    return head.len >= len && memcmp(head.at, magic, len) == 0;
}

static unsigned at_most(size_t n)
{
    return n < INT_MAX ? (unsigned)n : INT_MAX;
}

/* What a library cannot begin for want of memory only. */
static void *opened(void *state, bool good)
{
    if (!good) out_of_memory("expand a file");
    return state;
}

/* gzip: RFC 1952, 2.3: two bytes of identity, deflate, and no flag that is reserved. */

static bool gzip_tells(struct view head)
{
    return head.len >= 4 && begins(head, "\x1f\x8b\x08", 3) && (unsigned char)head.at[3] < 0x20;
}

static void *gzip_open(void)
{
    z_stream *z = xcalloc(1, sizeof *z);
    return opened(z, inflateInit2(z, 15 + 16) == Z_OK); /* zlib.h: 16 is for gzip */
}

static void gzip_begin(void *state)
{
    inflateReset(state);
}

static struct codec_step gzip_step(void *state, struct view in, char *out, size_t room)
{
    z_stream *z = state;
    unsigned given = at_most(in.len), wanted = at_most(room);
    z->next_in = (Bytef *)(uintptr_t)in.at;
    z->avail_in = given;
    z->next_out = (Bytef *)out;
    z->avail_out = wanted;
    int said = inflate(z, Z_NO_FLUSH);
    bool good = said == Z_OK || said == Z_BUF_ERROR;
    return (struct codec_step){given - z->avail_in, wanted - z->avail_out,
                               said == Z_STREAM_END ? CODEC_AT_END
                               : good               ? CODEC_GOES_ON
                                                    : CODEC_BROKEN,
                               z->msg};
}

static void gzip_close(void *state)
{
    inflateEnd(state);
    free(state);
}

/* xz: The .xz File Format, 2.1.1.1. */

static bool xz_tells(struct view head)
{
    return begins(head, "\xfd\x37zXZ\0", 6);
}

static void xz_begin(void *state)
{
    opened(state, lzma_stream_decoder(state, MEMORY, 0) == LZMA_OK);
}

static void *xz_open(void)
{
    static const lzma_stream none = LZMA_STREAM_INIT;
    lzma_stream *x = xmalloc(sizeof *x);
    *x = none;
    return x;
}

static struct codec_step xz_step(void *state, struct view in, char *out, size_t room)
{
    lzma_stream *x = state;
    x->next_in = (const uint8_t *)in.at;
    x->avail_in = in.len;
    x->next_out = (uint8_t *)out;
    x->avail_out = room;
    lzma_ret said = lzma_code(x, LZMA_RUN);
    bool good = said == LZMA_OK || said == LZMA_BUF_ERROR;
    return (struct codec_step){in.len - x->avail_in, room - x->avail_out,
                               said == LZMA_STREAM_END ? CODEC_AT_END
                               : good                  ? CODEC_GOES_ON
                                                       : CODEC_BROKEN,
                               said == LZMA_MEMLIMIT_ERROR ? "it needs too much memory" : NULL};
}

static void xz_close(void *state)
{
    lzma_end(state);
    free(state);
}

/* zstd: RFC 8878, 3.1.1. */

static bool zstd_tells(struct view head)
{
    return begins(head, "\x28\xb5\x2f\xfd", 4);
}

static void *zstd_open(void)
{
    ZSTD_DCtx *z = ZSTD_createDCtx();
    return opened(z, z != NULL);
}

static void zstd_begin(void *state)
{
    ZSTD_DCtx_reset(state, ZSTD_reset_session_only);
}

static struct codec_step zstd_step(void *state, struct view in, char *out, size_t room)
{
    ZSTD_inBuffer from = {in.at, in.len, 0};
    ZSTD_outBuffer to = {out, room, 0};
    size_t said = ZSTD_decompressStream(state, &to, &from);
    bool bad = ZSTD_isError(said);
    return (struct codec_step){from.pos, to.pos,
                               bad         ? CODEC_BROKEN
                               : said == 0 ? CODEC_AT_END
                                           : CODEC_GOES_ON,
                               bad ? ZSTD_getErrorName(said) : NULL};
}

static void zstd_close(void *state)
{
    ZSTD_freeDCtx(state);
}

/* bzip2, which has no paper: BZh, a digit, and the mark of the first block or of the end. */

struct bzip2 {
    bz_stream stream;
    bool open;
};

static bool bzip2_tells(struct view head)
{
    return head.len >= CODEC_MAGIC && begins(head, "BZh", 3) && head.at[3] >= '1' &&
           head.at[3] <= '9' &&
           (memcmp(head.at + 4, "1AY&SY", 6) == 0 || memcmp(head.at + 4, "\x17rE8P\x90", 6) == 0);
}

static void *bzip2_open(void)
{
    return xcalloc(1, sizeof(struct bzip2));
}

static void bzip2_begin(void *state)
{
    struct bzip2 *b = state;
    if (b->open) BZ2_bzDecompressEnd(&b->stream);
    b->stream = (bz_stream){0};
    b->open = true;
    opened(b, BZ2_bzDecompressInit(&b->stream, 0, 0) == BZ_OK);
}

static struct codec_step bzip2_step(void *state, struct view in, char *out, size_t room)
{
    bz_stream *z = &((struct bzip2 *)state)->stream;
    unsigned given = at_most(in.len), wanted = at_most(room);
    z->next_in = (char *)(uintptr_t)in.at;
    z->avail_in = given;
    z->next_out = out;
    z->avail_out = wanted;
    int said = BZ2_bzDecompress(z);
    return (struct codec_step){given - z->avail_in, wanted - z->avail_out,
                               said == BZ_STREAM_END ? CODEC_AT_END
                               : said == BZ_OK       ? CODEC_GOES_ON
                                                     : CODEC_BROKEN,
                               NULL};
}

static void bzip2_close(void *state)
{
    struct bzip2 *b = state;
    if (b->open) BZ2_bzDecompressEnd(&b->stream);
    free(b);
}

/* The table */

static const struct codec codecs[] = {
    {"gzip", gzip_tells, gzip_open, gzip_begin, gzip_step, gzip_close},
    {"xz", xz_tells, xz_open, xz_begin, xz_step, xz_close},
    {"zstd", zstd_tells, zstd_open, zstd_begin, zstd_step, zstd_close},
    {"bzip2", bzip2_tells, bzip2_open, bzip2_begin, bzip2_step, bzip2_close},
};

const struct codec *codec_tell(struct view head)
{
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
        if (codecs[i].tells(head)) return &codecs[i];
    return NULL;
}
