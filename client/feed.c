/* feed.c: see feed.h. */
#include "client/feed.h"
#include "client/source.h"
#include "client/text.h"
#include "proto/language.h"
#include "proto/log.h"
#include "proto/utf8.h"
#include <ctype.h>
#include <string.h>

enum {
    READING_MS = 50, /* at a stretch */
    FIELD_MOST = 128,
};

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

/* A field's name stands in a media type, in quotes (9.9). */
static int check_field(const char *option, const char *field, struct err *err)
{
    if (!field || (*field && strlen(field) <= FIELD_MOST && utf8_valid(view_of(field)) &&
                   !strpbrk(field, "\"\\")))
        return 0;
    return fail(err, 0, "--%s %s: a name of 1 to %d bytes without quotes is wanted", option, field,
                FIELD_MOST);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : isxdigit((unsigned char)c) ? (c | 0x20) - 'a' + 10 : -1;
}

/* What stands behind a backslash, from *at on, which moves behind it; -1 if it means nothing. */
static int read_escape(const char **at)
{
    static const char escapes[] = "ntfr\\", means[] = "\n\t\f\r\\";
    const char *found = **at ? strchr(escapes, **at) : NULL;
    char kind = **at ? *(*at)++ : '\0';
    if (found) return means[found - escapes];
    if (kind != 'x' || hex_digit((*at)[0]) < 0 || hex_digit((*at)[1]) < 0) return -1;
    *at += 2;
    return hex_digit((*at)[-2]) << 4 | hex_digit((*at)[-1]);
}

static int read_separator(struct buf *out, const char *text, struct err *err)
{
    for (const char *at = text; at && *at;) {
        int c = *at++;
        if (c == '\\' && (c = read_escape(&at)) < 0)
            return fail(err, 0, "--separator %s: \\n, \\t, \\f, \\r, \\\\ and \\xHH are known",
                        text);
        buf_add_char(out, (char)c);
    }
    if (!text || (out->len > 0 && out->len <= FIELD_MOST)) return 0;
    return fail(err, 0, "--separator %s: 1 to %d bytes are wanted", text, FIELD_MOST);
}

static int open_contents(struct feed *f, const struct feed_options *o, struct err *err)
{
    if (check_field("text-field", o->text_field, err) != 0 ||
        check_field("id-field", o->id_field, err) != 0 ||
        read_separator(&f->separator, o->separator, err) != 0)
        return -1;
    if (o->id_field && !o->text_field) return fail(err, 0, "--id-field goes with --text-field");
    f->contents = contents_new(&(struct reading){.text_field = o->text_field,
                                                 .id_field = o->id_field,
                                                 .separator = buf_view(&f->separator),
                                                 .max_document = f->max_document});
    return 0;
}

int feed_open(struct feed *f, struct session *s, char *const *paths, size_t count,
              const struct feed_options *options, const char *exclude, struct err *err)
{
    struct buf name = {0};
    *f = (struct feed){.max_document = session_welcome(s)->max_document};
    int result = name_archive(&name, options->archive, count ? paths[0] : "", err);
    if (result == 0) result = open_contents(f, options, err);
    if (result == 0) result = walk_open(&f->walk, paths, count, exclude, err);
    if (result == 0) f->submitter = submitter_new(s, buf_view(&name));
    buf_free(&name);
    return result;
}

void feed_close(struct feed *f)
{
    walk_close(&f->walk);
    contents_free(&f->contents);
    submitter_free(&f->submitter);
    intake_free(&f->intake);
    buf_free(&f->separator);
}

void feed_stop(struct feed *f)
{
    walk_close(&f->walk);
    contents_stop(f->contents);
}

/* Whether there is nothing left to read. */
static bool feed_is_read(const struct feed *f)
{
    return !f->walk && !contents_is_open(f->contents);
}

/* Reads what the walk comes to next. False if that was the end, or a container, which is taken
 * apart from now on. */
static bool read_entry(struct feed *f, struct view *source)
{
    struct walk_entry entry;
    if (!walk_next(f->walk, &entry)) {
        walk_close(&f->walk);
        return false;
    }
    *source = entry.source;
    if (entry.reason) {
        intake_clear(&f->intake);
        intake_refuse(&f->intake, entry.reason, "%s", entry.detail);
        return true;
    }
    intake_read(&f->intake, entry.dir, entry.path, entry.link, f->max_document);
    return !contents_begin(f->contents, *source, &f->intake, entry.dir, entry.path, entry.link);
}

/* Reads and offers one document if the submitter has room. False if there was nothing to do: no
 * room, or no more documents. */
static bool feed_step(struct feed *f)
{
    struct view source;
    if (feed_is_read(f) || !submitter_has_room(f->submitter)) return false;
    bool speaks = language_speak(false); /* what is refused is told in the ledger */
    bool got = contents_is_open(f->contents) ? contents_next(f->contents, &f->intake, &source)
                                             : read_entry(f, &source);
    language_speak(speaks);
    if (got) submitter_offer(f->submitter, source, &f->intake);
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
    submitter_push(f->submitter, feed_is_read(f));
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
    return feed_is_read(f) && submitter_is_idle(f->submitter);
}
