/* error.h: how a function says what went wrong.
 *
 * Functions that can fail for a reason that a person should read return 0, or -1 with *err filled.
 * Functions whose only failure is exhausted memory end the process through xalloc (memory.h): a
 * broker recovers by restart, a child is replaced.
 */
#ifndef PROTO_ERROR_H
#define PROTO_ERROR_H

#include "proto/tables.h"

struct err {
    int code;       /* enum error_code, or 0 where none of them fits */
    char text[512]; /* one sentence naming what was refused; UTF-8, no newline */
};

/* Fills *err (which may be NULL) and returns -1, so that `return fail(err, …)` reads well. The text
 * is made one line of UTF-8, whatever is quoted in it, in the language that language.h speaks. */
int fail(struct err *err, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same with ": " and strerror(errno) at its end. */
int fail_errno(struct err *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
