/* scan.h: the engine: one pass over an article's text that stops where a record may begin.
 *
 * A table says for each code point what can begin with it. At such a place the readers (quantity.h,
 * date.h, cited.h) are asked in the order of their evidence: a document's number before a date, a
 * date before a figure. A reader that finds something adds a record and moves the scan behind it,
 * so records never overlap; one that has read something and found nothing may move it too. What a
 * reader may look at besides is bounded, so nothing is read more than a few times and the time is
 * linear in the text, whatever the text.
 *
 * Why by hand and not with vectorscan: every place where a record can begin is told by its first
 * character, and to look at each takes less than a tenth of the time of extraction (measured with
 * perf on 67 MB of reports: readers take the rest). Vectorscan reports the same 257 words at 1,650
 * MB/s; it would save a part of that tenth, and would have to be compiled at each start.
 */
#ifndef WORKERS_SCAN_H
#define WORKERS_SCAN_H

#include "workers/date/date_basis.h"
#include "workers/document.h"
#include "workers/pipeline.h"
#include "workers/rule.h"

enum { SHORT_TITLES = 8 };

/* 《意见》, where the article has said that it is short for a longer title. */
struct short_title {
    struct view title, full;
};

struct scan {
    struct document *d;
    struct article *article;
    const char *text;        /* the canonical text: records count from here */
    const char *start, *end; /* the span of the article that is read */
    const char *at;          /* where the scan is in it */
    const char *floor;       /* end of the last record: what is before it is taken */
    const char *sentence;    /* where the sentence began */
    const char *line;        /* where the line began */
    const char *label_end;   /* of the last label such as "2." */
    const char *quote_end;   /* of the short quotation that `at` is in; at or below it otherwise */
    struct date_basis basis; /* what dates are resolved against */
    struct view title;       /* of the last document named, whose title was not a short one */
    const char *title_end;   /* where that record ended */
    struct short_title short_titles[SHORT_TITLES];
    uint32_t short_title_count;
};

/* Fields of a record, collected before they are copied to the arena. */
struct field_set {
    struct field at[16];
    uint32_t count;
};
void field_text(struct field_set *set, enum record_field key, struct view text);
void field_string(struct field_set *set, enum record_field key, const char *text); /* static text */
void field_true(struct field_set *set, enum record_field key);
void field_list(struct field_set *set, enum record_field key, const struct view *list,
                uint32_t count);

/* Adds the record start..end with the fields of *set to the article, and moves the scan behind it.
 */
struct record *scan_record(struct scan *s, enum rule_number rule, const char *start,
                           const char *end, const struct field_set *set);

/* Text for a field, kept in the document's arena. */
struct view scan_keep(struct scan *s, const char *bytes, size_t length);

/* Reads all spans of an article. False if the budget ran out; what was found by then stays. */
bool scan_article(struct document *d, struct article *a, const struct budget *budget);

void scan_prepare(void); /* once, before any other; further calls do nothing */

#endif
