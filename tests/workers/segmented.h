/* segmented.h: a text through decode and segment, for tests. */
#ifndef TESTS_WORKERS_SEGMENTED_H
#define TESTS_WORKERS_SEGMENTED_H

#include "workers/document.h"

struct segmented {
    struct arena arena;
    struct document d;
    unsigned reason; /* why decode refused it; 0 = it did not */
    char why[512];
    struct buf widened;
};

/* text must outlive *s. Ends the test if a byte that is not blank is in no span, or in two. */
void segment_text(struct segmented *s, struct view text);
void segment_string(struct segmented *s, const char *text);
/* The same with , : ; ( ) ! ? behind a Chinese character at full width; s keeps the text. */
void segment_widened(struct segmented *s, const char *text);
void segmented_free(struct segmented *s);

/* Of article i (from 0): its spans' text, a line a span; "-" where there is no such article. The
 * strings that these return live until the next call. */
const char *article_text(const struct segmented *s, uint32_t i);
const char *article_title(const struct segmented *s, uint32_t i);
/* Names joined with blanks. */
const char *article_byline(const struct segmented *s, uint32_t i);
/* "level number heading" a line. */
const char *article_sections(const struct segmented *s, uint32_t i);
/* Sentences, a line each. */
const char *article_sentences(const struct segmented *s, uint32_t i);
/* "kind text" a line. */
const char *others_text(const struct segmented *s);

/* The first place that is covered wrongly, or -1. */
int64_t uncovered(const struct document *d);

#endif
