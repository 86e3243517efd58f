/* person_evidence.h: what stands around a name and says that it is a person's, in quarters of a bit
 * as the odds of the name itself are.
 */
#ifndef WORKERS_NAME_PERSON_EVIDENCE_H
#define WORKERS_NAME_PERSON_EVIDENCE_H

#include "workers/name/reading.h"

enum { ROLE_BEFORE = 40 }; /* 主任张三 */

/* The last characters of places: 杨家庄, and what may follow one, 杨家庄村. Ended by 0. */
extern const uint32_t evidence_place_kinds[];

/* The role that ends at `at`, or before a blank or a colon there; empty if there is none. */
struct view role_before(const struct reading *r, const char *at);

/* The evidence before a name that begins at `start`; *role is what it says of the person. */
int evidence_before(const struct reading *r, const char *start, struct view *role);

/* The evidence behind a name that ends at `at`; *role, if it is empty, is what follows. */
int evidence_behind(const struct reading *r, const char *at, struct view *role);

#endif
