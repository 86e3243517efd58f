/* feed.h: files in, offers out: a walk, read file by file into a submitter.
 *
 * feed_turn() does a bounded piece of work, so that whoever drives it can look after the screen in
 * between.
 */
#ifndef CLIENT_FEED_H
#define CLIENT_FEED_H

#include "client/submitter.h"
#include "client/walk.h"

struct feed {
    struct walk *walk; /* NULL when it is through, or was ended */
    struct submitter *submitter;
    struct intake intake;
    uint64_t max_document;
};

/* Over paths[0..count), which must outlive it. archive: its name, or NULL for the last part of the
 * first path. exclude: as walk_open(). -1 with *err if a path or the archive's name is refused. */
int feed_open(struct feed *f, struct session *s, char *const *paths, size_t count,
              const char *archive, const char *exclude, struct err *err);
void feed_close(struct feed *f); /* harmless on a zeroed one, and twice */

/* Gives up what was not read yet; what was offered stays under way. */
void feed_stop(struct feed *f);

/* One round: reads for a moment, sends, waits for replies (at most wait_ms), takes those of the
 * submitter. 1 with *r when a reply is for somebody else, 0, or -1 with *err. */
int feed_turn(struct feed *f, struct session *s, int wait_ms, struct reply *r, struct err *err);

/* Whether everything is read and has its verdict. */
bool feed_is_through(const struct feed *f);

#endif
