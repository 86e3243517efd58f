/* total.c: see total.h. */
#include "proto/total.h"

enum { TEXT_MOST = 64 };

struct view total_view(struct arena *arena, total n)
{
    char digits[TEXT_MOST], text[TEXT_MOST];
    size_t count = 0, len = 0, zeros = 0;
    unsigned __int128 rest = n < 0 ? -(unsigned __int128)n : (unsigned __int128)n;
    while (rest > 0 || count <= TOTAL_SCALE) {
        digits[count++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    while (zeros < TOTAL_SCALE && digits[zeros] == '0') zeros++;
    if (n < 0) text[len++] = '-';
    for (size_t i = count; i-- > zeros;) {
        text[len++] = digits[i];
        if (i == TOTAL_SCALE && zeros < TOTAL_SCALE) text[len++] = '.';
    }
    return (struct view){arena_copy(arena, text, len), len};
}

/* Appends a digit to *n, which is below 0 or not as `sign` says. */
static bool push(total *n, int sign, int digit)
{
    return !__builtin_mul_overflow(*n, (total)10, n) &&
           !__builtin_add_overflow(*n, (total)(sign * digit), n);
}

bool total_read(struct view text, total *n)
{
    size_t at = text.len > 0 && text.at[0] == '-', digits = 0, behind = 0;
    int sign = at ? -1 : 1;
    bool point = false;
    *n = 0;
    for (; at < text.len; at++) {
        if (text.at[at] == '.' && !point && digits > 0) {
            point = true;
            continue;
        }
        if (text.at[at] < '0' || text.at[at] > '9' || !push(n, sign, text.at[at] - '0'))
            return false;
        digits++;
        if (point && ++behind > TOTAL_SCALE) return false;
    }
    if (digits == 0 || (point && behind == 0)) return false;
    for (; behind < TOTAL_SCALE; behind++)
        if (!push(n, sign, 0)) return false;
    return true;
}
