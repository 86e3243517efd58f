/* quotation.h: what stands between quotation marks, and what its form says about it. */
#ifndef WORKERS_INITIATIVE_QUOTATION_H
#define WORKERS_INITIATIVE_QUOTATION_H

#include "workers/initiative/vocabulary.h"

struct quotation {
    const char *open, *behind; /* with its marks */
    struct view inner;         /* without */
    unsigned characters;       /* of inner */
    unsigned clauses;          /* parted by 、 , · and blanks */
    unsigned numerals;         /* Chinese numerals and runs of digits in it */
    bool begins_with_number;
    bool formula;            /* A+B, A—B, 11633 */
    bool day;                /* 5·12: an event by its day; or a count, 21项 */
    bool parallel;           /* its clauses are of one length */
    bool speech;             /* holds the end of a sentence */
    const struct head *head; /* that it ends in, or NULL */
};

/* The quotation that opens at `at`. False if none does, or if it does not close in time: within
 * 240 bytes and two line ends, before another opens. */
bool quotation_read(const char *at, const char *end, struct quotation *q);

/* How much its form speaks for a name that is put forward: a sum of small weights. */
int quotation_weight(const struct quotation *q);

#endif
