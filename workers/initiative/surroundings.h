/* surroundings.h: what stands before and behind a quotation, and how much it speaks for a name. */
#ifndef WORKERS_INITIATIVE_SURROUNDINGS_H
#define WORKERS_INITIATIVE_SURROUNDINGS_H

#include "workers/initiative/vocabulary.h"

struct behind {
    const struct head *head; /* of “…”模式 or “…”的…模式, or NULL */
    const char *end;         /* of the head */
    bool others;             /* 等 before it: the head is that of more than is quoted */
    bool theme;              /* 为主题, 为宗旨 */
    int weight;
};

/* What stands from `at` on, behind the quotation's marks. */
struct behind behind_read(const char *at, const char *end);

/* What the nearest cue says that stands before `at` and behind `floor`: 打造, 推行, 荣获 … */
int weight_before(const char *floor, const char *at);

#endif
