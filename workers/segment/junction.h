/* junction.h: whether a word runs over a break between two lines: 煤 / 矿.
 *
 * The word model (words.h) cuts the end of one line and the beginning of the other as one text. A
 * word over the break is good evidence that the two belong together; none says nothing, since most
 * breaks fall between words.
 */
#ifndef WORKERS_SEGMENT_JUNCTION_H
#define WORKERS_SEGMENT_JUNCTION_H

#include "workers/words/words.h"
#include <stdbool.h>

struct junction {
    const struct words *words; /* NULL: nothing is known */
    struct words_cut cut;      /* room for the work */
};
void junction_free(struct junction *j); /* the room, not the model */

bool junction_in_word(struct junction *j, struct view before, struct view after);

#endif
