/* figures.c: see figures.h. */
#include "client/figures.h"
#include <inttypes.h>
#include <stdbool.h>

void figure_count(struct buf *out, uint64_t n)
{
    if (n >= 1000) {
        figure_count(out, n / 1000);
        buf_format(out, ",%03u", (unsigned)(n % 1000));
    } else {
        buf_format(out, "%u", (unsigned)n);
    }
}

void figure_digits(struct buf *out, struct view number)
{
    size_t sign = number.len > 0 && number.at[0] == '-', whole = sign;
    while (whole < number.len && number.at[whole] >= '0' && number.at[whole] <= '9') whole++;
    bool decimal = whole == number.len || number.at[whole] == '.';
    for (size_t i = 0; i < number.len; i++) {
        if (decimal && i > sign && i < whole && (whole - i) % 3 == 0) buf_add_char(out, ',');
        buf_add_char(out, number.at[i]);
    }
}

void figure_bytes(struct buf *out, uint64_t bytes)
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double n = (double)bytes / 1024;
    unsigned unit = 0;
    if (bytes < 1024) {
        buf_format(out, "%u B", (unsigned)bytes);
        return;
    }
    for (; n >= 1023.5 && unit + 1 < sizeof units / sizeof *units; unit++) n /= 1024;
    buf_format(out, n < 9.95 ? "%.1f %s" : "%.0f %s", n, units[unit]);
}

void figure_time(struct buf *out, uint64_t ms)
{
    uint64_t s = (ms + 500) / 1000;
    if (ms < 9950)
        buf_format(out, "%.1f s", (double)ms / 1000);
    else if (s < 60)
        buf_format(out, "%" PRIu64 " s", s);
    else if (s < 3600)
        buf_format(out, "%" PRIu64 " min %" PRIu64 " s", s / 60, s % 60);
    else if (s < 86400)
        buf_format(out, "%" PRIu64 " h %" PRIu64 " min", s / 3600, s / 60 % 60);
    else
        buf_format(out, "%" PRIu64 " d %" PRIu64 " h", s / 86400, s / 3600 % 24);
}

void figure_rate(struct buf *out, double per_second)
{
    if (per_second < 9.95)
        buf_format(out, "%.1f", per_second);
    else
        figure_count(out, (uint64_t)(per_second + 0.5));
    buf_add_string(out, "/s");
}
