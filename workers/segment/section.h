/* section.h: the tree of headings in an article.
 *
 * A heading is a numbered line (一、总体要求), a numbered first sentence with text behind it
 * (一是建章立制。…), also in mid-paragraph, a line that could be a title between paragraphs, or the
 * first sentences of three and more paragraphs in a row that are alike. Items of an enumeration
 * (一是甲;二是乙) are no headings. Which stands under which follows from the order in which manners
 * of numbering open: a manner that is open already is a sibling, and closes those opened after it.
 */
#ifndef WORKERS_SEGMENT_SECTION_H
#define WORKERS_SEGMENT_SECTION_H

#include "workers/document.h"
#include "workers/segment/line.h"

/* Appends the sections of an article. lines: its lines in reading order; the first `head` of them
 * are its head and have no sections. sentences: those of the lines, in the same order; first[i] is
 * the first one that begins in line i, first[lines->count] their number. */
void sections_find(struct arena *a, const struct line_list *lines, uint32_t head,
                   const struct span_list *sentences, const uint32_t *first,
                   struct section_list *out);

#endif
