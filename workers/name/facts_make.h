/* facts_make.h: the facts of facts.h from the dictionary and the tables of workers/data/names.
 *
 * Only the program that the build runs uses it (workers/data/names_main.c).
 */
#ifndef WORKERS_NAME_FACTS_MAKE_H
#define WORKERS_NAME_FACTS_MAKE_H

#include "proto/error.h"
#include "proto/memory.h"

/* The sources, each as its file has it: surnames.txt, words.txt, the areas of
 * workers/data/places, and lines "word count class" with jieba's classes. */
struct facts_sources {
    struct view surnames, words, areas, dictionary;
};

/* Appends the part to *out. 0, or -1 with *err, which names the line that it cannot read. */
int facts_make(const struct facts_sources *sources, struct buf *out, struct err *err);

#endif
