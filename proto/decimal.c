/* decimal.c: see decimal.h. */
#include "proto/decimal.h"

#define EXPONENT_MOST 40

static const int64_t digits_end = 1000000000000000000; /* 10^18 */

struct decimal decimal_of(int64_t whole)
{
    return (struct decimal){whole, 0};
}

bool decimal_push(struct decimal *d, unsigned digit, bool fraction)
{
    if (d->digits >= digits_end / 10) return false;
    d->digits = d->digits * 10 + digit;
    if (fraction) d->exponent--;
    return true;
}

bool decimal_scale(struct decimal *d, int power)
{
    int exponent = d->exponent + power;
    if (exponent < -EXPONENT_MOST || exponent > EXPONENT_MOST) return false;
    d->exponent = exponent;
    return true;
}

/* Drops zeros at the end of the digits, so that equal numbers look equal. */
static struct decimal shortest(struct decimal d)
{
    if (d.digits == 0) return decimal_of(0);
    while (d.digits % 10 == 0) {
        d.digits /= 10;
        d.exponent++;
    }
    return d;
}

/* Brings both to the smaller exponent. False if one of them does not fit there. */
static bool align(struct decimal *a, struct decimal *b)
{
    *a = shortest(*a);
    *b = shortest(*b);
    struct decimal *larger = a->exponent > b->exponent ? a : b;
    int exponent = larger == a ? b->exponent : a->exponent;
    while (larger->digits && larger->exponent > exponent) {
        if (larger->digits >= digits_end / 10 || larger->digits <= -digits_end / 10) return false;
        larger->digits *= 10;
        larger->exponent--;
    }
    larger->exponent = exponent;
    return true;
}

bool decimal_add(struct decimal *sum, struct decimal addend)
{
    struct decimal a = *sum;
    if (!addend.digits) return true;
    if (!align(&a, &addend)) return false;
    a.digits += addend.digits; /* both are below 10^18 */
    if (a.digits >= digits_end || a.digits <= -digits_end) return false;
    *sum = a;
    return true;
}

/* Where the first digit stands: 3 for 353, 0 for 0.5. */
static int magnitude(struct decimal d)
{
    int m = d.exponent;
    for (int64_t rest = d.digits; rest; rest /= 10) m++;
    return m;
}

static int sign(int64_t n)
{
    return (n > 0) - (n < 0);
}

int decimal_compare(struct decimal a, struct decimal b)
{
    if (sign(a.digits) != sign(b.digits)) return sign(a.digits) - sign(b.digits);
    if (align(&a, &b)) return sign(a.digits - b.digits);
    return (magnitude(a) > magnitude(b) ? 1 : -1) * sign(a.digits);
}

typedef unsigned __int128 wide;

/* A whole number × 10^exponent, cut to the digits a decimal has; fewer, and rounded, if it is not
 * `exact`. *exact becomes false if digits were lost. */
static struct decimal fit(wide whole, int exponent, bool *exact)
{
    static const int64_t rounded_end = 1000000000000000; /* 10^15 */
    unsigned last = 0;
    while (whole >= (wide)(*exact ? digits_end : rounded_end)) {
        last = (unsigned)(whole % 10);
        *exact = *exact && last == 0;
        whole /= 10;
        exponent++;
    }
    if (!*exact && last >= 5) whole++;
    return shortest((struct decimal){(int64_t)whole, exponent});
}

bool decimal_ratio(struct decimal *d, int64_t numerator, int64_t denominator)
{
    bool minus = d->digits < 0;
    struct decimal start = shortest(*d);
    wide divisor = (wide)denominator;
    wide rest = (wide)(minus ? -start.digits : start.digits) * (wide)numerator;
    wide whole = rest / divisor;
    int exponent = start.exponent;

    /* Long division, a digit at a time, until it comes out or the digits are used up. */
    for (rest %= divisor; rest && whole < (wide)digits_end; rest %= divisor) {
        rest *= 10;
        whole = whole * 10 + rest / divisor;
        exponent--;
    }
    bool exact = rest == 0;
    *d = fit(whole, exponent, &exact);
    if (minus) d->digits = -d->digits;
    return exact;
}

int64_t decimal_whole(struct decimal d, int64_t most)
{
    d = shortest(d);
    if (d.digits < 0 || d.exponent < 0) return -1;
    for (; d.exponent; d.exponent--) {
        if (d.digits > most / 10) return -1;
        d.digits *= 10;
    }
    return d.digits > most ? -1 : d.digits;
}

unsigned decimal_text(struct decimal d, char text[DECIMAL_TEXT])
{
    char reversed[DECIMAL_TEXT];
    unsigned n = 0, len = 0;

    d = shortest(d);
    int64_t rest = d.digits < 0 ? -d.digits : d.digits;
    for (int zeros = d.exponent; zeros > 0; zeros--) reversed[n++] = '0';
    for (int place = d.exponent; rest || place <= 0; place++, rest /= 10) {
        if (place == 0 && n) reversed[n++] = '.';
        reversed[n++] = (char)('0' + rest % 10);
    }
    if (d.digits < 0) text[len++] = '-';
    while (n) text[len++] = reversed[--n];
    text[len] = '\0';
    return len;
}
