/* figures.h: numbers as people read them. Each function appends to *out. */
#ifndef CLIENT_FIGURES_H
#define CLIENT_FIGURES_H

#include "proto/memory.h"
#include <stdint.h>

void figure_count(struct buf *out, uint64_t n);          /* 1,234,567 */
void figure_digits(struct buf *out, struct view number); /* 1,234.5678; no number: as it is */
void figure_bytes(struct buf *out, uint64_t bytes);      /* 512 B, 3.4 KiB, 120 MiB */
void figure_time(struct buf *out, uint64_t ms); /* 0.4 s, 12 s, 4 min 10 s, 2 h 5 min, 3 d 4 h */
void figure_rate(struct buf *out, double per_second); /* 0.3/s, 12/s, 4,512/s */

#endif
