/* submitter.h: offers documents to the broker, many under way at once, until each has its verdict.
 *
 * Documents are packed into batches, a SUBMIT each. A batch is kept until the broker says that it
 * is committed (SUBMITTED); whatever happens before (a lost broker, a full disk, a busy one) it is
 * sent again, which does no harm, because the broker knows a document that it has. What is under
 * way stays within the window that WELCOME grants. Memory: the window and two batches.
 *
 *     while there are documents: if submitter_has_room(): read one, submitter_offer() it
 *     and in between: submitter_push(), session_receive(), submitter_take()
 */
#ifndef CLIENT_SUBMITTER_H
#define CLIENT_SUBMITTER_H

#include "client/intake.h"
#include "client/session.h"

struct submitter;

#define SUBMITTER_VERDICTS 8 /* room for counts indexed by enum verdict */

struct submitter_counts {
    uint64_t offered, answered; /* documents */
    uint64_t bytes;             /* of those offered, before compression */
    uint64_t verdicts[SUBMITTER_VERDICTS];
};

/* Offers to the archive (copied; at most MAX_ARCHIVE bytes). The session is borrowed. */
struct submitter *submitter_new(struct session *s, struct view archive);
void submitter_free(struct submitter **sub); /* sets *sub to NULL; harmless on NULL */

/* Whether another document may be offered now, before something is pushed and taken. */
bool submitter_has_room(const struct submitter *sub);

/* Takes a document, or the reason why there is none, under its source. Copies what it needs. */
void submitter_offer(struct submitter *sub, struct view source, const struct intake *in);

/* Sends all that the window, the session and a full disk allow. flush: also a batch that could hold
 * more, as at the end. */
void submitter_push(struct submitter *sub, bool flush);

/* Looks at a reply: 1 if it belonged to the submitter, 0 if not; -1 with *err for a refusal that no
 * repetition can help. */
int submitter_take(struct submitter *sub, const struct reply *r, struct err *err);

/* How long session_receive() may wait before submitter_push() has something to do; -1 = for ever.
 */
int submitter_wait_ms(const struct submitter *sub);

/* Whether every document offered has its verdict. */
bool submitter_is_idle(const struct submitter *sub);

/* Why the broker takes nothing at the moment, in its words; NULL if it does. */
const char *submitter_stalled(const struct submitter *sub);

const struct submitter_counts *submitter_counts(const struct submitter *sub);

#endif
