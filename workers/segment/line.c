/* line.c: see line.h. */
#include "workers/segment/line.h"
#include "workers/segment/bigram.h"
#include "workers/segment/byline.h"
#include "workers/segment/dateline.h"
#include "workers/sentence.h"
#include "workers/text.h"
#include <string.h>

enum {
    TITLE_MIN = 3,
    TITLE_MAX = 50, /* characters: longer headlines are two lines */
    WESTERN_TITLE_MAX = 120,
    ASKING_MAX = 36,    /* characters of a title that asks or calls */
    PARAGRAPH_MIN = 60, /* characters: longer lines are running text, whatever their end */
    RUNNING_COMMAS = 3, /* clauses, less one, */
    RUNNING_MIN = 34,   /* and characters of a line that can only be running text */
    RUN_IN_MIN = 5,     /* characters of a run-in heading */
    RUN_IN_MAX = 90,    /* bytes of one; as much must follow it, */
    RUN_IN_TEXT = 24,   /* or this much if it is numbered */
    MENU_MAX = 60,      /* characters of a menu on a line, */
    MENU_WORDS = 5,     /* words of one without 首页, */
    MENU_WORD_MAX = 5,  /* and characters of each */
    DATE_MAX = 18,      /* characters of a line with hardly more than a date, */
    DATED_MAX = 60,     /* characters: longer lines only mention a date */
};

/* What one pass over a line counts. */
struct tally {
    uint32_t chars, han, letters, digits;
    uint32_t stops;       /* marks between sentences, the last character not counted, */
    uint32_t commas;      /* and between clauses */
    uint32_t first, last; /* characters */
    uint32_t pairs;       /* of Han characters */
};

static bool is_stop(uint32_t c)
{
    return c == 0x3002 || c == 0xff1b || c == ';'; /* 。; */
}

/* Writes the hashes of the line's pairs to pairs. */
static struct tally tally_of(struct view line, uint32_t *pairs)
{
    struct tally t = {0};
    uint32_t before = 0;
    const char *at = line.at, *end = line.at + line.len;
    while (at < end) {
        uint32_t c = text_next(&at, end), han = char_is_cjk(c) ? c : 0;
        if (before && han) pairs[t.pairs++] = bigram_hash(before, han);
        before = han;
        if (char_is_blank(c)) continue;
        if (t.chars++ == 0) t.first = c;
        t.last = c;
        if (han)
            t.han++;
        else if (char_is_letter(c))
            t.letters++;
        else if (char_is_digit(c))
            t.digits++;
        else if (at < end && is_stop(c))
            t.stops++;
        else if (at < end && (c == 0xff0c || c == ','))
            t.commas++;
    }
    return t;
}

/* 。(甲 乙): without the brackets at the end, if a sentence ends before them. */
static struct view before_signature(struct view line)
{
    enum { SIGNATURE_BYTES = 120 };
    const char *at = line.at + line.len;
    while (at > line.at && line.at + line.len - at < SIGNATURE_BYTES) {
        uint32_t c = text_before(&at, line.at);
        struct view before = {line.at, (size_t)(at - line.at)};
        if (c == '(' || c == 0xff08) return sentence_is_complete(before) ? before : line;
    }
    return line;
}

static enum line_end ending_of(struct view line, const struct tally *t)
{
    switch (t->last) {
    case 0xff0c:
    case ',':
    case 0x3001:
    case 0xff1b:
    case ';': return END_CLAUSE;
    case 0xff1a:
    case ':': return END_COLON;
    }
    if (t->last == ')' || t->last == 0xff09) line = before_signature(line);
    return sentence_is_complete(line) ? END_SENTENCE : END_OPEN;
}

static bool continues(uint32_t first)
{
    static const uint32_t marks[] = {0xff0c, ',',    0x3002, 0x3001, 0xff1b, ';',
                                     0xff1a, ':',    0xff01, 0xff1f, 0x201d, 0x2019,
                                     0x300d, 0xff09, ')',    0x300b, 0x3011, '%'};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i] == first) return true;
    return false;
}

static bool is_rule(struct view line, const struct tally *t)
{
    if (t->chars < 3 || t->han + t->letters + t->digits > 0) return false;
    const char *at = line.at, *end = line.at + line.len;
    while (at < end) {
        uint32_t c = text_next(&at, end);
        if (!char_is_blank(c) && c != t->first) return false;
    }
    return true;
}

static bool holds_date(struct view line)
{
    char iso[DATE_LENGTH + 1];
    return dateline_date(line, iso);
}

static bool is_bracketed(struct view line, const struct tally *t)
{
    return (t->first == 0xff08 || t->first == '(') && (t->last == 0xff09 || t->last == ')') &&
           t->chars <= PARAGRAPH_MIN && line.len > 0;
}

/* Clauses enough for a sentence that breaks off. */
static bool is_running(const struct tally *t)
{
    return t->commas >= RUNNING_COMMAS && t->chars >= RUNNING_MIN;
}

/* A word that wants another behind it: the line was broken off here. Words that also end others, 在
 * in 所在 or 为 in 行为, are not among them. */
static bool is_dangling(uint32_t last)
{
    static const uint32_t words[] = {0x7684, 0x548c, 0x4e0e, 0x628a,
                                     0x88ab, 0x53ca, 0x6216, 0x4ece}; /* 的和与把被及或从 */
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i] == last) return true;
    return false;
}

/* Text that was broken off: figures or cited papers among its clauses. */
static bool is_broken_text(const struct line *line, const struct tally *t)
{
    if (line_is_numbered(line)) return false;
    if (is_running(t) || is_dangling(t->last)) return true;
    return t->commas > 0 && (t->digits > 3 || line_hints(line, CUE_OPENING));
}

/* The look of a title: some words, no sentence, nothing that says it is something else. */
static bool looks_titled(const struct line *line, const struct tally *t)
{
    const uint32_t other = CUE_NAVIGATION | CUE_FURNITURE | CUE_META | CUE_EDITOR | CUE_JUMP |
                           CUE_BYLINE | CUE_TOC | CUE_TAIL;
    uint32_t words = t->han + t->letters;
    uint32_t most = t->han * 2 >= t->letters ? TITLE_MAX : WESTERN_TITLE_MAX;
    if (words < TITLE_MIN || words * 2 < t->chars || t->chars > most || t->stops > 0) return false;
    if (line_hints(line, other) || line_is(line, LINE_BRACKETED | LINE_DATED | LINE_CONTINUES))
        return false;
    if (line_is_numbered(line) || is_broken_text(line, t)) return false;
    bool asks = t->last == 0xff1f || t->last == 0xff01 || t->last == '?' || t->last == '!';
    return line->ending == END_OPEN || (asks && t->chars <= ASKING_MAX);
}

/* What its first sentence says about a paragraph. */
static uint16_t sentence_forms(const struct line *line, struct view text)
{
    size_t first = sentence_first_end(text);
    if (first == text.len) return line->ending == END_SENTENCE ? LINE_SINGLE : 0;
    size_t text_min = line_is_numbered(line) ? RUN_IN_TEXT : RUN_IN_MAX;
    if (first > line->number_skip + (size_t)RUN_IN_MAX || text.len < first + text_min) return 0;
    return text_length((struct view){text.at, first}) >= RUN_IN_MIN ? LINE_RUN_IN : 0;
}

/* The words of a line that only blanks or bars part, and whether most are names of persons. */
struct words {
    uint32_t count, names;
};

static struct words words_of(struct view line)
{
    struct words w = {0};
    const char *at = line.at, *end = line.at + line.len, *from = at;
    while (at <= end) {
        const char *here = at;
        uint32_t c = at < end ? text_next(&at, end) : ' ';
        if (here == end) at++;
        if (!char_is_blank(c) && c != '|' && c != 0xff5c && c != '>' && c != 0x2502) continue;
        struct view word = {from, (size_t)(here - from)};
        from = at;
        if (word.len == 0) continue;
        if (text_length(word) > MENU_WORD_MAX) return (struct words){0};
        w.count++;
        w.names += is_person_name(word);
    }
    return w;
}

/* 首页 | 新闻 | 政务: short words in a row, and not a row of names. */
static bool is_menu(struct view line)
{
    struct words w = words_of(line);
    if (w.count < 2) return false;
    bool home = memmem(line.at, line.len, "首页", 6) != NULL;
    return w.count >= (home ? 2 : MENU_WORDS) && w.names * 2 < w.count;
}

/* Little but a date and labels, no text that mentions one. */
static bool is_dateline(const struct line *line, const struct tally *t)
{
    if (t->chars > DATED_MAX || t->stops > 0 || line->ending == END_SENTENCE) return false;
    if (t->commas > 0 && !line_hints(line, CUE_SOURCE | CUE_META)) return false;
    return t->chars <= DATE_MAX || t->digits * 3 >= t->chars ||
           line_hints(line, CUE_SOURCE | CUE_META);
}

/* 黔府发〔2021〕3号 */
static bool is_paper_number(struct view line)
{
    enum { NUMBER_MAX = 60 };
    if (line.len > NUMBER_MAX) return false;
    bool year = memmem(line.at, line.len, "〔", 3) || memmem(line.at, line.len, "[", 1);
    return year && memmem(line.at, line.len, "号", 3);
}

static uint16_t forms_of(const struct line *line, struct view text, const struct tally *t)
{
    struct line seen = *line;
    if (is_bracketed(text, t)) seen.forms |= LINE_BRACKETED;
    if (is_dateline(line, t) && holds_date(text)) seen.forms |= LINE_DATED;
    if (continues(t->first)) seen.forms |= LINE_CONTINUES;
    if (is_rule(text, t)) seen.forms |= LINE_RULE;
    if (is_paper_number(text)) seen.forms |= LINE_PAPER_NUMBER;
    if (t->han + t->letters == 0) seen.forms |= LINE_NO_WORDS;
    if (t->chars <= MENU_MAX && t->stops + t->commas == 0 && is_menu(text)) seen.forms |= LINE_MENU;
    if (line->manner == NUMBERING_DASH && t->stops == 0 && t->chars <= TITLE_MAX &&
        line->ending == END_OPEN && !line_is(&seen, LINE_RULE))
        seen.forms |= LINE_DASH_LED;
    if (looks_titled(&seen, t))
        seen.forms |= LINE_TITLE;
    else if (t->chars > PARAGRAPH_MIN || t->stops > 0 || is_broken_text(line, t) ||
             line->ending == END_SENTENCE)
        seen.forms |= LINE_PARAGRAPH;
    if (line_is(&seen, LINE_PARAGRAPH)) seen.forms |= sentence_forms(line, text);
    return seen.forms;
}

/* By John Smith */
static bool is_western_byline(struct view text)
{
    enum { NAMES_MAX = 90 };
    return text.len > 5 && text.len <= NAMES_MAX && memcmp(text.at, "By ", 3) == 0 &&
           char_is_upper((unsigned char)text.at[3]) && text.at[text.len - 1] != '.';
}

/* 马春梅; 马春梅 李丽: a line of names and nothing else. One alone must have three characters: two
 * are too often a word. */
static bool is_all_names(struct view text, uint32_t chars)
{
    enum { CHARS_MAX = 14, ALONE_MIN = 3 };
    if (chars > CHARS_MAX || text.len < 6) return false;
    struct words w = words_of(text);
    return w.count > 0 && w.names == w.count && (w.count > 1 || chars >= ALONE_MIN);
}

static void measure(struct line *line, struct view text, uint32_t *pairs)
{
    struct tally t = tally_of(text, pairs);
    struct numbering n = numbering_of(text);
    line->chars = t.chars;
    line->pair_count = t.pairs;
    line->manner = (uint8_t)n.manner;
    line->number = n.value;
    line->number_skip = n.skip < 255 ? (uint8_t)n.skip : 255;
    line->ending = (uint8_t)ending_of(text, &t);
    line->cues = cues_of(text);
    if (is_western_byline(text) || is_all_names(text, t.chars)) line->cues |= CUE_BYLINE;
    line->forms = forms_of(line, text, &t);
}

/* What a line is because of the one above it. */
static uint16_t forms_from_above(const struct line *above)
{
    bool jump = line_hints(above, CUE_FROM) && above->chars <= JUMP_MAX;
    return (line_is(above, LINE_RULE) ? LINE_RULED : 0) | (jump ? LINE_JUMPED : 0);
}

static const char *line_break(const char *at, const char *end)
{
    while (at < end && *at != '\n' && *at != '\r' && *at != '\f' && *at != '\v') at++;
    return at;
}

static uint32_t count_lines(struct view text)
{
    uint32_t count = 1;
    const char *end = text.at + text.len;
    for (const char *at = text.at; (at = line_break(at, end)) < end; at++) count++;
    return count;
}

static size_t pairs_memory(struct view text)
{
    return text.len / 3 * sizeof(uint32_t);
}

size_t lines_memory(struct view text)
{
    return count_lines(text) * sizeof(struct line) + pairs_memory(text);
}

struct line_list lines_read(struct arena *a, struct view text)
{
    struct line_list lines = {.text = text};
    lines.at = arena_alloc(a, count_lines(text) * sizeof *lines.at);
    uint32_t *pairs = arena_alloc(a, pairs_memory(text)), pair_count = 0;
    lines.pairs = pairs;
    const char *end = text.at + text.len;
    unsigned blanks = 0;
    for (const char *at = text.at; at < end;) {
        const char *stop = line_break(at, end);
        struct view line = text_trim((struct view){at, (size_t)(stop - at)});
        if (line.len > 0) {
            uint32_t start = (uint32_t)(line.at - text.at);
            struct line *added = &lines.at[lines.count++];
            *added = (struct line){
                .start = start, .end = start + (uint32_t)line.len, .pair_first = pair_count};
            added->blanks = blanks < 255 ? (uint8_t)blanks : 255;
            measure(added, line, pairs + pair_count);
            pair_count += added->pair_count;
            if (lines.count > 1) added->forms |= forms_from_above(added - 1);
        }
        blanks = line.len > 0 ? 0 : blanks + 1;
        at = stop + (stop + 1 < end && stop[0] == '\r' && stop[1] == '\n') + 1;
    }
    return lines;
}
