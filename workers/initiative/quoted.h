/* quoted.h: names in quotation marks: “…”, “…”行动, “…”的工作机制.
 *
 * Whether a quotation is a name is told by what it looks like (“1+4+N”, “五个一”, “…工程”), what
 * stands before it (打造, 推行; 荣获, 说) and what behind (…模式, 为载体; 的氛围). Each adds a
 * small weight; quotations in a row, parted by 、 or 和, are judged together.
 */
#ifndef WORKERS_INITIATIVE_QUOTED_H
#define WORKERS_INITIATIVE_QUOTED_H

#include "workers/initiative/mention.h"

/* Reads the quotations in a row that begin at `at`, and adds their mentions. Where reading goes on;
 * NULL if no quotation is here. */
const char *quoted_read(struct passage *r, const char *at);

#endif
