/* reader_select.h: which documents are meant: by a name that a person typed, or as running.
 *
 * Works on the turn as well as on a page of a reading thread.
 */
#ifndef BROKER_READER_SELECT_H
#define BROKER_READER_SELECT_H

#include "broker/store.h"

/* The one document that `select` names: a whole source (its current version), else an id or the
 * beginning of one, at least 4 hexadecimal digits. 0 with *err NOT_FOUND or AMBIGUOUS. */
uint64_t select_document(struct store_read *r, struct view select, struct err *err);

/* The least id above this one; false if there is none. */
bool id_after(unsigned char id[DOC_ID_LEN]);

/* The documents in lease records: RUNNING, if their stored state is WAITING. */
struct running {
    uint64_t *nums; /* ascending */
    size_t count;
};
void running_read(struct store_read *r, struct running *out);
void running_free(struct running *running);
bool running_has(const struct running *running, uint64_t num);

/* Whether these are a state and a reason, or 0: -1 with *err BAD_REQUEST. */
int check_filter(uint64_t state, uint64_t reason, struct err *err);

/* The next document above `after` in this state (RUNNING too; 0 = any) and of this reason (0 =
 * any); 0 if there is none. */
uint64_t select_next(struct store_read *r, const struct running *running, uint64_t after,
                     unsigned state, unsigned reason);

#endif
