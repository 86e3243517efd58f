/* share.h: do the shares that a sentence gives make up the whole?
 *
 *     满意的占45%、基本满意的占35.5%、不满意的占19.5%
 *
 * All percentages behind 占 of one sentence are added up. When they come to a hundred, as exactly
 * as their decimal places allow, each is `checked`; when three or more nearly do, the last one is
 * `disputed`, with what they add up to. Shares of a share (其中) are not added to those of the
 * whole.
 */
#ifndef WORKERS_RELATE_SHARE_H
#define WORKERS_RELATE_SHARE_H

#include "workers/document.h"

/* Adds the fields to the figures of the span. */
void share_check(struct document *d, struct article *a, struct span span);

#endif
