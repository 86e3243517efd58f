/* equation.h: is a sum right that the text writes as one?
 *
 *     4804件（4804=533+1612+2659）     the figure before the equation is its sum
 *     533+1612+2659=4804件             the figure is in the equation
 *     4804件=533件+1612件+2659件
 *
 * The figure is `checked`, or `disputed` where the parts come to another sum that is not far from
 * it: a slogan such as 1+1=3 is no calculation. An equation with letters or other signs is none
 * either, and one without a figure (3+1=4) marks nothing.
 */
#ifndef WORKERS_RELATE_EQUATION_H
#define WORKERS_RELATE_EQUATION_H

#include "workers/document.h"

/* Adds the fields to the figures of the span. */
void equation_check(struct document *d, struct article *a, struct span span);

#endif
