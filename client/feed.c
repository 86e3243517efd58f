/* feed.c: see feed.h. */
#include "client/feed.h"
#include "client/source.h"
#include "client/text.h"
#include "proto/log.h"
#include "proto/utf8.h"
#include <string.h>

enum { READING_MS = 50 }; /* at a stretch */

/* The archive's name: as told, or made from the path. */
static int name_archive(struct buf *out, const char *told, const char *path, struct err *err)
{
    if (!told) {
        source_base(out, path);
        out->len = text_clip(buf_view(out), MAX_ARCHIVE).len;
        return 0;
    }
    if (*told == '\0' || strlen(told) > MAX_ARCHIVE || !utf8_valid(view_of(told)))
        return fail(err, 0, "--archive %s: a name of 1 to %d bytes of UTF-8 is wanted", told,
                    MAX_ARCHIVE);
    buf_add_string(out, told);
    return 0;
}

int feed_open(struct feed *f, struct session *s, char *const *paths, size_t count,
              const char *archive, const char *exclude, struct err *err)
{
    struct buf name = {0};
    *f = (struct feed){.max_document = session_welcome(s)->max_document};
    int result = name_archive(&name, archive, count ? paths[0] : "", err);
    if (result == 0) result = walk_open(&f->walk, paths, count, exclude, err);
    if (result == 0) f->submitter = submitter_new(s, buf_view(&name));
    buf_free(&name);
    return result;
}

void feed_close(struct feed *f)
{
    walk_close(&f->walk);
    submitter_free(&f->submitter);
    intake_free(&f->intake);
}

void feed_stop(struct feed *f)
{
    walk_close(&f->walk);
}

/* Reads and offers one document if the submitter has room. False if there was nothing to do: no
 * room, or no more documents. */
static bool feed_step(struct feed *f)
{
    struct walk_entry entry;
    if (!f->walk || !submitter_has_room(f->submitter)) return false;
    if (!walk_next(f->walk, &entry)) {
        walk_close(&f->walk);
        return false;
    }
    f->intake.length = 0;
    if (entry.reason)
        intake_refuse(&f->intake, entry.reason, "%s", entry.detail);
    else
        intake_read(&f->intake, entry.dir, entry.path, entry.link, f->max_document);
    submitter_offer(f->submitter, entry.source, &f->intake);
    return true;
}

/* Reads until the submitter is full or a moment has passed; true if it could read on. */
static bool read_on(struct feed *f)
{
    uint64_t end = clock_mono_ms() + READING_MS;
    while (feed_step(f)) {
        submitter_push(f->submitter, false);
        if (clock_mono_ms() >= end) return true;
    }
    return false;
}

int feed_turn(struct feed *f, struct session *s, int wait_ms, struct reply *r, struct err *err)
{
    bool more = read_on(f);
    submitter_push(f->submitter, !f->walk);
    int due = submitter_wait_ms(f->submitter);
    if (more) wait_ms = 0;
    if (due >= 0 && due < wait_ms) wait_ms = due;
    for (;; wait_ms = 0) {
        int got = session_receive(s, wait_ms, r, err);
        if (got <= 0) return got;
        got = submitter_take(f->submitter, r, err);
        if (got < 0) return -1;
        if (got == 0) return 1;
    }
}

bool feed_is_through(const struct feed *f)
{
    return !f->walk && submitter_is_idle(f->submitter);
}
