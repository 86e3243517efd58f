/* supervisor.h: a worker: one session with a broker, and the children that compute.
 *
 * One thread, one loop. The supervisor does no work that could keep it from saying HEARTBEAT: it
 * cuts TASKs into shares, hands them to children, passes on what they send, and replaces those that
 * die. A death, a hang or a breach of the limits costs the one document that the child was at
 * (page.h says which); the others in its hands go to another child.
 *
 * SIGTERM or SIGINT: no more is taken; what no child has begun is given back; the children may end
 * the documents they are at, for as long as the grace; then BYE. At the second signal, at once.
 */
#ifndef WORKERS_PROCESS_SUPERVISOR_H
#define WORKERS_PROCESS_SUPERVISOR_H

#include "proto/wire.h"
#include "workers/work.h"

struct supervisor_setup {
    struct work_setup work;
    const char *endpoint;         /* of the broker */
    const struct wire_keys *keys; /* for it, or NULL */
    const char *extractor;        /* extractor.h */
    unsigned children;
    bool nice; /* children run at the lowest priority */
    bool once; /* end with the first session instead of opening the next */
    uint64_t grace_ms;
};

/* Works until it is told to stop. The exit status of the program: 0 after SIGTERM or SIGINT, or
 * when with `once` the broker stopped; 1 when with `once` the session was lost; 2 when the broker
 * refuses this worker for good, or it cannot start. The log has said why. */
int supervisor_run(const struct supervisor_setup *setup);

#endif
