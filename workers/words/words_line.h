/* words_line.h: a line of text as the word model sees it: one symbol a character, and what is known
 * about the places between them before any model is asked. Shared by words.c and words_train.c.
 */
#ifndef WORKERS_WORDS_LINE_H
#define WORKERS_WORDS_LINE_H

#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>

/* What is known of the place before a symbol. */
enum place { PLACE_OPEN, PLACE_CUT, PLACE_JOIN };

/* SYMBOL_EDGEs on either side of the symbols, so that look-ups need no bounds. */
enum { LINE_PAD = 3 };

struct words_line {
    uint16_t *symbol; /* count of them, from symbol[LINE_PAD] on; a solid piece is one symbol */
    uint8_t *place;   /* count + 1: enum place before each symbol, and after the last */
    uint32_t *offset; /* count + 1: where each begins in the text */
    int16_t *score;   /* room for words.c: count + 8 */
    int32_t *cost;    /* room for words_path.h: count + 9 */
    uint8_t *back, *shape; /* likewise */
    uint32_t count, room;
};

/* Fills the line from text, at most `most` characters or solid pieces of it; returns how many bytes
 * that took. Where text goes on, the line ends at the last place that is known to be cut, if there
 * is one in its second half. Memory is kept for the next call. */
size_t words_line_fill(struct words_line *line, struct view text, uint32_t most);
void words_line_free(struct words_line *line);

#endif
