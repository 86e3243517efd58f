/* intake.h: one file, read whole, or the reason why it could not be.
 *
 * A file that somebody writes to while it is read would give a document that never existed. So what
 * fstat(2) says is compared before and after, and the file is read again, a few times, until both
 * agree. Nothing is opened in a way that could block or act on a device.
 */
#ifndef CLIENT_INTAKE_H
#define CLIENT_INTAKE_H

#include "proto/limits.h"
#include "proto/memory.h"
#include <stdbool.h>

struct intake {
    struct buf bytes; /* kept from one file to the next; intake_free() at the end */
    unsigned reason;  /* enum reason, or 0: bytes is the document */
    char detail[MAX_DETAIL + 1];
    uint64_t length;            /* of the file, where known, also if it was refused */
    struct view declared, date; /* as in OFFER, of a member of a container; else empty */
};

/* Opens what intake_read() would read, for reading, in a way that cannot block. The descriptor, or
 * -1 with errno. */
int intake_open(int dir, const char *path, bool link);

/* Makes *in ready for another document. */
void intake_clear(struct intake *in);

/* Reads openat(dir, path) into *in. link: path may be a symbolic link. A file longer than max bytes
 * is refused unread (TOO_LARGE), the others for UNREADABLE, EMPTY, NOT_A_FILE or CHANGED. */
void intake_read(struct intake *in, int dir, const char *path, bool link, uint64_t max);

/* Makes *in say that the document is refused, in the words of whoever found out. */
void intake_refuse(struct intake *in, unsigned reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void intake_free(struct intake *in);

#endif
