/* line.h: the lines of a text, each with what can be seen of it without its neighbours.
 *
 * Everything the segmenter decides it decides about lines: which are furniture, where an article
 * begins, which fragment goes on where. Lines of nothing but blanks are left out, but counted.
 */
#ifndef WORKERS_SEGMENT_LINE_H
#define WORKERS_SEGMENT_LINE_H

#include "proto/memory.h"
#include "workers/segment/cue.h"
#include "workers/segment/numbering.h"
#include <stdbool.h>
#include <stdint.h>

enum { JUMP_MAX = 24 }; /* characters of a line that says where an article goes on */

enum line_end {
    END_OPEN,     /* with a character or a mark that ends nothing */
    END_SENTENCE, /* 。!?…; closing quotes and brackets may follow */
    END_CLAUSE,   /* ,、; */
    END_COLON,
};

enum line_form {
    LINE_TITLE = 1 << 0,     /* could be a title or an intertitle */
    LINE_PARAGRAPH = 1 << 1, /* running text: a sentence that ends, or too long for anything else */
    LINE_BRACKETED = 1 << 2, /* (…) as a whole */
    LINE_DATED = 1 << 3,     /* short, and holds a full date */
    LINE_DASH_LED = 1 << 4,  /* ——…, short, and no sentence */
    LINE_RULE = 1 << 5,      /* ----- ***** ===== */
    LINE_CONTINUES = 1 << 6, /* begins as no line begins: with a closing mark or ,。、 */
    LINE_SINGLE = 1 << 7,    /* exactly one sentence */
    LINE_NO_WORDS = 1 << 8,  /* no letter and no Han character: "0", "* * *", "- 3 -" */
    LINE_RUN_IN = 1 << 9,    /* a paragraph whose first sentence is short, as run-in headings are */
    LINE_MENU = 1 << 10,     /* short words in a row: 首页 | 新闻 | 政务 */
    LINE_RULED = 1 << 11,    /* a ruled line stands above it */
    LINE_JUMPED = 1 << 12,   /* 上接第一版 stands above it */
    LINE_PARTED = 1 << 13, /* a line of words that are no text stands above it, such as a caption */
    LINE_PAPER_NUMBER = 1 << 14, /* 黔府发〔2021〕3号, and nothing else */
};

struct line {
    uint32_t start, end; /* in the text, without blanks at its ends */
    uint32_t chars;      /* characters, blanks left out */
    uint32_t cues;       /* enum cue, added up */
    uint16_t forms;      /* enum line_form, added up */
    uint8_t ending;      /* enum line_end */
    uint8_t blanks;      /* blank lines before it, at most 255 */
    uint8_t manner;      /* enum numbering_manner */
    uint8_t number_skip; /* bytes of its number and what parts it from the rest */
    uint32_t number;     /* the number's value */
    /* Its pairs of Han characters (bigram.h), in line_list.pairs. */
    uint32_t pair_first, pair_count;
};

struct line_list {
    struct line *at;
    uint32_t count;
    struct view text;      /* all places are in it */
    const uint32_t *pairs; /* hashes, of all lines one after the other */
};

/* Bytes that lines_read() will take from the arena for a text. */
size_t lines_memory(struct view text);
struct line_list lines_read(struct arena *a, struct view text);

static inline struct view line_view(const struct line_list *lines, uint32_t i)
{
    const struct line *line = &lines->at[i];
    return (struct view){lines->text.at + line->start, line->end - line->start};
}
static inline const uint32_t *line_pairs(const struct line_list *lines, uint32_t i)
{
    return lines->pairs + lines->at[i].pair_first;
}
static inline bool line_is(const struct line *line, unsigned forms)
{
    return (line->forms & forms) != 0;
}
static inline bool line_hints(const struct line *line, uint32_t cues)
{
    return (line->cues & cues) != 0;
}
/* A numbered heading's manner on this line, whatever follows it. */
static inline bool line_is_numbered(const struct line *line)
{
    return line->manner != NUMBERING_NONE;
}
/* A line that names its author, and no text that does. */
static inline bool line_is_byline(const struct line *line)
{
    return line_hints(line, CUE_BYLINE) && !line_is(line, LINE_PARAGRAPH);
}

#endif
