/* amount.h: values that sort as bytes: an amount's key, and days.
 *
 * A key is a decimal of 16 digits in 64 bits: sign, power of ten, digits. Keys compare as the
 * numbers do, and the number comes back exactly, so that a column of keys is a column of values.
 */
#ifndef PROTO_AMOUNT_H
#define PROTO_AMOUNT_H

#include "proto/decimal.h"
#include "proto/memory.h"

/* Digits beyond the 16th are rounded. */
uint64_t amount_key(struct decimal d);
struct decimal amount_of(uint64_t key);
/* The same, with all 16 digits, zeros at the end too. */
struct decimal amount_digits(uint64_t key);

/* A decimal as the export has it: "353000000", "-0.5". False if text is none, or too long. */
bool amount_read(struct view text, struct decimal *out);

/* 2020, 2020-03 and 2020-03-15, also with / . or 年 月 日 between, and -0220, which is 221 BC: days
 * since 1970-01-01, half-open. False if text is no date. */
bool days_read(struct view text, int32_t *from, int32_t *to);
int days_year(int32_t day); /* the year that it is in */

#endif
