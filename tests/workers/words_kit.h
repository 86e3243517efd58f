/* words_kit.h: what the tests of words share. */
#ifndef TESTS_WORKERS_WORDS_KIT_H
#define TESTS_WORKERS_WORDS_KIT_H

#include "tests/proto/dice.h"
#include "workers/words/words.h"

/* The words of text with | between two. Valid until the next call. */
const char *words_shown(const struct words *w, const char *text);

/* Fails the test unless every byte of text that is no blank is in one of the words found. */
void words_check_cover(struct view text, const struct words_cut *found);

/* A piece of text of many kinds. */
const char *words_scrap(struct dice *dice);

#endif
