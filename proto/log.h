/* log.h: one line an event on standard error: time, level, program, text; of which systemd's
 * journal, where standard error is that, gets priority and text. */
#ifndef PROTO_LOG_H
#define PROTO_LOG_H

#include <stdint.h>

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Called first of all: sees to it that descriptors 0, 1 and 2 are open (those that were not read as
 * empty and cannot be written). program is kept by pointer. The level is INFO unless GARNER_LOG is
 * error, warn, info or debug. */
void log_open(const char *program);
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A gate for lines that a hostile peer could cause: at most a few a second pass; the next one that
 * passes tells how many were left out. Zero-initialise one for each such place. */
struct log_gate {
    uint64_t window_ms, passed, held;
};
void log_limited(struct log_gate *gate, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Milliseconds of CLOCK_MONOTONIC and of CLOCK_REALTIME. */
uint64_t clock_mono_ms(void);
uint64_t clock_wall_ms(void);

#endif
