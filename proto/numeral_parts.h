/* numeral_parts.h: what the proto/numeral*.c files share, and nobody else.
 *
 * A number is (sections × 亿) + (section × 万) + section, and a section is digits × 千, 百, 十. The
 * reading holds these levels: what was read of each so far, and the digits pending that no power
 * has come for yet.
 */
#ifndef PROTO_NUMERAL_PARTS_H
#define PROTO_NUMERAL_PARTS_H

#include "proto/numeral.h"

enum { NO_SECTION_POWER = 4, NO_TOTAL_POWER = 12 };

struct reading {
    const char *at, *end;
    struct numeral *n;
    struct decimal total, section, pending;
    struct decimal spread; /* what the upper number of 三四 is above the lower */
    bool any;              /* something stands in total, section or pending */
    bool has_section, has_pending;
    bool counts_yi;    /* 亿 has been read */
    bool trillions;    /* 三万亿 has been read, and 五千亿 may follow */
    bool lone_digit;   /* the pending number is one digit with no 零 before it */
    int section_power; /* the last of 十 百 千 in this section */
    int total_power;   /* the last of 万 亿 */
    int last_power;    /* directly before the pending number, 0 = none */
};

/* A power of ten (十 is 1, 亿 is 8) behind what was read: the levels below it are multiplied, and
 * go one up. False, and nothing changed that counts, where none can stand: 五十百. */
bool reading_power(struct reading *r, int power);

/* The end: value, upper and end of the numeral. 三百五 is 350 and 一万二 12,000: a last lone digit
 * counts in tenths of the power before it. */
void reading_finish(struct reading *r);

#endif
