/* credit.c: see credit.h. */
#include "workers/process/credit.h"
#include "proto/limits.h"

enum { WANTED_MS = 500 };
enum { LEAST = 4, FIRST = 32, MOST = 512, BYTES = 4 << 20 }; /* a child */

static uint64_t at_most(uint64_t n, uint64_t most)
{
    return n < most ? n : most;
}

struct credit credit_begin(unsigned children, uint64_t now)
{
    return (struct credit){
        .documents = at_most((uint64_t)FIRST * children, MAX_LEASES),
        .least = at_most((uint64_t)LEAST * children, MAX_LEASES),
        .most = at_most((uint64_t)MOST * children, MAX_LEASES),
        .bytes = (uint64_t)BYTES * children,
        .started_ms = now,
    };
}

static void begin_round(struct credit *c, uint64_t now)
{
    c->finished = 0;
    c->started_ms = now;
}

bool credit_adjust(struct credit *c, uint64_t finished, uint64_t held, uint64_t now)
{
    uint64_t before = c->documents, took = now - c->started_ms;
    c->finished += finished;
    bool slow = took > 2 * WANTED_MS, whole = c->finished >= c->documents;
    if (slow)
        c->documents = c->documents / 2 > c->least ? c->documents / 2 : c->least;
    else if (whole && took < WANTED_MS / 2)
        c->documents = at_most(2 * c->documents, c->most);
    if (slow || whole || held == 0) begin_round(c, now);
    return c->documents != before;
}
