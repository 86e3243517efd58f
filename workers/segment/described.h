/* described.h: articles whose document says itself what they are: a web page's reader has chosen
 * one text already, and knows its title, author, date and source (html/html.h).
 */
#ifndef WORKERS_SEGMENT_DESCRIBED_H
#define WORKERS_SEGMENT_DESCRIBED_H

#include "workers/document.h"

/* Whether all of the text is one article: its metadata names a `form`. */
bool described_is_one(const struct document *d);

/* Gives an article what the metadata says and its own lines do not say better. */
void described_add(const struct document *d, struct article *a);

/* Gives the only article of a document of another form what its own lines do not say. */
void described_fill(const struct document *d, struct article *a);

#endif
