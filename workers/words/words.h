/* words.h: cutting text into words.
 *
 * Pieces that need no model (Latin words, numbers with their units, dates, addresses of the web)
 * are found by their form (solid.h). Between all other characters a linear model decides, place by
 * place and independently, whether a word ends there. It looks at the three characters on either
 * side: every run of one, two or three of them has a weight for each place that it touches, and so
 * has every word of the dictionary for its beginning, its inside and its end. Weights of dictionary
 * words are added to those of the run that they are, so that one look-up fetches both: an entry is
 * one quarter of a cache line.
 *
 * Method: pointwise prediction, Neubig, Nakata and Mori 2011; merged tables, Akabe et al.,
 * arXiv 2406.17185. What a word is: workers/data/words/STANDARD.md.
 */
#ifndef WORKERS_WORDS_H
#define WORKERS_WORDS_H

#include "proto/error.h"
#include "workers/document.h"

struct words; /* a model, open; read-only, so that threads may share it */

/* Opens a model over its bytes (a part of the resources, or a file that words_train.h made), which
 * must stay. NULL with *err if they are not a model or are damaged. */
struct words *words_open(struct view model, struct err *err);
/* Closes it and sets *w to NULL. Harmless on NULL. */
void words_close(struct words **w);

/* Adds a word that the model shall prefer over what it has learnt: at least one character, no
 * blanks. Words longer than 16 characters are refused with *err. */
int words_add(struct words *w, struct view word, struct err *err);

/* What a cut needs and leaves; zero-initialise, one a thread, use again and again. */
struct words_cut {
    struct span *at; /* the words, in order; blanks are in none of them */
    uint32_t count, room;
    struct words_line *line; /* room for the work */
};
void words_cut_free(struct words_cut *cut);

/* Cuts text, valid UTF-8, into words; their places are byte offsets in text. Time is linear in it.
 * text.len < 2^32. */
void words_cut(const struct words *w, struct view text, struct words_cut *cut);

#endif
