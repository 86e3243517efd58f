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

/* X(NAME, name, weight, sentence). Those without a weight are only named; their weight is added
 * elsewhere. */
#define EVIDENCE(X)                                                                                \
    X(BYLINED, "bylined", 90, "a title over a byline or a report")                                 \
    X(SOURCED, "sourced", 80, "a title with a date or source under it")                            \
    X(SUBTITLED, "subtitled", 84, "a title and a longer subtitle")                                 \
    X(TWO_TITLES, "two_titles", 32, "two lines that could be titles")                              \
    X(TITLED, "titled", 8, "one line that could be a title")                                       \
    X(PLACED, "placed", 76, "a title that begins with a place or an office and a colon")           \
    X(RETOLD, "retold", 76, "a title that the paragraph below tells again, as news items do")      \
    X(AMONG_ITEMS, "among_items", 84, "a lone title, where others are retold below")               \
    X(OPENED, "opening_below", 16, "and the text below opens as first paragraphs do")              \
    X(ON_PAGE, "on_page", 28, "one or two, in a text whose columns break in mid-sentence")         \
    X(NEW_SUBJECT, "new_subject", 40, "the words of the title are new, and come again")            \
    X(INTERTITLE, "intertitle", -14, "one of several lines alone between paragraphs")              \
    X(PAPER, "paper", 20, "a title that ends as official papers do")                               \
    X(LEAD_BYLINE, "lead_byline", 84, "a byline with no title above it")                           \
    X(LEAD_DATED, "lead_dated", 48, "a source or date with no title above it")                     \
    X(LEAD_ORG, "lead_org", 46, "an organisation or office alone above the text")                  \
    X(LEAD_DASH, "lead_dash", 54, "a subtitle led by a dash")                                      \
    X(LEAD_BRACKET, "lead_bracket", 22, "a line in brackets above the text")                       \
    X(DISCLAIMED, "disclaimed", 22, "a disclaimer")                                                \
    X(PIECE, "piece", 90, "篇一, 范文二: a counted piece")                                         \
    X(NOTE, "note", 96, "a note of the editors")                                                   \
    X(REPORT, "report", 90, "本报讯 and the like")                                                 \
    X(OPENING, "opening", 24, "a phrase that opens first paragraphs")                              \
    X(SUBJECT, "subject", 12, "a first sentence that says what its subject is")                    \
    X(LEAD, "lead", 16, "a paragraph above the first heading")                                     \
    X(JUMPED, "continued_from", 120, "上接第一版 above: the rest of another page's article")       \
    X(RULE, "rule", 40, "a ruled line above")                                                      \
    X(SPACE, "space", 12, "more blank lines above than elsewhere")                                 \
    X(SIGNED, "signed", 24, "the line above ends with a signature")                                \
    X(SIGNED_OFF, "signed_off", 84, "a title, and the line above is a signature alone")            \
    X(CLOSED, "closed", 14, "the line above begins as last paragraphs do")                         \
    X(LIST, "list", 34, "a run of short lines begins or ends")                                     \
    X(PARAGRAPH, "paragraph", -8, "an ordinary paragraph")                                         \
    X(CLOSING, "closing", -24, "a phrase that opens last paragraphs")                              \
    X(NUMBERED, "numbered", -80, "a numbered heading that is not the first of its kind")           \
    X(FIRST_NUMBER, "first_number", -12, "the first of numbered headings")                         \
    X(CONTINUES, "continues", -100, "begins with a mark that only goes on")                        \
    X(UNFINISHED, "unfinished", -30, "the line above breaks off in mid-sentence")                  \
    X(COLUMN_BREAK, "column_break", 46,                                                            \
      "a title or byline, where the line above breaks off in mid-sentence")                        \
    X(PROMISED, "promised", -45, "the line above ends with a colon")                               \
    X(UNDER_HEADING, "under_heading", -60, "the line above is a heading")                          \
    X(IN_HEAD, "in_head", -55, "the line above belongs to the same head")                          \
    X(IN_LIST, "in_list", -45, "inside a run of short lines")                                      \
    X(SIGN_OFF, "sign_off", -40, "an office and a date, or a signature: the end of a text")             \
    X(ANNEX, "annex", -20, "an annex")                                                             \
    X(RESTART, "numbering_restarts", 0,                                                            \
      "one above has begun to count already, and counting begins again")                           \
    X(LISTED, "listed", 0, "a title of the table of contents")                                     \
    X(SUBJECT_CHANGE, "subject_change", 0, "little in common with the text above")                 \
    X(FIRST, "first_line", 0, "nothing stands above")                                              \
    X(CAUGHT, "caption", 0, "says that it is a picture's caption, or reads as one")

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
    uint8_t fresh; /* pairs of this line that are new, and come again soon (cohesion.h) */
};

/* One for each line, in the arena. common: in how many lines each pair of characters occurs.
 * listed: there is a table of contents, so it is no page. */
struct beginning *evidence_weigh(struct arena *a, const struct line_list *lines,
                                 const struct bigram_table *common, bool listed);

/* The bits of all that does not speak against a beginning. */
uint64_t evidence_for(void);

#endif
