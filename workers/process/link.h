/* link.h: whole frames over the socket pair between a supervisor and one child.
 *
 * What travels are the protocol's own messages: TASK to the child, RESULT back, which the
 * supervisor passes on to the broker as they are. Before each stands a small head, a plain struct,
 * for both ends are the same program on the same machine. The supervisor's end never blocks, so
 * that a child that neither reads nor writes holds up nobody; the child's end does.
 */
#ifndef WORKERS_PROCESS_LINK_H
#define WORKERS_PROCESS_LINK_H

#include "proto/memory.h"
#include "proto/wire.h"
#include "workers/process/page.h"
#include <stdbool.h>
#include <stdint.h>

struct link_head {
    uint32_t share;     /* its number (page.h) */
    uint32_t documents; /* a RESULT: how many further ones of the share it tells of, in order */
    uint32_t last;      /* a RESULT: 1 if the child is through with the share */
    uint32_t header;    /* bytes of the header that follows */
    uint64_t body;      /* bytes of the body behind it */
};

struct link_out { /* a frame on its way out */
    struct link_head head;
    struct buf header;
    struct view body;
    size_t sent; /* of all three */
};

struct link {
    int fd;
    struct link_out out[SHARES_IN_HAND];
    unsigned first, waiting; /* in `out`, as a ring */
    struct link_head head;   /* of the frame that is coming in */
    size_t got;              /* of it, all three */
    struct buf header;
    struct wire_body *body;
};

/* Takes over fd, a stream socket, blocking or not. */
void link_open(struct link *l, int fd);
/* Closes it and drops what was on its way. */
void link_close(struct link *l);

/* Sends a frame as far as the socket takes it; the rest goes with link_flush(). The header is
 * copied, the body must stay until the frame is out. At most SHARES_IN_HAND frames may wait. 1 when
 * all is out, 0 when something waits, -1 when the other end is gone. */
int link_send(struct link *l, const struct link_head *head, struct view header, struct view body);
int link_flush(struct link *l);
bool link_wants_write(const struct link *l);

/* 1 with a frame, 0 if no whole one is there yet, -1 if the other end is gone or sends something
 * else. The header stays until the next call; *body (NULL if empty) is the caller's. */
int link_receive(struct link *l, struct link_head *head, struct view *header,
                 struct wire_body **body);

#endif
