/* dateline.h: the date and the source that stand in an article's head or under its end.
 */
#ifndef WORKERS_SEGMENT_DATELINE_H
#define WORKERS_SEGMENT_DATELINE_H

#include "proto/memory.h"
#include <stdbool.h>

enum { DATE_LENGTH = 10 };

/* The first full date in line, as YYYY-MM-DD into iso (with a NUL): 2021年3月5日, 2021-3-5,
 * 2021/03/05, 2021.3.5, 二〇二一年三月五日. False if there is none that is in the calendar. */
bool dateline_date(struct view line, char iso[DATE_LENGTH + 1]);

/* What stands behind 来源: and the like, up to a blank or the next label; empty if there is none.
 */
struct view dateline_source(struct view line);

#endif
