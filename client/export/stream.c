/* stream.c: see stream.h. */
#include "client/export/stream.h"
#include "proto/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STREAM_BUFFER = 1 << 18 };

struct stream {
    FILE *out;
    struct buf path;  /* empty for standard output */
    struct buf young; /* empty for what is written to where it stands */
    uint64_t offset;
    struct sha256_stream *sha; /* NULL: not hashed */
};

static const char *stream_name(struct stream *s)
{
    return s->path.len ? buf_string(&s->path) : "standard output";
}

static void stream_free(struct stream **s)
{
    unsigned char sum[SHA256_LEN];
    if ((*s)->sha) sha256_end(&(*s)->sha, sum);
    buf_free(&(*s)->path);
    buf_free(&(*s)->young);
    free(*s);
    *s = NULL;
}

void stream_young_name(struct buf *out, const char *path)
{
    buf_format(out, "%s.%d.new", path, (int)getpid());
}

int stream_stands(const char *path, struct err *err)
{
    struct stat st;
    if (stat(path, &st) != 0 || S_ISREG(st.st_mode)) return 0;
    if (!S_ISDIR(st.st_mode)) return 1;
    errno = EISDIR;
    return fail_errno(err, 0, "%s", path);
}

static FILE *open_file(struct stream *s, const char *path, struct err *err)
{
    int stands = stream_stands(path, err);
    if (stands < 0) return NULL;
    if (!stands) stream_young_name(&s->young, path);
    FILE *out = stands ? fopen(path, "wb") : fopen(buf_string(&s->young), "wbx");
    if (!out) fail_errno(err, 0, "%s", path);
    return out;
}

struct stream *stream_open(const char *path, bool hashed, struct err *err)
{
    struct stream *s = xcalloc(1, sizeof *s);
    if (hashed) s->sha = sha256_begin();
    s->out = stdout;
    if (!path) return s;
    buf_add_string(&s->path, path);
    s->out = open_file(s, path, err);
    if (!s->out) {
        stream_free(&s);
        return NULL;
    }
    setvbuf(s->out, NULL, _IOFBF, STREAM_BUFFER);
    return s;
}

int stream_write(struct stream *s, struct view bytes, struct err *err)
{
    if (fwrite(bytes.at, 1, bytes.len, s->out) != bytes.len)
        return fail_errno(err, 0, "%s", stream_name(s));
    if (s->sha) sha256_add(s->sha, bytes.at, bytes.len);
    s->offset += bytes.len;
    return 0;
}

uint64_t stream_offset(const struct stream *s)
{
    return s->offset;
}

int stream_settle(const char *young, const char *path, struct err *err)
{
    int fd = open(young, O_RDONLY | O_CLOEXEC), result = 0;
    if (fd < 0 || fsync(fd) != 0 || rename(young, path) != 0) {
        result = fail_errno(err, 0, "%s", path);
        unlink(young);
    }
    if (fd >= 0) close(fd);
    return result;
}

int stream_keep(struct stream **stream, struct stream_sum *sum, struct err *err)
{
    struct stream *s = *stream;
    int result = fflush(s->out) == 0 ? 0 : fail_errno(err, 0, "%s", stream_name(s));
    if (result == 0 && sum) {
        sum->bytes = s->offset;
        sha256_end(&s->sha, sum->sha256);
    }
    if (result != 0 || s->path.len == 0) {
        stream_drop(stream);
        return result;
    }
    if (fclose(s->out) != 0) {
        result = fail_errno(err, 0, "%s", stream_name(s));
        if (s->young.len) unlink(buf_string(&s->young));
    } else if (s->young.len) {
        result = stream_settle(buf_string(&s->young), buf_string(&s->path), err);
    }
    stream_free(stream);
    return result;
}

void stream_drop(struct stream **stream)
{
    struct stream *s = *stream;
    if (!s) return;
    if (s->path.len) {
        fclose(s->out);
        if (s->young.len) unlink(buf_string(&s->young));
    }
    stream_free(stream);
}
