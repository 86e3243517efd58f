/* segment.h: the second stage: from the canonical text to articles, their sections and sentences.
 *
 * Every byte of the text that is not blank ends up in exactly one span of one article or in one
 * `other` span; nothing disappears.
 */
#ifndef WORKERS_SEGMENT_H
#define WORKERS_SEGMENT_H

#include "workers/pipeline.h"

extern const struct stage stage_segment;

#endif
