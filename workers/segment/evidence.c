/* evidence.c: see evidence.h. */
#include "workers/segment/evidence.h"
#include "workers/segment/cohesion.h"
#include "workers/segment/head.h"
#include "workers/text.h"
#include <string.h>

enum {
    HEAD_MAX = 6,        /* lines: a longer run of short lines is a list */
    LIST_LINE_MAX = 32,  /* characters of a line in a list of headings */
    PIECE_MAX = 60,      /* and of 篇一:… */
    COHESION_WEIGHT = 3, /* tenths a hundredth below what is usual */
    COHESION_MOST = 24,
    COHESION_LEAST = 16,
    FRESH_WEIGHT = 4, /* tenths a pair of a new name */
    FRESH_MOST = 16,
    CHANGE_NAMED = 12,     /* tenths of a change of subject that is worth a name */
    NEW_SUBJECT_PAIRS = 3, /* of a title */
};

static const int16_t weights[] = {
#define X(NAME, name, weight, sentence) weight,
    EVIDENCE(X)
#undef X
};

uint64_t evidence_for(void)
{
    uint64_t bits = 0;
    for (int e = 0; e < EVIDENCES; e++) bits |= (uint64_t)(weights[e] >= 0) << e;
    return bits;
}

/* What is known while the lines are weighed. */
struct weighing {
    const struct line_list *lines;
    struct beginning *begin;
    const struct cohesion *cohesion;
    uint32_t usual_shared, usual_blanks;
    bool listed;  /* in a table of contents */
    bool on_page; /* columns break in mid-sentence */
};

static void see(struct beginning *b, enum evidence e)
{
    if (b->why >> e & 1) return;
    b->why |= UINT64_C(1) << e;
    b->score = (int16_t)(b->score + weights[e]);
}

/* A line of a list of headings, an outline: short, one clause or sentence, not numbered. */
static bool is_list_line(const struct line *line)
{
    if (line_is_numbered(line) || line->chars > LIST_LINE_MAX) return false;
    return line_is(line, LINE_TITLE | LINE_SINGLE) && !line_is(line, LINE_CONTINUES);
}

/* （王晓明 李丽） on a line of its own, below a sentence: a few characters, or a role. */
static bool is_signature(const struct line_list *lines, uint32_t i)
{
    enum { NAMES_MAX = 10, CHARS_MAX = 20 };
    const struct line *line = &lines->at[i];
    if (i == 0 || !line_is(line, LINE_BRACKETED) || line_is(line, LINE_DATED)) return false;
    if (!line_is(line - 1, LINE_PARAGRAPH) || line[-1].ending != END_SENTENCE) return false;
    struct view text = line_view(lines, i);
    bool role = memmem(text.at, text.len, "记者", 6) || memmem(text.at, text.len, "通讯员", 9);
    const char *at = text.at, *end = text.at + text.len;
    while (at < end) {
        uint32_t c = char_narrow(text_next(&at, end));
        if (!char_is_cjk(c) && !char_is_blank(c) && c != '(' && c != ')' && c != 0x3001)
            return false;
    }
    return line->chars <= (role ? CHARS_MAX : NAMES_MAX);
}

/* The most that a title of the head [i, end) has of new words that come again. */
static uint8_t fresh_in_head(const struct weighing *w, uint32_t i, uint32_t end)
{
    uint8_t most = 0;
    for (; i < end; i++)
        if (line_is(&w->lines->at[i], LINE_TITLE) && w->cohesion[i].fresh > most)
            most = w->cohesion[i].fresh;
    return most;
}

/* The first line of a head, whatever stands above it. */
static void weigh_head(struct weighing *w, uint32_t i, uint32_t end)
{
    const struct line *line = &w->lines->at[i];
    struct beginning *b = &w->begin[i];
    enum evidence seen = is_signature(w->lines, i)
                             ? EVIDENCE_SIGN_OFF
                             : head_evidence(w->lines, i + is_kicker(w->lines, i), end);
    if (seen == EVIDENCE_INTERTITLE && i > 0 && is_signature(w->lines, i - 1))
        seen = EVIDENCE_TITLED;
    bool lone = seen == EVIDENCE_TITLED || seen == EVIDENCE_INTERTITLE;
    if (lone && !w->listed && is_retold(w->lines, end - 1, end)) seen = EVIDENCE_RETOLD;
    see(b, seen);
    bool unsure =
        seen == EVIDENCE_TITLED || seen == EVIDENCE_INTERTITLE || seen == EVIDENCE_TWO_TITLES;
    if (unsure && end < w->lines->count && line_hints(&w->lines->at[end], CUE_OPENING))
        see(b, EVIDENCE_OPENED);
    if (unsure && seen != EVIDENCE_INTERTITLE && w->on_page) see(b, EVIDENCE_ON_PAGE);
    if (unsure && fresh_in_head(w, i, end) >= NEW_SUBJECT_PAIRS) see(b, EVIDENCE_NEW_SUBJECT);
    if (line_is(line, LINE_TITLE) && line_hints(line, CUE_PAPER)) see(b, EVIDENCE_PAPER);
    if (line_hints(line, CUE_DISCLAIMER)) see(b, EVIDENCE_DISCLAIMED);
}

static bool is_plain_run_in(const struct line *line)
{
    return line_is(line, LINE_RUN_IN) && !line_is_numbered(line);
}

/* A paragraph before the first 一、, or before several that begin with a heading of their own when
 * it does not. */
static bool leads_in(const struct line_list *lines, uint32_t i)
{
    const struct line *line = &lines->at[i];
    if (i + 2 >= lines->count || !line_is(line, LINE_PARAGRAPH)) return false;
    for (uint32_t k = i + 1; k <= i + 2; k++)
        if (lines->at[k].manner == NUMBERING_HAN_COMMA) return lines->at[k].number == 1;
    return is_plain_run_in(line + 1) && is_plain_run_in(line + 2) && !line_is(line, LINE_RUN_IN);
}

/* 2018年,… 3月5日,… */
static bool is_year_led(struct view line)
{
    size_t digits = 0;
    while (digits < line.len && char_is_digit((unsigned char)line.at[digits])) digits++;
    if (digits == 0 || digits > 4 || digits + 3 > line.len) return false;
    return memcmp(line.at + digits, "年", 3) == 0 || memcmp(line.at + digits, "月", 3) == 0;
}

static void weigh_paragraph(struct weighing *w, uint32_t i)
{
    const struct line *line = &w->lines->at[i];
    struct beginning *b = &w->begin[i];
    see(b, EVIDENCE_PARAGRAPH);
    if (leads_in(w->lines, i)) see(b, EVIDENCE_LEAD);
    if (line_hints(line, CUE_REPORT))
        see(b, EVIDENCE_REPORT);
    else if (line_hints(line, CUE_OPENING) || is_year_led(line_view(w->lines, i)))
        see(b, EVIDENCE_OPENING);
    else if (line_hints(line, CUE_CLOSING))
        see(b, EVIDENCE_CLOSING);
    else if (line_hints(line, CUE_SUBJECT))
        see(b, EVIDENCE_SUBJECT);
}

/* 篇一 范文2 【篇三】 第四篇 */
static bool is_piece(const struct line_list *lines, uint32_t i)
{
    static const char *const words[] = {"篇", "范文", "例文", "材料", "样本"};
    const struct line *line = &lines->at[i];
    if (line->chars > PIECE_MAX || line->ending == END_SENTENCE) return false;
    struct view text = line_view(lines, i);
    if (line->manner == NUMBERING_PART) return memmem(text.at, line->number_skip, "篇", 3) != NULL;
    if (line->manner == NUMBERING_BRACKET && text.len > 3) text.at += 3, text.len -= 3;
    for (size_t n = 0; n < sizeof words / sizeof *words; n++) {
        size_t len = strlen(words[n]);
        if (text.len <= len || memcmp(text.at, words[n], len) != 0) continue;
        const char *at = text.at + len;
        uint32_t c = text_next(&at, text.at + text.len);
        return char_is_digit(c) || (c >= 0x4e00 && memmem("一二三四五六七八九十", 30, at - 3, 3));
    }
    return false;
}

static void weigh_numbered(struct weighing *w, uint32_t i)
{
    const struct line *line = &w->lines->at[i];
    bool first = line->number == 1 && line->manner <= NUMBERING_HAN_COMMA;
    see(&w->begin[i], first ? EVIDENCE_FIRST_NUMBER : EVIDENCE_NUMBERED);
}

static bool ends_signed(const struct line_list *lines, uint32_t i)
{
    struct view line = line_view(lines, i);
    enum { SIGNATURE = 60 };
    const struct line *l = &lines->at[i];
    if (l->ending != END_SENTENCE || l->chars < 20 || line.len < SIGNATURE) return false;
    const char *end = line.at + line.len, *at = end;
    uint32_t last = char_narrow(text_before(&at, line.at)), chars = 0;
    while (last == ')' && at > line.at && chars++ < 16) {
        uint32_t c = text_before(&at, line.at);
        if (c == '(' || c == 0xff08) return at > line.at && !char_is_cjk(text_before(&at, line.at));
        if (!char_is_cjk(c) && !char_is_blank(c) && c != 0x3001) return false;
    }
    return false;
}

/* A head that begins an article even where a column broke off above it. */
static bool is_sure_head(const struct beginning *b)
{
    const uint64_t sure = 1 << EVIDENCE_BYLINED | 1 << EVIDENCE_LEAD_BYLINE |
                          1 << EVIDENCE_SOURCED | 1 << EVIDENCE_SUBTITLED | 1 << EVIDENCE_NOTE |
                          1 << EVIDENCE_PIECE;
    return (b->why & sure) != 0;
}

enum { NOTHING = -1 };

/* What the line above line i says; NOTHING if nothing. */
static int above_evidence(const struct weighing *w, uint32_t i, bool in_head)
{
    const struct line *above = &w->lines->at[i - 1], *line = above + 1;
    bool long_enough = line_is(above, LINE_PARAGRAPH);
    if (in_head) return EVIDENCE_IN_HEAD;
    if (line_is(line, LINE_RULED)) return EVIDENCE_RULE;
    if (above->ending == END_COLON) return EVIDENCE_PROMISED;
    if (line_hints(line, CUE_NOTE)) return NOTHING;
    if (line_is(line, LINE_TITLE) && is_signature(w->lines, i - 1)) return EVIDENCE_SIGNED_OFF;
    if (is_in_head(above)) return EVIDENCE_UNDER_HEADING;
    if (line_is_numbered(above) && !long_enough) return EVIDENCE_UNDER_HEADING;
    if (!long_enough || above->ending == END_SENTENCE) return NOTHING;
    bool head = line_is(line, LINE_TITLE) || line_is_byline(line);
    if (head && i + 1 < w->lines->count) return EVIDENCE_COLUMN_BREAK;
    return is_sure_head(&w->begin[i]) ? NOTHING : EVIDENCE_UNFINISHED;
}

static void weigh_above(struct weighing *w, uint32_t i, bool in_head)
{
    const struct line *above = &w->lines->at[i - 1];
    struct beginning *b = &w->begin[i];
    int seen = above_evidence(w, i, in_head);
    if (seen != NOTHING) see(b, seen);
    if (ends_signed(w->lines, i - 1)) see(b, EVIDENCE_SIGNED);
    if (line_is(above, LINE_PARAGRAPH) && line_hints(above, CUE_CLOSING)) see(b, EVIDENCE_CLOSED);
    if (w->lines->at[i].blanks > w->usual_blanks) see(b, EVIDENCE_SPACE);
}

/* The subject changes: less in common with what is above than lines here usually have. */
static int subject_change(const struct weighing *w, uint32_t i)
{
    int below = (int)w->usual_shared - (int)w->cohesion[i].shared;
    int score = below * COHESION_WEIGHT, names = w->cohesion[i].fresh * FRESH_WEIGHT;
    if (score > COHESION_MOST) score = COHESION_MOST;
    if (score < -COHESION_LEAST) score = -COHESION_LEAST;
    return score + (names < FRESH_MOST ? names : FRESH_MOST);
}

/* A signature or byline under the text above, with a title below it: the head begins at the title.
 */
static bool head_begins_later(const struct line_list *lines, uint32_t i, uint32_t first)
{
    if (!line_is(&lines->at[i], LINE_TITLE) || is_kicker(lines, first)) return false;
    for (uint32_t k = first; k < i; k++)
        if (line_is(&lines->at[k], LINE_TITLE)) return false;
    return true;
}

/* The end of the head lines from line i on, at most HEAD_MAX of them. */
static uint32_t head_end_of(const struct line_list *lines, uint32_t i)
{
    uint32_t end = i;
    while (end < lines->count && end < i + HEAD_MAX && is_in_head(&lines->at[end])) end++;
    return end;
}

/* The end of the list of headings that begins with line `first`; `first` itself if there is none.
 * Some of its lines may be numbered (一是…), but not most of them, and not the last. */
static uint32_t list_end_of(const struct line_list *lines, uint32_t first)
{
    uint32_t plain = 0, end = first;
    for (uint32_t i = first; i < lines->count && i - first <= 2 * plain + HEAD_MAX; i++) {
        const struct line *line = &lines->at[i];
        if (is_list_line(line)) {
            plain++;
            end = i + 1;
        } else if (!line_is_numbered(line) || line->chars > LIST_LINE_MAX) {
            break;
        }
    }
    return plain > HEAD_MAX ? end : first;
}

static void weigh_line(struct weighing *w, uint32_t i, uint32_t run_first, uint32_t run_end)
{
    const struct line *line = &w->lines->at[i];
    struct beginning *b = &w->begin[i];
    bool head = i < run_end;
    bool in_head = head && i > run_first && !head_begins_later(w->lines, i, run_first);
    b->head = head ? (uint8_t)(run_end - i) : 0;
    b->fresh = w->cohesion[i].fresh;
    if (line_is(line, LINE_CONTINUES) && !line_is(line, LINE_JUMPED)) see(b, EVIDENCE_CONTINUES);
    if (line_is(line, LINE_JUMPED)) see(b, EVIDENCE_JUMPED);
    if (is_piece(w->lines, i))
        see(b, EVIDENCE_PIECE);
    else if (line_hints(line, CUE_NOTE))
        see(b, EVIDENCE_NOTE);
    else if (head && !in_head)
        weigh_head(w, i, run_end);
    else if (line_is_numbered(line))
        weigh_numbered(w, i);
    else if (!head)
        weigh_paragraph(w, i);
    if (line_hints(line, CUE_ANNEX)) see(b, EVIDENCE_ANNEX);
    int change = subject_change(w, i);
    if (change >= CHANGE_NAMED) see(b, EVIDENCE_SUBJECT_CHANGE);
    /* Where a page is broken into columns, the same subject comes before and behind a head. */
    if (change > 0 || !is_sure_head(b)) b->score = (int16_t)(b->score + change);
    if (i > 0) weigh_above(w, i, in_head);
}

/* A list of headings: only its two ends can begin anything. */
static void weigh_list(struct weighing *w, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        w->begin[i].score = (int16_t)subject_change(w, i);
        see(&w->begin[i], i == first ? EVIDENCE_LIST : EVIDENCE_IN_LIST);
    }
}

static uint32_t median_of(const uint32_t *counts, uint32_t cells)
{
    uint32_t total = 0, sum = 0, i = 0;
    for (uint32_t k = 0; k < cells; k++) total += counts[k];
    while (i + 1 < cells && (sum += counts[i]) * 2 < total) i++;
    return i;
}

static void find_usual(struct weighing *w)
{
    uint32_t shared[101] = {0}, blanks[256] = {0};
    for (uint32_t i = 1; i < w->lines->count; i++) {
        shared[w->cohesion[i].shared]++;
        blanks[w->lines->at[i].blanks]++;
    }
    w->usual_shared = median_of(shared, 101);
    w->usual_blanks = median_of(blanks, 256);
}

/* Whether text breaks off in mid-sentence here and there, but not everywhere as where lines are
 * wrapped at a width. */
static bool has_columns(const struct line_list *lines)
{
    enum { BREAKS_MIN = 2, LINES_A_BREAK = 3 };
    uint32_t breaks = 0;
    for (uint32_t i = 0; i + 1 < lines->count; i++)
        breaks += line_is(&lines->at[i], LINE_PARAGRAPH) && lines->at[i].ending == END_OPEN;
    return breaks >= BREAKS_MIN && breaks * LINES_A_BREAK < lines->count;
}

/* Is it a lone title over text, of which nothing else is known? */
static bool is_lone(const struct beginning *b)
{
    return (b->why & (1 << EVIDENCE_TITLED | 1 << EVIDENCE_INTERTITLE)) != 0;
}

/* Where titles are retold below, the text is one of short items, and its other lone titles begin
 * such as well. */
static void weigh_items(struct weighing *w)
{
    enum { RETOLD_MIN = 2, LONE_EACH = 2 /* lone titles, at most, to one that is retold */ };
    uint32_t retold = 0, lone = 0;
    for (uint32_t i = 1; i < w->lines->count; i++) {
        retold += (w->begin[i].why >> EVIDENCE_RETOLD & 1) != 0;
        lone += is_lone(&w->begin[i]);
    }
    if (retold < RETOLD_MIN || lone > retold * LONE_EACH) return;
    for (uint32_t i = 1; i < w->lines->count; i++)
        if (is_lone(&w->begin[i])) see(&w->begin[i], EVIDENCE_AMONG_ITEMS);
}

struct beginning *evidence_weigh(struct arena *a, const struct line_list *lines,
                                 const struct bigram_table *common, bool listed)
{
    struct cohesion *cohesion = arena_alloc(a, lines->count * sizeof *cohesion);
    struct weighing w = {.lines = lines, .cohesion = cohesion, .listed = listed};
    cohesion_measure(a, lines, common, cohesion);
    w.begin = arena_alloc(a, lines->count * sizeof *w.begin);
    memset(w.begin, 0, lines->count * sizeof *w.begin);
    find_usual(&w);
    w.on_page = !listed && has_columns(lines);
    for (uint32_t i = 0; i < lines->count;) {
        uint32_t list_end = is_list_line(&lines->at[i]) ? list_end_of(lines, i) : i;
        uint32_t head_end = head_end_of(lines, i + is_kicker(lines, i));
        if (list_end > i) {
            weigh_list(&w, i, list_end);
            i = list_end;
            if (i < lines->count) see(&w.begin[i], EVIDENCE_LIST);
            continue;
        }
        uint32_t first = i;
        do weigh_line(&w, i, first, head_end);
        while (++i < head_end);
    }
    if (!listed) weigh_items(&w);
    return w.begin;
}
