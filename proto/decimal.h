/* decimal.h: exact decimal numbers, as figures in text are: 3.53亿 is 353 × 10^6 and nothing near
 * it.
 *
 * A number is digits × 10^exponent with at most 18 digits, so that 64 bits hold it and 128 bits a
 * product. What does not fit is refused, never rounded, except by decimal_ratio, which says so.
 */
#ifndef PROTO_DECIMAL_H
#define PROTO_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#define DECIMAL_DIGITS 18
#define DECIMAL_TEXT   64 /* bytes that decimal_text needs at most, with its NUL */

struct decimal {
    int64_t digits;
    int exponent; /* −40 … 40 */
};

struct decimal decimal_of(int64_t whole);

/* Appends a digit: before the point, or behind it if `fraction`. False if it does not fit. */
bool decimal_push(struct decimal *d, unsigned digit, bool fraction);

/* d × 10^power. False if the exponent leaves its bounds. */
bool decimal_scale(struct decimal *d, int power);

/* *sum += addend, exactly. False (and *sum as it was) if the result does not fit. */
bool decimal_add(struct decimal *sum, struct decimal addend);

/* <0, 0, >0 as a is less than, equal to or greater than b. */
int decimal_compare(struct decimal a, struct decimal b);

/* *d = *d × numerator ÷ denominator, both above 0. Returns false if that is no decimal of 18
 * digits: *d is then rounded to 15 significant digits. */
bool decimal_ratio(struct decimal *d, int64_t numerator, int64_t denominator);

/* The number as a whole between 0 and `most`, or -1 if it is none. */
int64_t decimal_whole(struct decimal d, int64_t most);

/* Writes d in full ("353000000", "0.8387", "-5") and returns the length: no exponent, no needless
 * zero, a digit before the point. */
unsigned decimal_text(struct decimal d, char text[DECIMAL_TEXT]);

#endif
