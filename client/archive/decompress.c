/* decompress.c: see decompress.h. */
#include "client/archive/decompress.h"
#include <stdlib.h>

struct decompress {
    struct bytes *in;
    const struct codec *codec;
    void *state;
    struct meter *meter;
    bool within; /* a stream */
    bool broken;
    const char *why;
};

/* At the beginning of a stream, padding aside. What else stands behind the last one is no matter:
 * tapes were padded with anything. */
static bool begin_stream(struct decompress *d)
{
    struct view v;
    while ((v = bytes_peek(d->in, CODEC_MAGIC)).len > 0 && *v.at == '\0') bytes_take(d->in, 1);
    if (!d->codec->tells(v)) return false;
    d->codec->begin(d->state);
    d->within = true;
    return true;
}

/* One step. How many bytes came out. */
static size_t step(struct decompress *d, char *out, size_t room)
{
    struct view v = bytes_peek(d->in, 1);
    struct codec_step s = d->codec->step(d->state, v, out, room);
    bytes_take(d->in, s.taken);
    if (s.state == CODEC_AT_END) d->within = false;
    if (s.state == CODEC_BROKEN) d->why = s.why ? s.why : "they make no sense";
    if (s.state == CODEC_GOES_ON && s.put == 0 && s.taken == 0) d->why = "they end in the middle";
    d->broken = d->why != NULL;
    return s.put;
}

static ssize_t fail_here(const struct decompress *d, struct err *err)
{
    if (d->in->faulty) {
        *err = d->in->fault;
        return -1;
    }
    return fail(err, REASON_DAMAGED, "its %s bytes are damaged, at byte %" PRIu64 ": %s",
                d->codec->name, d->in->taken, d->why);
}

static ssize_t decompress_read(void *state, char *out, size_t room, struct err *err)
{
    struct decompress *d = state;
    size_t got = 0;
    while (got == 0 && !d->broken) {
        if (!d->within && !begin_stream(d)) break;
        got = step(d, out, room);
    }
    if (got == 0 && (d->broken || d->in->faulty)) return fail_here(d, err);
    return meter_add(d->meter, got, err) == 0 ? (ssize_t)got : -1;
}

/* Goes to the next place that looks like the beginning of a stream; a false one is found out by its
 * codec. */
static bool decompress_resume(void *state)
{
    struct decompress *d = state;
    if (!d->broken || meter_is_over(d->meter)) return false;
    for (;;) {
        struct view v = bytes_peek(d->in, CODEC_MAGIC);
        if (v.len == 0) return false;
        if (d->codec->tells(v)) break;
        bytes_take(d->in, 1);
    }
    d->broken = d->within = false;
    d->why = NULL;
    return true;
}

static void decompress_close(void *state)
{
    struct decompress *d = state;
    d->codec->close(d->state);
    bytes_close(&d->in);
    free(d);
}

struct bytes *decompress_open(struct bytes *in, const struct codec *codec, struct meter *meter)
{
    static const struct bytes_source source = {decompress_read, decompress_resume, NULL,
                                               decompress_close};
    struct decompress *d = xcalloc(1, sizeof *d);
    d->in = in;
    d->codec = codec;
    d->state = codec->open();
    d->meter = meter;
    return bytes_open(&source, d, NULL);
}
