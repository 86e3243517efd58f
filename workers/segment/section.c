/* section.c: see section.h. */
#include "workers/segment/section.h"
#include "workers/sentence.h"
#include "workers/text.h"
#include <string.h>

enum {
    HEADING_LINE_MAX = 62, /* characters of a heading on a line of its own */
    HEADING_MAX = 45,      /* characters of a run-in heading */
    OPEN_MAX = 12,         /* levels */
    PLAIN_MAX = 26,        /* characters of a heading without a number, on a line of its own, */
    PLAIN_RUN_IN_MAX = 30, /* and of one that is run in */
    ALIKE_MIN = 3,         /* paragraphs in a row whose first sentences are headings */
    PLAIN = 31,            /* the manner of headings without a number; the innermost */
};

/* A heading that is open: others may stand under it. */
struct open_heading {
    uint32_t manner; /* enum numbering_manner, or PLAIN; of decimals also their depth */
    uint32_t value;
    int32_t section;
};

struct tree {
    struct arena *arena;
    const struct line_list *lines;
    struct section_list *out;
    struct open_heading open[OPEN_MAX];
    uint32_t depth;
};

static uint32_t manner_of(const struct numbering *n)
{
    return n->manner == NUMBERING_DECIMAL ? n->manner * 16 + n->depth : n->manner * 16;
}

/* Manners that may stand under any other. */
static bool is_floating(uint32_t manner)
{
    return manner >= NUMBERING_ORDINAL * 16;
}

static int32_t find_open(const struct tree *t, uint32_t manner)
{
    for (uint32_t i = t->depth; i-- > 0;)
        if (t->open[i].manner == manner) return (int32_t)i;
    return -1;
}

/* Closes what a heading of this manner ends. */
static void close_for(struct tree *t, uint32_t manner)
{
    int32_t sibling = find_open(t, manner);
    if (sibling >= 0)
        t->depth = (uint32_t)sibling;
    else if (!is_floating(manner))
        while (t->depth > 0 && t->open[t->depth - 1].manner > manner) t->depth--;
    if (t->depth == OPEN_MAX) t->depth--;
}

static struct view cut_view(const struct tree *t, uint32_t start, uint32_t end)
{
    return (struct view){t->lines->text.at + start, end - start};
}

/* heading without the full stop or colon at its end. */
static struct view without_stop(struct view heading)
{
    const char *at = heading.at + heading.len;
    if (heading.len == 0) return heading;
    uint32_t last = char_narrow(text_before(&at, heading.at));
    bool stop = last == 0x3002 || last == ':' || last == ';' || last == ',';
    return stop ? text_trim((struct view){heading.at, (size_t)(at - heading.at)}) : heading;
}

/* Adds the heading [start, end), whose number is n, under those that stay open. */
static void add_heading(struct tree *t, uint32_t manner, const struct numbering *n, uint32_t start,
                        uint32_t end)
{
    close_for(t, manner);
    struct section *s = section_add(t->arena, t->out);
    s->parent = t->depth ? t->open[t->depth - 1].section : -1;
    s->level = (uint8_t)(t->depth + 1);
    s->start = start;
    s->end = end;
    uint32_t skip = start + n->skip < end ? n->skip : end - start;
    s->number = cut_view(t, start, start + n->length);
    s->heading = without_stop(cut_view(t, start + skip, end));
    t->open[t->depth++] = (struct open_heading){manner, n->value, (int32_t)(t->out->count - 1)};
}

/* Whether a number can come now: the first, or one that follows what is open. */
static bool in_sequence(const struct tree *t, uint32_t manner, uint32_t value)
{
    int32_t open = find_open(t, manner);
    if (value <= 1) return true;
    return open >= 0 && value > t->open[open].value && value <= t->open[open].value + 2;
}

/* 第三条: its number goes on from chapter to chapter. */
static bool is_clause(const struct line *line)
{
    return line->manner == NUMBERING_CLAUSE;
}

static bool is_pause(uint32_t c)
{
    return c == ',' || c == ';' || c == 0x3001;
}

/* (一)甲;(二)乙, 一是甲,二是乙: the next number in the same sentence. */
static bool lists_on(struct view text, const struct numbering *n)
{
    const char *at = text.at + n->skip, *end = text.at + text.len;
    while (at < end) {
        if (!is_pause(char_narrow(text_next(&at, end)))) continue;
        struct numbering next = numbering_of((struct view){at, (size_t)(end - at)});
        if (next.manner == n->manner && next.value == n->value + 1) return true;
    }
    return false;
}

/* A numbered line that is all heading. */
static bool is_heading_line(const struct line_list *lines, uint32_t i)
{
    const struct line *line = &lines->at[i];
    if (line->chars > HEADING_LINE_MAX || line->ending == END_CLAUSE) return false;
    if (is_clause(line) && line->ending != END_OPEN) return false;
    struct numbering n = numbering_of(line_view(lines, i));
    if (lists_on(line_view(lines, i), &n)) return false;
    if (line->ending != END_SENTENCE) return !line_is(line, LINE_PARAGRAPH);
    if (!line_is(line, LINE_SINGLE) || i + 1 == lines->count) return false;
    /* One sentence: a heading if text follows, an item if it stands right among others. */
    if (i > 0 && line[-1].manner == line->manner) return false;
    return line[1].manner != line->manner && line->manner != NUMBERING_POINT;
}

/* Numbered paragraphs are sections, without a heading, if their manner is one of official papers.
 */
static bool is_numbered_text(const struct line *line)
{
    return is_clause(line) ||
           ((line->manner == NUMBERING_HAN_COMMA || line->manner == NUMBERING_HAN_PAREN) &&
            line_is(line, LINE_PARAGRAPH));
}

static bool has_dash_sibling(const struct line_list *lines, uint32_t i)
{
    return (i > 0 && lines->at[i - 1].manner == NUMBERING_DASH) ||
           (i + 1 < lines->count && lines->at[i + 1].manner == NUMBERING_DASH);
}

static void read_numbered(struct tree *t, uint32_t i)
{
    const struct line *line = &t->lines->at[i];
    struct view text = line_view(t->lines, i);
    struct numbering n = numbering_of(text);
    uint32_t manner = manner_of(&n), first = sentence_first_end(text);
    if (n.manner == NUMBERING_DASH && !has_dash_sibling(t->lines, i)) return;
    if (is_heading_line(t->lines, i)) {
        add_heading(t, manner, &n, line->start, line->end);
    } else if (!is_clause(line) && !in_sequence(t, manner, n.value)) {
        return;
    } else if (line_is(line, LINE_RUN_IN) && !is_clause(line) && first > n.skip &&
               text_length((struct view){text.at + n.skip, first - n.skip}) <= HEADING_MAX) {
        add_heading(t, manner, &n, line->start, line->start + first);
    } else if (is_numbered_text(line)) {
        add_heading(t, manner, &n, line->start, line->start + n.length);
    }
}

/* Behind the last colon of a sentence, if a number stands there: 方法是:一是… */
static struct span behind_colon(const struct tree *t, struct span sentence)
{
    const char *start = t->lines->text.at + sentence.start, *at = t->lines->text.at + sentence.end;
    while (at > start) {
        const char *end = at;
        if (char_narrow(text_before(&at, start)) != ':') continue;
        struct view rest = {end, (size_t)(t->lines->text.at + sentence.end - end)};
        if (numbering_of(rest).manner == NUMBERING_NONE) return sentence;
        return (struct span){(uint32_t)(end - t->lines->text.at), sentence.end};
    }
    return sentence;
}

static bool may_stand_inline(enum numbering_manner manner)
{
    return manner == NUMBERING_POINT || manner == NUMBERING_HAN_PAREN ||
           (manner >= NUMBERING_DIGIT_COMMA && manner <= NUMBERING_CIRCLED);
}

/* A numbered sentence in mid-paragraph is a heading if it is short and text of its own follows. */
static void read_inline(struct tree *t, struct span sentence, struct span next)
{
    struct span s = behind_colon(t, sentence);
    struct view text = cut_view(t, s.start, s.end);
    struct numbering n = numbering_of(text);
    if (!may_stand_inline(n.manner)) return;
    uint32_t manner = manner_of(&n);
    int32_t open = find_open(t, manner);
    bool follows = n.value == 1 ? open < 0 : open >= 0 && n.value == t->open[open].value + 1;
    if (!follows || !sentence_is_complete(text)) return;
    if (text_length((struct view){text.at + n.skip, text.len - n.skip}) > HEADING_MAX) return;
    if (lists_on(text, &n)) return;
    if (numbering_of(cut_view(t, next.start, next.end)).manner == n.manner) return;
    add_heading(t, manner, &n, s.start, s.end);
}

/* The sentences that begin in line i. */
static void read_inside(struct tree *t, uint32_t i, const struct span *sentences, uint32_t count)
{
    const struct line *line = &t->lines->at[i];
    for (uint32_t k = 0; k + 1 < count; k++) {
        bool numbered = sentences[k].start == line->start && line_is_numbered(line);
        if (!numbered) read_inline(t, sentences[k], sentences[k + 1]);
    }
}

static struct view first_sentence(const struct line_list *lines, uint32_t i)
{
    struct view text = line_view(lines, i);
    return (struct view){text.at, sentence_first_end(text)};
}

/* The look of a run-in heading without a number: one or two clauses, no figures, no colon. */
static bool looks_headed(struct view sentence)
{
    uint32_t chars = 0, commas = 0;
    const char *at = sentence.at, *end = at + sentence.len;
    if (sentence.len >= 3 && memcmp(at, "“", 3) == 0) return false; /* somebody speaks */
    while (at < end) {
        uint32_t c = char_narrow(text_next(&at, end));
        if (char_is_digit(c) || c == ':' || c == ';') return false;
        commas += c == ',';
        chars++;
    }
    return chars <= PLAIN_RUN_IN_MAX && commas <= 1;
}

static bool is_plain_run_in(const struct line_list *lines, uint32_t i)
{
    const struct line *line = &lines->at[i];
    return line_is(line, LINE_RUN_IN) && !line_is_numbered(line) &&
           looks_headed(first_sentence(lines, i));
}

/* The end of a run of paragraphs that begin with sentences of about the same length; i if there are
 * too few. */
static uint32_t alike_end(const struct line_list *lines, uint32_t i)
{
    uint32_t end = i, length = 0;
    while (end < lines->count && is_plain_run_in(lines, end)) {
        uint32_t other = (uint32_t)text_length(first_sentence(lines, end));
        if (end == i) length = other;
        if (other * 10 > length * 17 || length * 10 > other * 17) break;
        end++;
    }
    return end - i >= ALIKE_MIN ? end : i;
}

static const struct numbering no_number = {.manner = NUMBERING_NONE};

static bool is_plain_heading(const struct line_list *lines, uint32_t i)
{
    const struct line *line = &lines->at[i];
    if (!line_is(line, LINE_TITLE) || i + 1 >= lines->count) return false;
    if (line->chars > PLAIN_MAX) return false;
    return line_is(line + 1, LINE_PARAGRAPH) || line_is_numbered(line + 1);
}

void sections_find(struct arena *a, const struct line_list *lines, uint32_t head,
                   const struct span_list *sentences, const uint32_t *first,
                   struct section_list *out)
{
    struct tree t = {.arena = a, .lines = lines, .out = out};
    uint32_t run_in_end = 0; /* of the run of paragraphs that are alike */
    for (uint32_t i = head; i < lines->count; i++) {
        const struct line *line = &lines->at[i];
        if (i >= run_in_end) run_in_end = alike_end(lines, i);
        if (line_is_numbered(line))
            read_numbered(&t, i);
        else if (i < run_in_end)
            add_heading(&t, PLAIN * 16, &no_number, line->start,
                        line->start + sentence_first_end(line_view(lines, i)));
        else if (is_plain_heading(lines, i))
            add_heading(&t, PLAIN * 16, &no_number, line->start, line->end);
        if (line_is(line, LINE_PARAGRAPH))
            read_inside(&t, i, sentences->at + first[i], first[i + 1] - first[i]);
    }
}
