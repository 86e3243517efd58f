/* lexicon.h: which word of a table stands here? The longest that begins, or ends, at a place.
 *
 * Tables of words (units.def, modifiers.def …) are arrays of rows whose first member is the word. A
 * lexicon orders them once by first (or last) character and length; a look-up is one hash and a
 * few comparisons, whatever the text. Words are in plain characters (step.h) and found in any.
 */
#ifndef WORKERS_LEXICON_H
#define WORKERS_LEXICON_H

#include <stddef.h>
#include <stdint.h>

enum { LEXICON_WORDS = 1024, LEXICON_SLOTS = 1024 };
enum lexicon_side { LEXICON_BEGINS, LEXICON_ENDS };

struct lexicon {
    const char *rows;
    size_t row_size;
    enum lexicon_side side;
    uint16_t first[LEXICON_SLOTS + 1]; /* where a slot begins in `order` */
    uint16_t order[LEXICON_WORDS];     /* rows, by slot, longer words first */
    uint8_t length[LEXICON_WORDS];     /* of a row's word, in bytes */
};

/* Orders the words of `count` rows of row_size bytes each, which begin with a `const char *`:
 * UTF-8, 1 to 255 bytes. The rows must stay where they are. */
void lexicon_make(struct lexicon *l, const void *rows, size_t row_size, size_t count,
                  enum lexicon_side side);
#define LEXICON_MAKE(l, rows, side)                                                                \
    lexicon_make(l, rows, sizeof *(rows), sizeof(rows) / sizeof *(rows), side)

/* The row of the longest word that begins at `at` and ends by `end`, with the word's end in
 * *behind; or -1. For lexicons made with LEXICON_BEGINS. */
int lexicon_at(const struct lexicon *l, const char *at, const char *end, const char **behind);

/* The row of the longest word that ends at `at` and begins by `start`, with the word's beginning in
 * *begin; or -1. For lexicons made with LEXICON_ENDS. */
int lexicon_before(const struct lexicon *l, const char *start, const char *at, const char **begin);

#endif
