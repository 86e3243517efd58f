/* progress.h: one line that says how far the work is, drawn over itself on a terminal; elsewhere a
 * line now and then.
 */
#ifndef CLIENT_PROGRESS_H
#define CLIENT_PROGRESS_H

#include "client/terminal.h"
#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>

/* How fast something grows, over the last ten seconds or so. Zero-initialise. */
#define RATE_SAMPLES 40
struct rate {
    struct {
        uint64_t ms, n;
    } at[RATE_SAMPLES];
    unsigned count; /* samples ever added */
};
void rate_add(struct rate *r, uint64_t now_ms, uint64_t n); /* too early after the last: ignored */
double rate_per_second(const struct rate *r);               /* 0 if not known */

struct progress_state {
    uint64_t done, total; /* documents, since the beginning of what is shown */
    bool growing;         /* more may be found: instead of the total show: */
    uint64_t found;       /* how many were so far */
    double rate;          /* documents a second, 0 = not known */
    uint64_t failed, skipped;
    const char *note; /* what stands in the way, or NULL */
};

/* The line, without its end: at most `columns` cells. */
void progress_line(struct buf *out, const struct progress_state *s, unsigned columns,
                   const struct style *style);

struct progress {
    FILE *out;
    bool quiet;
    bool drawn; /* a line stands on the terminal */
    uint64_t next_ms;
};

/* Shows s if it is time to; call it as often as you like. */
void progress_show(struct progress *p, const struct progress_state *s);

/* Wipes the line off the terminal, so that something else can be printed. */
void progress_wipe(struct progress *p);

#endif
