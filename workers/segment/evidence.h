/* evidence.h: what speaks for an article beginning at a line, and what against it.
 *
 * Each observation is a row of a table with a weight: tenths of a nat, roughly the logarithm of how
 * much likelier the observation is at a beginning than elsewhere. The weights were set by hand from
 * the habits of newspapers, compilations and official papers; cut.c adds them up along the
 * text.
 */
#ifndef WORKERS_SEGMENT_EVIDENCE_H
#define WORKERS_SEGMENT_EVIDENCE_H

#include "workers/segment/bigram.h"
#include "workers/segment/line.h"

/* X(NAME, weight, sentence). */
#define EVIDENCE(X)                                                                                \
    X(BYLINED, 90, "a title over a byline or a report")                                            \
    X(SOURCED, 80, "a title with a date or source under it")                                       \
    X(SUBTITLED, 84, "a title and a longer subtitle")                                              \
    X(TWO_TITLES, 32, "two lines that could be titles")                                            \
    X(TITLED, 8, "one line that could be a title")                                                 \
    X(NEW_SUBJECT, 40, "the words of the title are new, and come again")                           \
    X(INTERTITLE, -14, "one of several lines alone between paragraphs")                            \
    X(PAPER, 20, "a title that ends as official papers do")                                        \
    X(LEAD_BYLINE, 84, "a byline with no title above it")                                          \
    X(LEAD_DATED, 48, "a source or date with no title above it")                                   \
    X(LEAD_ORG, 46, "an organisation or office alone above the text")                              \
    X(LEAD_DASH, 54, "a subtitle led by a dash")                                                   \
    X(LEAD_BRACKET, 22, "a line in brackets above the text")                                       \
    X(DISCLAIMED, 22, "a disclaimer")                                                              \
    X(PIECE, 90, "篇一, 范文二: a counted piece")                                                  \
    X(NOTE, 96, "a note of the editors")                                                           \
    X(REPORT, 40, "本报讯 and the like")                                                           \
    X(OPENING, 24, "a phrase that opens first paragraphs")                                         \
    X(SUBJECT, 12, "a first sentence that says what its subject is")                               \
    X(LEAD, 16, "a paragraph above the first heading")                                             \
    X(RULE, 40, "a ruled line above")                                                              \
    X(SPACE, 12, "more blank lines above than elsewhere")                                          \
    X(SIGNED, 24, "the line above ends with a signature")                                          \
    X(CLOSED, 14, "the line above begins as last paragraphs do")                                   \
    X(LIST, 34, "a run of short lines begins or ends")                                             \
    X(PARAGRAPH, -8, "an ordinary paragraph")                                                      \
    X(CLOSING, -24, "a phrase that opens last paragraphs")                                         \
    X(NUMBERED, -80, "a numbered heading that is not the first of its kind")                       \
    X(FIRST_NUMBER, -12, "the first of numbered headings")                                         \
    X(CONTINUES, -100, "begins with a mark that only goes on")                                     \
    X(UNFINISHED, -30, "the line above breaks off in mid-sentence")                                \
    X(COLUMN_BREAK, 42, "a title, where the line above breaks off in mid-sentence")                \
    X(PROMISED, -45, "the line above ends with a colon")                                           \
    X(UNDER_HEADING, -60, "the line above is a heading")                                           \
    X(IN_HEAD, -55, "the line above belongs to the same head")                                     \
    X(IN_LIST, -45, "inside a run of short lines")                                                 \
    X(SIGN_OFF, -40, "an office and a date: the end of an official paper")                         \
    X(ANNEX, -20, "an annex")

enum evidence {
#define X(NAME, ...) EVIDENCE_##NAME,
    EVIDENCE(X)
#undef X
        EVIDENCES
};

struct beginning {
    uint64_t why;  /* bit 1 << enum evidence: what was seen */
    int16_t score; /* their weights and the change of subject, added up */
    uint8_t head;  /* lines of the head that begins here; 0 = it begins with text */
};

/* One for each line, in the arena. common: in how many lines each pair of characters occurs. */
struct beginning *evidence_weigh(struct arena *a, const struct line_list *lines,
                                 const struct bigram_table *common);

const char *evidence_sentence(enum evidence e);

#endif
