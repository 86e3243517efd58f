/* log.c: see log.h. */
#include "proto/log.h"
#include "proto/utf8.h"
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 1024, GATE_WINDOW_MS = 1000, GATE_LINES = 3 };

static const char *const level_names[] = {"error", "warn", "info", "debug"};
static const char *program_name = "garner";
static enum log_level log_max = LOG_INFO;
static bool in_journal; /* systemd's, which has time and program by itself */

/* Where one of the three is closed, the next file that is opened would take its place, and what is
 * printed or logged be written into that: a store, for one. */
static void hold_standard_streams(void)
{
    int fd;
    do fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0) close(fd);
}

/* Whether standard error is the journal: systemd.exec(5), $JOURNAL_STREAM. */
static bool is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    char here[64];
    struct stat st;
    if (!stream || fstat(STDERR_FILENO, &st) != 0) return false;
    snprintf(here, sizeof here, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
    return strcmp(stream, here) == 0;
}

void log_open(const char *program)
{
    const char *wanted = getenv("GARNER_LOG");
    hold_standard_streams();
    in_journal = is_journal();
    program_name = program;
    for (int i = 0; wanted && i <= LOG_DEBUG; i++)
        if (strcmp(wanted, level_names[i]) == 0) log_max = (enum log_level)i;
}

/* "2024-05-06T07:08:09.123Z warn garner-broker: ", in the journal "<4>" (sd-daemon(3)); returns its
 * length. */
static size_t put_head(char *line, size_t room, enum log_level level)
{
    static const unsigned priorities[] = {3, 4, 6, 7};
    if (in_journal) return (size_t)snprintf(line, room, "<%u>", priorities[level]);
    uint64_t now = clock_wall_ms();
    time_t seconds = (time_t)(now / 1000);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    size_t len = strftime(line, room, "%Y-%m-%dT%H:%M:%S", &utc);
    return len + (size_t)snprintf(line + len, room - len, ".%03uZ %s %s: ", (unsigned)(now % 1000),
                                  level_names[level], program_name);
}

/* One write, so that lines of several threads and processes do not mix. What a peer sent may be in
 * the text: it must not move a terminal's cursor or forge a line. */
static void write_line(enum log_level level, const char *format, va_list args)
{
    char line[LINE_MAX_BYTES];
    size_t head = put_head(line, sizeof line, level);
    int text = vsnprintf(line + head, sizeof line - head, format, args);
    size_t len = head + (text < 0 ? 0 : (size_t)text);
    if (len > sizeof line - 1) len = sizeof line - 1;
    utf8_tame(line + head, len - head);
    line[len] = '\n';
    if (write(STDERR_FILENO, line, len + 1) < 0) return; /* nowhere left to complain */
}

void log_line(enum log_level level, const char *format, ...)
{
    if (level > log_max) return;
    va_list args;
    va_start(args, format);
    write_line(level, format, args);
    va_end(args);
}

void log_limited(struct log_gate *gate, enum log_level level, const char *format, ...)
{
    uint64_t now = clock_mono_ms();
    if (now - gate->window_ms >= GATE_WINDOW_MS) {
        if (gate->held)
            log_line(level, "%" PRIu64 " more lines like the next were left out", gate->held);
        *gate = (struct log_gate){.window_ms = now};
    }
    if (gate->passed >= GATE_LINES) {
        gate->held++;
        return;
    }
    gate->passed++;
    if (level > log_max) return;
    va_list args;
    va_start(args, format);
    write_line(level, format, args);
    va_end(args);
}

static uint64_t read_clock_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint64_t clock_mono_ms(void)
{
    return read_clock_ms(CLOCK_MONOTONIC);
}

uint64_t clock_wall_ms(void)
{
    return read_clock_ms(CLOCK_REALTIME);
}
