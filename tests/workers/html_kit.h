/* html_kit.h: a page through html_read(), for tests. */
#ifndef TESTS_WORKERS_HTML_KIT_H
#define TESTS_WORKERS_HTML_KIT_H

#include "workers/document.h"
#include "workers/pipeline.h"

struct html_kit {
    struct arena arena;
    struct document d;
    enum stage_verdict verdict;
    unsigned reason;
    struct err err;
    struct buf shown;
};

/* page must outlive *k. */
void html_kit_read(struct html_kit *k, struct view page);
void html_kit_free(struct html_kit *k);

/* The text with " / " for line ends, "" if the page was refused; a value of the metadata, "" if it
 * has none. Valid until the next call. */
const char *html_kit_text(struct html_kit *k);
const char *html_kit_said(struct html_kit *k, const char *key);

/* Ends the test if some word of the text, where it stands as itself, is not found at its origin. */
void html_kit_check_origin(const struct html_kit *k);

#endif
