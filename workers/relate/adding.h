/* adding.h: figures of a text that are added up, exactly, and held against the sum that it gives.
 *
 * Rounded figures may be off by half of their last place, each; whole ones not at all.
 */
#ifndef WORKERS_RELATE_ADDING_H
#define WORKERS_RELATE_ADDING_H

#include "proto/decimal.h"
#include "workers/document.h"

/* A figure that can be added up. */
struct addend {
    struct decimal value;
    struct view unit;
    int place; /* the power of ten of its last digit: 6 of 3.53亿 */
};

/* The amount of a record; false if it is none, or approximate, a bound or a range. */
bool addend_read(const char *text, const struct record *r, struct addend *a);
/* The place of the last digit that the text has: where its digits alone, moved, are the value. */
int addend_last_place(struct view text, struct decimal value);
/* Is the unit the same? Persons are counted in several words. */
bool addend_is_counted_as(struct view a, struct view b);

/* What the parts shall come to, and what they have come to. */
struct adding {
    struct addend sum;
    struct decimal total;
    int place; /* the highest last place of the sum and its parts */
    uint32_t parts;
    bool equal; /* two parts or more come to the sum */
};

/* No part yet. */
struct adding adding_to(const struct addend *sum);
/* Takes a part in. False when no more of them may follow: they are equal, too many or too long. */
bool adding_take(struct adding *a, const struct addend *part);
/* Holds the parts that there are against another sum. */
void adding_against(struct adding *a, const struct addend *sum);
/* Do the parts miss the sum by less than one in `share`? */
bool adding_is_near(const struct adding *a, int64_t share);
/* Adds to the record `checked` if the parts are equal to it, else `disputed` with their total. */
void adding_mark(struct arena *arena, struct record *sum, const struct adding *a);

#endif
