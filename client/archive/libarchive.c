/* libarchive.c: see libarchive.h. */
#include "client/archive/libarchive.h"
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 128 << 10 };

static la_ssize_t give_block(struct archive *a, void *context, const void **block)
{
    struct unpacker *u = context;
    struct err err;
    ssize_t got = bytes_read(u->in, u->block, BLOCK, &err);
    *block = u->block;
    if (got < 0) archive_set_error(a, EIO, "%s", err.text);
    return got < 0 ? ARCHIVE_FATAL : got;
}

static la_int64_t seek_block(struct archive *a, void *context, la_int64_t offset, int whence)
{
    struct unpacker *u = context;
    int64_t to = bytes_seek(u->in, offset, whence);
    return to < 0 ? ARCHIVE_FATAL : to;
}

static int open_run(struct unpacker *u)
{
    if (bytes_is_whole(u->in)) {
        struct view whole = bytes_peek(u->in, 0);
        return archive_read_open_memory(u->archive, whole.at, whole.len);
    }
    u->block = xmalloc(BLOCK);
    archive_read_set_read_callback(u->archive, give_block);
    if (bytes_can_seek(u->in)) archive_read_set_seek_callback(u->archive, seek_block);
    archive_read_set_callback_data(u->archive, u);
    return archive_read_open1(u->archive);
}

int unpacker_open(struct unpacker *u, struct bytes *in, struct meter *meter,
                  void (*enable)(struct archive *a), struct err *err)
{
    static bool located;
    if (!located) setlocale(LC_CTYPE, "C.UTF-8");
    located = true;
    *u = (struct unpacker){.archive = archive_read_new(), .in = in, .meter = meter};
    if (!u->archive) return fail(err, REASON_UNREADABLE, "libarchive is out of memory");
    enable(u->archive);
    return open_run(u) == ARCHIVE_OK ? 0 : unpacker_fail(u, err);
}

void unpacker_close(struct unpacker *u)
{
    archive_read_free(u->archive);
    bytes_close(&u->in);
    free(u->block);
}

ssize_t unpacker_read(struct unpacker *u, char *out, size_t room, struct err *err)
{
    la_ssize_t got = archive_read_data(u->archive, out, room);
    if (got < 0) return unpacker_fail(u, err);
    return meter_add(u->meter, (uint64_t)got, err) == 0 ? got : -1;
}

/* libarchive has sentences for what it does not know, and no codes. */
static bool says(const char *text, const char *word)
{
    return text && strcasestr(text, word);
}

int unpacker_fail(struct unpacker *u, struct err *err)
{
    const char *text = archive_error_string(u->archive);
    if (u->in->faulty) {
        *err = u->in->fault;
        return -1;
    }
    if (says(text, "encrypt") || says(text, "passphrase"))
        return fail(err, REASON_ENCRYPTED, "%s", text);
    if (says(text, "unsupported") || says(text, "not supported"))
        return fail(err, REASON_UNSUPPORTED, "%s", text);
    return fail(err, REASON_DAMAGED, "near byte %lld: %s",
                (long long)archive_filter_bytes(u->archive, -1), text ? text : "it is damaged");
}
