/* date_review.h: the year that an article looks back on, by its title: 2016年统计公报 tells of
 * 2016, though it came out in 2017. */
#ifndef WORKERS_DATE_DATE_REVIEW_H
#define WORKERS_DATE_DATE_REVIEW_H

#include "proto/memory.h"
#include <stdint.h>

/* The one year in the title of a report, summary or statement of accounts; YEAR_UNKNOWN if it is
 * the title of none, or names two years: 2021年总结及2022年计划. */
int16_t date_review_year(struct view title);

#endif
