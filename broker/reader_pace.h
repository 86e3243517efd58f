/* reader_pace.h: how much of the processors questions may take while documents come in.
 *
 * Clients who never pause would take whatever there is, and documents would come in at half the
 * speed. So while they do come in there is a budget of processor time (a token bucket): answers
 * are paid for out of it, and what the loop, the compactor and those who bring documents leave
 * flows into it. As long as it lasts, questions are begun at once: the few that people ask never
 * wait. When it is used up, a question is begun when it has waited PATIENCE_MS: a crowd is answered
 * later, and each of it about as late.
 */
#ifndef BROKER_READER_PACE_H
#define BROKER_READER_PACE_H

#include <stdint.h>

enum { PATIENCE_MS = 60 };

/* Times are in microseconds, of a clock that never goes back. */
struct pace {
    uint64_t flow_us;   /* what a millisecond brings */
    uint64_t until_us;  /* so long documents come in, it is thought */
    uint64_t filled_us; /* the budget is that of this time */
    int64_t budget_us;  /* below 0: overdrawn */
};

/* For a machine of so many processors; nothing has come in. */
struct pace pace_of(unsigned processors);

/* A document comes in. */
void pace_document(struct pace *p, uint64_t now_us);

/* An answer took so much processor time. */
void pace_pay(struct pace *p, uint64_t now_us, uint64_t took_us);

/* How much longer one has to wait that waits since then, if nobody else pays meanwhile; 0: it may
 * be begun. */
uint64_t pace_wait_us(struct pace *p, uint64_t now_us, uint64_t since_us);

#endif
