/* squeeze.c: see squeeze.h. Format: RFC 8878. */
#include "proto/squeeze.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <zdict.h>
#include <zstd.h>

/* A thread's contexts hold half a megabyte of tables; the key frees them when the thread ends. */
struct contexts {
    ZSTD_CCtx *squeezing;
    ZSTD_DCtx *expanding;
};
static pthread_key_t contexts_key;
static pthread_once_t contexts_once = PTHREAD_ONCE_INIT;

static void contexts_free(void *contexts)
{
    struct contexts *c = contexts;
    ZSTD_freeCCtx(c->squeezing);
    ZSTD_freeDCtx(c->expanding);
    free(c);
}

static void contexts_make_key(void)
{
    if (pthread_key_create(&contexts_key, contexts_free) != 0) abort();
}

static struct contexts *contexts_of_thread(void)
{
    pthread_once(&contexts_once, contexts_make_key);
    struct contexts *c = pthread_getspecific(contexts_key);
    if (c) return c;
    c = xmalloc(sizeof *c);
    *c = (struct contexts){ZSTD_createCCtx(), ZSTD_createDCtx()};
    if (!c->squeezing || !c->expanding || pthread_setspecific(contexts_key, c) != 0)
        out_of_memory("compress");
    return c;
}

/* zstd gives up as soon as its output would exceed the room, which is why that is not larger than
 * what is worth keeping. */
int squeeze(struct view raw, struct buf *out)
{
    enum { LEVEL = 1, TOO_SHORT_TO_TRY = 64 };
    if (raw.len >= TOO_SHORT_TO_TRY) {
        size_t room = raw.len - raw.len / 8;
        buf_reserve(out, raw.len);
        size_t len = ZSTD_compressCCtx(contexts_of_thread()->squeezing, out->at + out->len, room,
                                       raw.at, raw.len, LEVEL);
        if (!ZSTD_isError(len)) {
            out->len += len;
            return ENCODING_ZSTD;
        }
    }
    buf_add_view(out, raw);
    return ENCODING_RAW;
}

static int expand_zstd(struct view stored, size_t max, struct buf *out, struct err *err)
{
    if (ZSTD_findFrameCompressedSize(stored.at, stored.len) != stored.len)
        return fail(err, ERR_BAD_REQUEST, "%zu bytes are not one whole zstd frame", stored.len);
    uint64_t len = ZSTD_getFrameContentSize(stored.at, stored.len);
    if (len == ZSTD_CONTENTSIZE_UNKNOWN || len == ZSTD_CONTENTSIZE_ERROR)
        return fail(err, ERR_BAD_REQUEST, "a zstd frame does not tell the length of its content");
    if (len > max)
        return fail(err, ERR_BAD_REQUEST,
                    "a zstd frame expands to %" PRIu64 " bytes, more than %zu", len, max);
    buf_reserve(out, (size_t)len + 1);
    size_t got = ZSTD_decompressDCtx(contexts_of_thread()->expanding, out->at + out->len,
                                     (size_t)len, stored.at, stored.len);
    if (ZSTD_isError(got))
        return fail(err, ERR_BAD_REQUEST, "a zstd frame is damaged: %s", ZSTD_getErrorName(got));
    out->len += got;
    return 0;
}

int expand(int encoding, struct view stored, size_t max, struct buf *out, struct err *err)
{
    if (encoding == ENCODING_ZSTD) return expand_zstd(stored, max, out, err);
    if (encoding != ENCODING_RAW)
        return fail(err, ERR_BAD_REQUEST, "encoding %d is not known", encoding);
    if (stored.len > max)
        return fail(err, ERR_BAD_REQUEST, "%zu bytes are more than %zu", stored.len, max);
    buf_add_view(out, stored);
    return 0;
}

/* ---- With a dictionary ---- */

struct dictionary {
    ZSTD_DDict *expanding;
    ZSTD_CDict *squeezing; /* NULL: it cannot squeeze */
    ZSTD_CCtx *context;
};

enum { DICTIONARY_BYTES = 110 << 10, DICTIONARY_LEVEL = 3 };

bool dictionary_make(struct view samples, const size_t *lengths, size_t count, struct buf *out)
{
    buf_reserve(out, DICTIONARY_BYTES);
    size_t made = ZDICT_trainFromBuffer(out->at + out->len, DICTIONARY_BYTES, samples.at, lengths,
                                        (unsigned)count);
    if (ZDICT_isError(made)) return false;
    out->len += made;
    return true;
}

/* The store says with which dictionary a text was squeezed, so frames do not. But they have a
 * checksum: a damaged dictionary would give other texts for all of them. */
static bool open_squeezing(struct dictionary *d, struct view bytes)
{
    d->squeezing = ZSTD_createCDict(bytes.at, bytes.len, DICTIONARY_LEVEL);
    d->context = ZSTD_createCCtx();
    if (!d->context) out_of_memory("compress");
    return d->squeezing && !ZSTD_isError(ZSTD_CCtx_refCDict(d->context, d->squeezing)) &&
           !ZSTD_isError(ZSTD_CCtx_setParameter(d->context, ZSTD_c_dictIDFlag, 0)) &&
           !ZSTD_isError(ZSTD_CCtx_setParameter(d->context, ZSTD_c_checksumFlag, 1));
}

struct dictionary *dictionary_open(struct view bytes, bool to_squeeze)
{
    struct dictionary *d = xcalloc(1, sizeof *d);
    d->expanding = ZSTD_createDDict(bytes.at, bytes.len);
    if (!d->expanding || (to_squeeze && !open_squeezing(d, bytes))) dictionary_close(&d);
    return d;
}

void dictionary_close(struct dictionary **at)
{
    struct dictionary *d = *at;
    if (!d) return;
    ZSTD_freeDDict(d->expanding);
    ZSTD_freeCDict(d->squeezing);
    ZSTD_freeCCtx(d->context);
    free(d);
    *at = NULL;
}

bool dictionary_squeeze(struct dictionary *d, struct view raw, size_t frame, size_t most,
                        struct buf *out)
{
    size_t frames = raw.len / frame + (raw.len % frame > frame / 2), done = 0, before = out->len;
    size_t each = frames > 1 ? (raw.len + frames - 1) / frames : raw.len;
    buf_reserve(out, most);
    do {
        size_t bytes = raw.len - done < each ? raw.len - done : each;
        size_t len = ZSTD_compress2(d->context, out->at + out->len, most - (out->len - before),
                                    raw.at + done, bytes);
        if (ZSTD_isError(len)) {
            out->len = before;
            return false;
        }
        out->len += len;
        done += bytes;
    } while (done < raw.len);
    return true;
}

/* All frames are gone over: one that told a wrong length would move those behind it. */
bool dictionary_expand_part(const struct dictionary *d, struct view squeezed, size_t from,
                            size_t upto, char *to, size_t len)
{
    ZSTD_DCtx *context = contexts_of_thread()->expanding;
    size_t at = 0;
    while (squeezed.len > 0) {
        size_t frame = ZSTD_findFrameCompressedSize(squeezed.at, squeezed.len);
        if (ZSTD_isError(frame)) return false;
        uint64_t bytes = ZSTD_getFrameContentSize(squeezed.at, frame); /* huge: it does not tell */
        if (bytes > len - at) return false;
        bool wanted = at < upto && at + bytes > from;
        if (wanted && ZSTD_decompress_usingDDict(context, to + at, bytes, squeezed.at, frame,
                                                 d->expanding) != bytes)
            return false;
        squeezed = (struct view){squeezed.at + frame, squeezed.len - frame};
        at += bytes;
    }
    return at == len;
}

bool dictionary_expand(const struct dictionary *d, struct view squeezed, char *to, size_t len)
{
    return dictionary_expand_part(d, squeezed, 0, len, to, len);
}
