/* status.h: what STATUS shows, as the MessagePack map of PROTOCOL.md, section 17. */
#ifndef BROKER_STATUS_H
#define BROKER_STATUS_H

#include "broker/core.h"
#include "broker/peers.h"
#include "broker/store.h"

/* Results stored in the last seconds, by second. Zero-initialise. */
#define STATUS_RATE_S 10
struct status_rate {
    struct {
        uint64_t second, documents, bytes;
    } at[STATUS_RATE_S + 1];
};
void status_rate_add(struct status_rate *rate, uint64_t now_ms, uint64_t bytes);

struct status_source {
    const struct core *core;
    const struct store *store;
    struct peers *peers;
    const struct status_rate *rate;
    const uint64_t *refused; /* by enum error_code */
    uint64_t started_ms, now_ms;
    bool stopping;
};

/* The body of STATUS_IS; the caller's. */
struct wire_body *status_body(const struct status_source *source);

#endif
