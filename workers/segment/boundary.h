/* boundary.h: what a boundary shows for itself: the names of its evidence, and its confidence.
 *
 * An article's begin has the evidence of evidence.h, and each step from one of its spans to the
 * next has that of a join. A confidence is the share of boundaries with such a margin that were
 * right in generated layouts (tests/layout/score.py --reliability), read off a curve; it says
 * nothing of layouts that the generator does not know.
 */
#ifndef WORKERS_SEGMENT_BOUNDARY_H
#define WORKERS_SEGMENT_BOUNDARY_H

#include "workers/document.h"

/* X(NAME, name, sentence): why a span goes on where another ended. */
#define JOIN_EVIDENCE(X)                                                                           \
    X(FURNITURE, "furniture_between", "only lines of no article stand between")                    \
    X(TITLE, "title_later", "the head was printed behind the beginning of its text")               \
    X(SENTENCE, "sentence_open", "the sentence above is not at its end")                           \
    X(WORD, "word_runs_over", "a word runs over the break")                                        \
    X(QUOTE, "quote_closes", "a quotation or bracket opens above and closes below")                \
    X(FRAGMENT, "fragment", "the line begins as only the rest of a sentence does")                 \
    X(SUBJECT, "same_subject", "more in common with this article than with any other")             \
    X(PAGE, "best_of_page", "nothing of these, but every other way through the page has less")

enum join_evidence {
#define X(NAME, ...) JOIN_##NAME,
    JOIN_EVIDENCE(X)
#undef X
        JOIN_EVIDENCES
};

/* What decided about a boundary: bits 1 << evidence, and by how many tenths of a nat it won. */
struct decision {
    uint64_t why;
    int32_t margin;
};

/* The kinds of text differ in how much a margin is worth. */
enum { MARGIN_SURE = 200 }; /* a margin that leaves no doubt */
enum boundary_kind { BOUNDARY_ALONE, BOUNDARY_PAGE, BOUNDARY_LISTED, BOUNDARY_JOIN };

/* The boundary of an article's begin (its evidence is that of evidence.h), or of a join. */
struct boundary boundary_of(struct arena *a, enum boundary_kind kind, struct decision decision);

#endif
