/* amount.c: see amount.h. */
#include "proto/amount.h"
#include "proto/fold.h"
#include <time.h>

enum { DIGITS = 54, BIAS = 128, POWER_MOST = 40, DAY_SECONDS = 86400 };

#define MIDDLE     ((uint64_t)1 << 63) /* the key of 0 */
#define LEAST      ((int64_t)1000000000000000)
#define DIGIT_MASK (((uint64_t)1 << DIGITS) - 1)

/* A key above MIDDLE has the power of ten above the digits, of which there are always 16; that of a
 * negative number has all bits turned. */
uint64_t amount_key(struct decimal d)
{
    int64_t digits = d.digits < 0 ? -d.digits : d.digits;
    int exponent = d.exponent;
    if (digits == 0) return MIDDLE;
    for (; digits < LEAST; exponent--) digits *= 10;
    for (; digits >= 10 * LEAST; exponent++) digits = digits / 10 + (digits % 10 >= 5);
    uint64_t key = MIDDLE | (uint64_t)(exponent + BIAS) << DIGITS | (uint64_t)digits;
    return d.digits < 0 ? ~key : key;
}

/* Any 64 bits give a number: they may come from a peer, or stand between two keys. */
struct decimal amount_digits(uint64_t key)
{
    if (key == MIDDLE) return decimal_of(0);
    uint64_t plain = key < MIDDLE ? ~key : key;
    struct decimal d = {(int64_t)(plain & DIGIT_MASK), (int)(plain >> DIGITS & 511) - BIAS};
    if (d.exponent < -POWER_MOST) return decimal_of(0); /* directly beside it */
    if (d.exponent > POWER_MOST) d.exponent = POWER_MOST;
    if (key < MIDDLE) d.digits = -d.digits;
    return d;
}

struct decimal amount_of(uint64_t key)
{
    struct decimal d = amount_digits(key);
    while (d.digits != 0 && d.digits % 10 == 0) {
        d.digits /= 10;
        d.exponent++;
    }
    return d;
}

bool amount_read(struct view text, struct decimal *out)
{
    struct decimal d = {0};
    size_t i = text.len > 0 && text.at[0] == '-', digits = 0;
    bool negative = i > 0, fraction = false;
    for (; i < text.len; i++) {
        if (text.at[i] == '.' && !fraction && digits > 0) {
            fraction = true;
            continue;
        }
        if (text.at[i] < '0' || text.at[i] > '9') return false;
        if (!decimal_push(&d, (unsigned)(text.at[i] - '0'), fraction)) return false;
        digits++;
    }
    if (negative) d.digits = -d.digits;
    *out = d;
    return digits > 0;
}

/* ---- Days ---- */

static bool day_of(int year, int month, int day, int32_t *out)
{
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    time_t seconds = timegm(&tm);
    *out = (int32_t)(seconds / DAY_SECONDS);
    if (seconds < 0 && seconds % DAY_SECONDS != 0) --*out;
    return tm.tm_mon == month - 1 && tm.tm_mday == day;
}

static bool take_digits(const char **at, const char *end, int most, int *out)
{
    int digits = 0;
    for (*out = 0; *at < end && digits < most; digits++) {
        const char *behind = *at;
        uint32_t c = fold_char(fold_read(&behind, end));
        if (c < '0' || c > '9') break;
        *out = 10 * *out + (int)(c - '0');
        *at = behind;
    }
    return digits > 0;
}

/* The mark behind a year (0), month (1) or day (2). */
static bool take_mark(const char **at, const char *end, int field)
{
    static const uint32_t named[] = {U'年', U'月', U'日'};
    const char *behind = *at;
    if (behind >= end) return false;
    uint32_t c = fold_char(fold_read(&behind, end));
    if (c != named[field] && (field == 2 || (c != '-' && c != '/' && c != '.'))) return false;
    *at = behind;
    return true;
}

bool days_read(struct view text, int32_t *from, int32_t *to)
{
    const char *at = text.at, *end = text.at + text.len;
    int numbers[3] = {0, 1, 1}, fields = 0;
    bool before = at < end && *at == '-'; /* -0220 */
    if (before) at++;
    while (fields < 3 && at < end) {
        if (!take_digits(&at, end, fields == 0 ? 4 : 2, &numbers[fields])) break;
        fields++;
        if (!take_mark(&at, end, fields - 1)) break;
    }
    if (fields == 0 || at != end) return false;
    unsigned char last = (unsigned char)end[-1];
    if (last < '0' || (last > '9' && last < 0x80)) return false; /* 2020- is cut off */
    if (before) numbers[0] = -numbers[0];
    int year = numbers[0] + (fields == 1), month = numbers[1] + (fields == 2);
    if (!day_of(numbers[0], numbers[1], numbers[2], from)) return false;
    if (fields == 3) *to = *from + 1;
    return fields == 3 || (day_of(year + (month > 12), month > 12 ? 1 : month, 1, to));
}

int days_year(int32_t day)
{
    struct tm tm;
    time_t seconds = (time_t)day * DAY_SECONDS;
    return gmtime_r(&seconds, &tm) ? tm.tm_year + 1900 : 0;
}
