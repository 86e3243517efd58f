/* store_kit.h: what the tests of the store share: documents made of little, and turns that must
 * pass. */
#ifndef TESTS_BROKER_STORE_KIT_H
#define TESTS_BROKER_STORE_KIT_H

#include "broker/store.h"
#include "tests/test.h"

/* Opens the store in ./data, or fails the test. */
struct store *kit_open(void);
struct store *kit_reopen(struct store *s);

void kit_begin(struct store *s);
void kit_commit(struct store *s);

/* Adds a document whose content is `length` bytes that follow from `content`, as the version that
 * counts; what it supersedes or stands for is left as it is. Returns its number. */
uint64_t kit_add(struct store *s, const char *archive, const char *source, uint64_t content,
                 size_t length, enum state state);
struct store_match kit_match(struct store *s, const char *archive, const char *source,
                             uint64_t content, size_t length);

/* Whether the document's body is the content that kit_add() gave it. */
bool kit_body_is(struct store_read *r, uint64_t num, uint64_t content, size_t length);

#endif
