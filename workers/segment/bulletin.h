/* bulletin.h: what an office's bulletin has around its text: its name, number and date above it,
 * and whom it goes to below.
 *
 *     信访工作简报 / 第3期(总第41期) / 清水县信访局 2021年3月5日
 *     报:市信访局 / 送:各乡镇 / (共印60份)
 */
#ifndef WORKERS_SEGMENT_BULLETIN_H
#define WORKERS_SEGMENT_BULLETIN_H

#include "workers/segment/line.h"

/* Sets other[i] of these lines to OTHER_BOILERPLATE + 1. True if they name a number of a bulletin:
 * then the date among them is that of what it holds. */
bool bulletin_mark(const struct line_list *lines, uint8_t *other);

#endif
