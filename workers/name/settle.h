/* settle.h: which records stay where a name overlaps something else. */
#ifndef WORKERS_NAME_SETTLE_H
#define WORKERS_NAME_SETTLE_H

#include "workers/document.h"

/* Puts the records of an article in order and lets, of two that overlap, one stay: a figure, date,
 * document or place before a name, but a person with a role before a place. What stands within an
 * organisation's name stays in it, unless it is a figure or a date. */
void settle_records(struct record_list *records);

#endif
