/* meter.h: how far an archive has expanded, all that lies in it counted, and how far it may.
 *
 * A few bytes can stand for endless ones, or contain themselves. Whoever decompresses counts what
 * comes out; when it is more than MAX_EXPANSION times the archive's length, that was the end of it.
 * Short archives may expand to METER_FREE whatever their length.
 */
#ifndef CLIENT_ARCHIVE_METER_H
#define CLIENT_ARCHIVE_METER_H

#include "proto/error.h"
#include "proto/limits.h"
#include <inttypes.h>
#include <stdbool.h>

#define METER_FREE (UINT64_C(256) << 20) /* bytes */

struct meter {
    uint64_t expanded, allowed;
};

static inline struct meter meter_for(uint64_t length)
{
    uint64_t most = length > UINT64_MAX / MAX_EXPANSION ? UINT64_MAX : length * MAX_EXPANSION;
    return (struct meter){0, most > METER_FREE ? most : METER_FREE};
}

static inline bool meter_is_over(const struct meter *m)
{
    return m->expanded > m->allowed;
}

/* Counts so many bytes that came out. 0, or -1 with *err (BOMB). */
static inline int meter_add(struct meter *m, uint64_t bytes, struct err *err)
{
    m->expanded += bytes;
    if (!meter_is_over(m)) return 0;
    return fail(err, REASON_BOMB, "it expands to more than %" PRIu64 " bytes (MAX_EXPANSION)",
                m->allowed);
}

#endif
