/* place.h: where the broker is: at an endpoint that was told, or private to a data directory.
 *
 * A private broker writes its endpoint to DIR/endpoint. Whoever needs it and finds nobody there
 * starts it; if two do so at once the store's lock lets one of them live, and both use that one. It
 * goes away by itself when nobody has talked to it for a while, so nobody has to stop it.
 */
#ifndef CLIENT_PLACE_H
#define CLIENT_PLACE_H

#include "proto/error.h"
#include "proto/memory.h"
#include "proto/wire.h"
#include <stdbool.h>
#include <sys/types.h>

struct place {
    const char *data;             /* directory of a private broker, or NULL; the caller's */
    struct buf endpoint;          /* where to connect; empty = not known yet */
    const struct wire_keys *keys; /* for the endpoint, or NULL; the caller's */
    pid_t broker;                 /* private: the one that this process started, 0 = none */
    unsigned failures;            /* of those it started, since the last that lived */
    uint64_t retry_ms;            /* CLOCK_MONOTONIC: when another may be started */
};

/* Whether there is a store in the directory data. */
bool place_has_store(const char *data);

/* Zero-initialise, then one of the two. create: the directory, or the store in it, may be made. -1
 * with *err if there is none, or it cannot be made. */
void place_told(struct place *p, const char *endpoint, const struct wire_keys *keys);
int place_private(struct place *p, const char *data, bool create, struct err *err);

/* Called when nobody answers at the endpoint known so far, again and again until somebody does:
 * reads DIR/endpoint, and starts a broker if nobody listens there. 0, or -1 with *err when that is
 * hopeless: the program is not found, or it ended several times (its last words are told). */
int place_seek(struct place *p, struct err *err);

/* Whether a broker of the data directory is there now; none is started. */
bool place_is_running(struct place *p);

/* A broker answered. */
void place_found(struct place *p);

/* For messages: the endpoint, or the directory while there is none. */
const char *place_name(struct place *p);

/* Forgets all; a broker that was started lives on. */
void place_free(struct place *p);

#endif
