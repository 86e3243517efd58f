/* sentence.h: where sentences end, in Chinese and Western text.
 *
 * A sentence ends behind 。!?!? or a Western full stop, and takes with it what closes there: more
 * such marks, quotes, brackets. No sentence ends inside 《》 or brackets, inside a short quotation
 * that is part of a sentence (围绕“怎么看?怎么干?”讨论), in a decimal, an abbreviation, an address
 * of the web, or at an ellipsis in mid-line. Time is linear in the text.
 */
#ifndef WORKERS_SENTENCE_H
#define WORKERS_SENTENCE_H

#include "workers/document.h"

/* Appends the sentences of text[start..end), which is running text (a paragraph; line ends in it
 * count as blanks), as places in text, without blanks at their ends. All of it that is not blank is
 * in one of them. */
void sentences_find(struct arena *a, struct view text, uint32_t start, uint32_t end,
                    struct span_list *out);

/* Whether the sentence at the end of text is complete: 。!?… or the like, closers after it allowed.
 */
bool sentence_is_complete(struct view text);

/* The end of the first sentence of text, as an offset in it, with the marks that close it. */
uint32_t sentence_first_end(struct view text);

#endif
