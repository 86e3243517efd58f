/* gazetteer_make.h: the image of gazetteer.h from the tables of workers/data/places.
 *
 * Only the program that the build runs uses it (workers/data/places_main.c), and its tests.
 */
#ifndef WORKERS_PLACE_GAZETTEER_MAKE_H
#define WORKERS_PLACE_GAZETTEER_MAKE_H

#include "proto/error.h"
#include "proto/memory.h"

/* The tables, each as its file has it; README.md beside them says what the columns are. The
 * dictionary has lines "word count class", as jieba's. */
struct gazetteer_tables {
    struct view areas, towns, countries, forms, dictionary;
};

/* Appends the image to *image. 0, or -1 with *err, which names the line that it cannot read. */
int gazetteer_make(const struct gazetteer_tables *tables, struct buf *image, struct err *err);

#endif
