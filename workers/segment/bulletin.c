/* bulletin.c: see bulletin.h. */
#include "workers/segment/bulletin.h"
#include "proto/numeral.h"
#include "workers/document.h"
#include "workers/segment/dateline.h"
#include "workers/step.h"

enum {
    HEAD_LINES = 5,  /* above the number, at most */
    DATED_LINES = 2, /* behind it: who brings it out, and the day */
    HEAD_CHARS = 45,
    FOOT_CHARS = 90, /* of whom it goes to */
};

static void skip_blanks(const char **at, const char *end)
{
    while (step_over_blank(at, end)) continue;
}

/* 第17期 or 总第203期, in brackets or not. */
static bool step_over_number(const char **at, const char *end)
{
    const char *p = *at;
    struct numeral n;
    bool bracketed = step_over_any(&p, end, U"([");
    step_over(&p, end, "总");
    if (!step_over(&p, end, "第")) return false;
    skip_blanks(&p, end);
    if (p >= end || !numeral_read(p, end, &n)) return false;
    p = n.end;
    skip_blanks(&p, end);
    if (!step_over(&p, end, "期")) return false;
    if (bracketed && !step_over_any(&p, end, U")]")) return false;
    *at = p;
    return true;
}

static bool has_date(struct view line)
{
    char iso[DATE_LENGTH + 1];
    return dateline_date(line, iso);
}

/* How many numbers the line is made of, before a date at most: 第17期(总第203期) 2021年3月5日. */
static int numbers_of(struct view line)
{
    const char *at = line.at, *end = line.at + line.len;
    int count = 0;
    for (; step_over_number(&at, end); count++) skip_blanks(&at, end);
    return at == end || has_date((struct view){at, (size_t)(end - at)}) ? count : 0;
}

/* 报:市信访局; (共印80份). */
static bool is_sending(const struct line_list *lines, uint32_t i)
{
    static const char *const words[] = {"报",   "送",   "发",   "抄",   "主送", "抄送",
                                        "抄报", "抄发", "分送", "呈报", "呈送", "报送"};
    struct view line = line_view(lines, i);
    const char *at = line.at, *end = line.at + line.len, *behind;
    if (lines->at[i].chars > FOOT_CHARS || lines->at[i].ending == END_COLON) return false;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        behind = at;
        if (step_over(&behind, end, words[w]) && step_over(&behind, end, ":")) return true;
    }
    step_over_any(&at, end, U"([");
    step_over(&at, end, "共");
    return step_over(&at, end, "印") && step_peek_before(end, at) == ')' &&
           numeral_begins(step_peek(at, end));
}

static bool is_short(const struct line *line)
{
    return line->chars <= HEAD_CHARS && line->ending != END_SENTENCE &&
           !line_is(line, LINE_PARAGRAPH);
}

static uint32_t number_line(const struct line_list *lines)
{
    for (uint32_t i = 0; i < lines->count && i <= HEAD_LINES; i++) {
        if (!is_short(&lines->at[i])) break;
        if (numbers_of(line_view(lines, i)) > 0) return i;
    }
    return lines->count;
}

/* Marks from the name to the date. A lone number may as well be that of a series: 微课堂 第3期. */
static bool mark_head(const struct line_list *lines, uint8_t *other)
{
    uint32_t end = number_line(lines);
    bool dated = false;
    int numbers = 0;
    for (; end < lines->count && is_short(&lines->at[end]); end++) {
        int count = numbers_of(line_view(lines, end));
        if (count == 0) break;
        numbers += count;
        dated |= has_date(line_view(lines, end));
    }
    for (uint32_t i = end; !dated && i < lines->count && i < end + DATED_LINES; i++) {
        if (!is_short(&lines->at[i])) break;
        dated = has_date(line_view(lines, i));
        if (dated) end = i + 1;
    }
    if ((!dated && numbers < 2) || end == lines->count) return false;
    for (uint32_t i = 0; i < end; i++) other[i] = OTHER_BOILERPLATE + 1;
    return true;
}

bool bulletin_mark(const struct line_list *lines, uint8_t *other)
{
    bool headed = mark_head(lines, other);
    for (uint32_t i = lines->count; i > 1 && is_sending(lines, i - 1); i--)
        other[i - 1] = OTHER_BOILERPLATE + 1;
    return headed;
}
