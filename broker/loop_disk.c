/* loop_disk.c: a disk that fills up.
 *
 *     room ──── less than the reserve is left ────▶ full: new documents are refused, work goes on
 *      ▲                                             │  │
 *      └── a quarter more than the reserve is free ──┘  │ not even that fits: the turn is undone
 *                                                       ▼
 *                            rest: no worker is let in for a while, or until more is free
 */
#include "broker/loop_parts.h"
#include <inttypes.h>

enum { REST_MS = 10000 };

/* What a turn takes on the disk for a byte that it takes in: a document of 4,096 bytes takes two
 * pages. */
enum { GROWTH = 2 };

/* A file system that does not tell is taken to be as before. */
void disk_probe(struct loop *l)
{
    struct store_space space;
    if (store_space(l->store, &space, NULL) == 0) l->disk.free_bytes = space.free_bytes;
}

void disk_check(struct loop *l)
{
    uint64_t reserve = l->options->reserve, needed = reserve + GROWTH * l->taken;
    if (l->disk.full) needed += reserve / 4;
    bool full = l->disk.free_bytes < needed;
    if (full == l->disk.full) return;
    l->disk.full = full;
    log_limited(&l->disk_changes, full ? LOG_WARN : LOG_INFO,
                "%" PRIu64 " MiB are free on the disk: %s", l->disk.free_bytes >> 20,
                full ? "new documents are refused" : "new documents are welcome again");
    struct core_event event = {.kind = CORE_DISK, .full = full};
    apply(l, &event, NULL);
}

void disk_ran_full(struct loop *l)
{
    l->disk.full = true;
    l->disk.again_ms = l->now_ms + REST_MS;
    l->disk.again_free = l->disk.free_bytes + l->options->reserve / 4;
}

bool disk_rests(const struct loop *l)
{
    return l->leftovers && l->now_ms < l->disk.again_ms && l->disk.free_bytes < l->disk.again_free;
}
