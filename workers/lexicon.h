/* lexicon.h: which word of a table stands here? The longest that begins, or ends, at a place.
 *
 * Tables of words (units.def, modifiers.def …) are arrays of rows whose first member is the word. A
 * lexicon makes a trie of them once, from their beginnings or from their ends, whose edges are in
 * one hash table: a look-up costs a probe for each character that still leads to a word, so at most
 * places one, and never more than the longest word has. Words are in plain characters (step.h) and
 * found in any.
 */
#ifndef WORKERS_LEXICON_H
#define WORKERS_LEXICON_H

#include <stddef.h>
#include <stdint.h>

enum lexicon_side { LEXICON_BEGINS, LEXICON_ENDS };
enum { LEXICON_FIRST_BITS = 512 };

/* An edge of the trie, and the node that it leads to. */
struct lexicon_edge {
    uint32_t key; /* the node that it leaves, times 2^16, and its character; 0 = free */
    uint16_t node;
    int16_t row; /* of the word that ends here, -1 if none does */
};
struct lexicon {
    const void *rows;          /* NULL until it is made */
    struct lexicon_edge *edge; /* 1 << bits */
    uint32_t bits;
    enum lexicon_side side;
    uint64_t first[LEXICON_FIRST_BITS / 64]; /* what words begin (end) with, by lowest bits: most
                                                characters of a text are turned away here */
};

/* Makes the trie of the words of `count` rows of row_size bytes each, which begin with a `const
 * char *`: UTF-8, not empty. Of rows of the same word the first counts. The rows must stay where
 * they are, and the trie stays for good. */
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
