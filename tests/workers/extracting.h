/* extracting.h: a text as a document of one article, extracted; for tests of what is found in it.
 *
 * In texts 〖 and 〗 mark what is to be found; they are taken out before extraction.
 */
#ifndef TESTS_EXTRACTING_H
#define TESTS_EXTRACTING_H

#include "workers/extract.h"
#include <stdbool.h>

/* What the stages share: garner.data of the build, which the test program is in. */
const struct resources *extracting_shared(void);

struct extracting {
    struct arena arena;
    struct document document;
    struct record_list records;
    char *text, *marked; /* without marks; what was between them, NULL = nothing */
};

/* Extracts `text`; date is that of the document ("2021-03-05"), or "". */
struct extracting extracting_text(const char *text, const char *date);
/* The same, of an article with a title, which the text need not hold. */
struct extracting extracting_titled(const char *title, const char *text, const char *date);
/* The same for text[0..length), which may hold anything; nothing is marked. */
struct extracting extracting_bytes(const char *text, size_t length);
void extracting_free(struct extracting *x);

/* The record of that text, or NULL; the first of that kind or rule, or NULL. */
const struct record *extracting_record(const struct extracting *x, const char *text);
const struct record *extracting_kind(const struct extracting *x, enum record_kind kind);
const struct record *extracting_rule(const struct extracting *x, const char *rule);

/* The text of a record; of a field, lists joined by "..", truths "true", numbers in digits; "" if
 * it has no such field. Valid until the next eight calls. */
const char *extracting_text_of(const struct extracting *x, const struct record *r);
const char *extracting_field(const struct record *r, enum record_field key);

/* Fails the test unless what is marked in `text` is found, as a record of this kind whose field has
 * this value. */
void extracting_expect(const char *text, enum record_kind kind, enum record_field key,
                       const char *value);

/* Fails the test unless every record lies in the text on whole characters, in order, without
 * overlap but for what stands in the name of an initiative or an organisation. */
void extracting_check(const struct extracting *x);

#endif
