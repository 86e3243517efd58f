/* byline.h: the names in a byline: □ 甲 乙, 本报记者 丙 通讯员 丁, 文/戊, (己 庚).
 */
#ifndef WORKERS_SEGMENT_BYLINE_H
#define WORKERS_SEGMENT_BYLINE_H

#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>

enum { BYLINE_NAMES = 16 };

struct byline {
    struct view names[BYLINE_NAMES]; /* in the text; where a name has a blank in it, in the arena */
    uint32_t count;
};

/* Adds the names of a line that is known to be a byline; roles (记者, 通讯员, 摄影) are left out,
 * and a name that is there already. */
void byline_read(struct arena *a, struct view line, struct byline *out);

/* Adds the names of a signature in brackets at the end of a paragraph, if all that stands in them
 * looks like names of persons: a family name and one or two characters. */
void byline_read_signature(struct arena *a, struct view paragraph, struct byline *out);

/* Adds the names in 本报讯(记者 甲 通讯员 乙) at the start of a paragraph. */
void byline_read_report(struct arena *a, struct view paragraph, struct byline *out);

/* Whether text could be a Chinese person's name: a family name and one or two more characters. */
bool is_person_name(struct view text);

#endif
