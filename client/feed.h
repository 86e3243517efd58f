/* feed.h: files in, offers out: a walk, read file by file, archives taken apart, into a submitter.
 *
 * feed_turn() does a bounded piece of work, so that whoever drives it can look after the screen in
 * between.
 */
#ifndef CLIENT_FEED_H
#define CLIENT_FEED_H

#include "client/archive/contents.h"
#include "client/submitter.h"
#include "client/walk.h"

struct feed {
    struct walk *walk; /* NULL when it is through, or was ended */
    struct contents *contents;
    struct submitter *submitter;
    struct intake intake;
    struct buf separator;
    uint64_t max_document;
};

/* What a person can say of what they submit; zeros: nothing. */
struct feed_options {
    const char *archive; /* its name; NULL: the last part of the first path */
    const char *text_field, *id_field, *separator;
};
/* Their rows for a table of options. */
/* clang-format off */
#define FEED_ROWS(o)                                                                               \
    {"archive", 'a', OPTION_STRING, &(o).archive, "NAME", NULL, 0, 0,                              \
     "the archive that the documents belong to (default: the last part of the first PATH)"},       \
    {"text-field", 0, OPTION_STRING, &(o).text_field, "FIELD", NULL, 0, 0,                         \
     "in files of JSON lines: each line is a document, whose text this field has"},                \
    {"id-field", 0, OPTION_STRING, &(o).id_field, "FIELD", NULL, 0, 0,                             \
     "and this one its name (default: the number of the line)"},                                   \
    {"separator", 0, OPTION_STRING, &(o).separator, "TEXT", NULL, 0, 0,                            \
     "cut text files at this, each piece a document; \\n, \\t, \\f, \\\\ and \\xHH can be used"}
/* clang-format on */

/* Over paths[0..count), which must outlive it, as the options must. exclude: as walk_open(). -1
 * with *err if a path or an option is refused. */
int feed_open(struct feed *f, struct session *s, char *const *paths, size_t count,
              const struct feed_options *options, const char *exclude, struct err *err);
void feed_close(struct feed *f); /* harmless on a zeroed one, and twice */

/* Gives up what was not read yet; what was offered stays under way. */
void feed_stop(struct feed *f);

/* One round: reads for a moment, sends, waits for replies (at most wait_ms), takes those of the
 * submitter. 1 with *r when a reply is for somebody else, 0, or -1 with *err. */
int feed_turn(struct feed *f, struct session *s, int wait_ms, struct reply *r, struct err *err);

/* Whether everything is read and has its verdict. */
bool feed_is_through(const struct feed *f);

#endif
