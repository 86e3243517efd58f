/* odds.h: how much likelier is it that characters are a person's name than that they are words?
 *
 * The text around a place, a few characters on either side, is read in two ways: as words of the
 * dictionary and lone characters, cut so that they are likeliest; and the same with the name in its
 * place. The difference of the two logarithms counts for or against the name whatever the words
 * cross: its beginning, its end or both. All numbers are in quarters of a bit (facts.h).
 */
#ifndef WORKERS_NAME_ODDS_H
#define WORKERS_NAME_ODDS_H

#include "workers/name/facts.h"

enum {
    ODDS_BEFORE = 3,
    ODDS_NAME = 4,
    ODDS_BEHIND = 3,
    ODDS_WINDOW = ODDS_BEFORE + ODDS_NAME + ODDS_BEHIND,
    ODDS_WORD = 4
};

struct odds {
    const struct facts *facts;
    const char *at[ODDS_WINDOW + 1]; /* places of the characters, and the end */
    uint32_t c[ODDS_WINDOW];
    /* Entries of the words of 1, 2, … characters that begin at each. */
    uint32_t word[ODDS_WINDOW][ODDS_WORD];
    int plain[ODDS_WINDOW + 1]; /* the likeliest reading of the characters before each as words */
    int count, name;            /* characters; the first of the name */
};

/* The first look, without any word: can a name of a family and one or two characters begin at `at`?
 * At least the odds of odds_of(), as far as characters alone can tell. */
int odds_guess(const struct facts *f, const char *at, const char *end);

/* Reads what is around the name that may begin at `at`, within start..end. */
void odds_open(struct odds *o, const struct facts *f, const char *start, const char *at,
               const char *end);

/* The characters of the family name at o->name: 1 or 2, 0 if there is none. */
int odds_family(const struct odds *o);

/* The odds of a name of `family` + `given` characters; given is 1 or 2. */
int odds_of(const struct odds *o, int family, int given);

#endif
