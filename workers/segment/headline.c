/* headline.c: see headline.h. */
#include "workers/segment/headline.h"
#include "workers/segment/byline.h"
#include "workers/segment/dateline.h"
#include "workers/segment/head.h"
#include "workers/text.h"
#include <string.h>

enum {
    HEAD_LINES_MAX = 10,
    HEAD_CHARS_MAX = 60,
    FOOT_LINES = 4, /* lines at the end where a signature or a date may stand */
    FOOT_CHARS_MAX = 40,
    LISTED_SCORE = 20, /* of a line with the very words of the listed title */
};

static bool is_text(const struct line *line)
{
    if (line_hints(line, CUE_NOTE)) return true;
    if (line_is(line, LINE_DASH_LED | LINE_BRACKETED | LINE_TITLE)) return false;
    if (line->chars > HEAD_CHARS_MAX || line->ending == END_COLON || line->ending == END_CLAUSE)
        return true;
    if (line_hints(line, CUE_BYLINE | CUE_SOURCE | CUE_META) || line_is(line, LINE_DATED))
        return line->ending == END_SENTENCE;
    return line_is(line, LINE_PARAGRAPH) || line_is_numbered(line);
}

static uint32_t head_length(const struct line_list *lines)
{
    uint32_t i = lines->count > 0 && is_kicker(lines, 0);
    while (i < lines->count && i < HEAD_LINES_MAX && !is_text(&lines->at[i])) i++;
    /* All short, and no text: an outline, or a table; only its first line can be the title. */
    return i == lines->count && i > 3 ? 1 : i;
}

static bool ends_with(struct view text, const char *end)
{
    size_t len = strlen(end);
    return text.len >= len && memcmp(text.at + text.len - len, end, len) == 0;
}

static bool starts_with(struct view text, const char *start)
{
    size_t len = strlen(start);
    return text.len >= len && memcmp(text.at, start, len) == 0;
}

/* How much line i of the head looks like the title. */
static int title_score(const struct line_list *lines, uint32_t i, struct view listed)
{
    const struct line *line = &lines->at[i];
    struct view text = line_view(lines, i);
    if (!line_is(line, LINE_TITLE) || line_is(line, LINE_PAPER_NUMBER) || ends_with(text, "文件"))
        return -1;
    if (listed.len > 0 && text_fold(text) == text_fold(listed)) return LISTED_SCORE;
    int score = 4;
    if (line_hints(line, CUE_PAPER)) score += 3;
    if (memmem(text.at, text.len, "关于", 6)) score += 3;
    if (line_hints(line, CUE_ORG) && !line_hints(line, CUE_PAPER)) score -= 3;
    if (listed.len > 0 && line_hints(line, CUE_ORG | CUE_OFFICE)) score -= 3;
    return score;
}

static int32_t find_title(const struct line_list *lines, uint32_t head, struct view listed)
{
    int32_t best = -1, most = 0;
    for (uint32_t i = 0; i < head; i++) {
        int score = title_score(lines, i, listed);
        if (score > most) {
            most = score;
            best = (int32_t)i;
        }
    }
    return best;
}

/* A title that was broken in two: 关于印发…的 / 通知; or one whose quote closes on the next line.
 */
static bool is_broken(struct view first, const struct line *next, struct view second)
{
    if (!line_is(next, LINE_TITLE) && next->chars > 8) return false;
    bool opens = memmem(first.at, first.len, "《", 3) && !memmem(first.at, first.len, "》", 3);
    bool closes = memmem(second.at, second.len, "》", 3) != NULL;
    if (opens && closes) return true;
    bool paper = line_hints(next, CUE_PAPER) && memmem(first.at, first.len, "关于", 6);
    return paper && !starts_with(second, "关于");
}

static struct view joined(struct arena *a, struct view first, struct view second)
{
    char *both = arena_alloc(a, first.len + second.len);
    memcpy(both, first.at, first.len);
    memcpy(both + first.len, second.at, second.len);
    return (struct view){both, first.len + second.len};
}

/* 地点:县政府, 问:为什么: a label of up to four characters and a colon. */
static bool is_labelled(struct view line)
{
    enum { LABEL_MAX = 4 };
    const char *at = line.at, *end = line.at + line.len;
    for (int chars = 0; at < end && chars <= LABEL_MAX; chars++)
        if (char_narrow(text_next(&at, end)) == ':') return true;
    return false;
}

static struct view without_dash(struct view line)
{
    struct numbering n = numbering_of(line);
    if (n.manner != NUMBERING_DASH) return line;
    return (struct view){line.at + n.skip, line.len - n.skip};
}

static bool has_comma(struct view text)
{
    return memmem(text.at, text.len, "，", 3) || memchr(text.at, ',', text.len);
}

/* A subtitle printed above its title: a clause and more, where the line below is a phrase, and
 * shorter. */
static bool is_subtitle_above(const struct line_list *lines, uint32_t i, uint32_t head)
{
    const struct line *line = &lines->at[i], *next = line + 1;
    if (i + 1 >= head || !line_is(next, LINE_TITLE) || line_hints(next, CUE_ORG | CUE_OFFICE))
        return false;
    return has_comma(line_view(lines, i)) && !has_comma(line_view(lines, i + 1)) &&
           line->chars * 10 >= next->chars * 13 && !is_person_name(line_view(lines, i + 1));
}

static void read_titles(struct arena *a, const struct line_list *lines, uint32_t head,
                        struct view listed, struct article *out)
{
    int32_t title = find_title(lines, head, listed);
    bool printed = title >= 0 &&
                   (listed.len == 0 || title_score(lines, (uint32_t)title, listed) >= LISTED_SCORE);
    if (printed && listed.len == 0 && is_subtitle_above(lines, (uint32_t)title, head)) {
        out->subtitle = line_view(lines, (uint32_t)title);
        out->title = line_view(lines, (uint32_t)title + 1);
        return;
    }
    uint32_t next = printed ? (uint32_t)title + 1 : 0;
    out->title = printed ? line_view(lines, (uint32_t)title) : listed;
    if (printed && next < head && is_broken(out->title, &lines->at[next], line_view(lines, next)))
        out->title = joined(a, out->title, line_view(lines, next++));
    for (; next < head; next++) {
        const struct line *line = &lines->at[next];
        bool subtitle = line_is(line, LINE_DASH_LED) ||
                        (printed && line_is(line, LINE_TITLE) && !line_is(line, LINE_MENU));
        struct view text = without_dash(line_view(lines, next));
        if (!subtitle || line_is(line, LINE_PAPER_NUMBER) || is_labelled(text) ||
            is_person_name(text) || line_hints(line, CUE_ORG | CUE_BYLINE))
            continue;
        out->subtitle = text;
        return;
    }
}

/* 写在前面 近年来…: the name of a note is its title. */
static void read_note(const struct line_list *lines, struct article *out)
{
    struct view line = line_view(lines, 0);
    const char *at = line.at, *end = line.at + line.len, *from = NULL;
    while (at < end) {
        const char *here = at;
        uint32_t c = char_narrow(text_next(&at, end));
        if (char_is_cjk(c) && !from) from = here;
        if (!char_is_cjk(c) && from) {
            end = here;
            break;
        }
    }
    if (from) out->title = (struct view){from, (size_t)(end - from)};
}

static void read_date(struct arena *a, struct view line, struct article *out)
{
    char iso[DATE_LENGTH + 1];
    if (out->date.len > 0 || !dateline_date(line, iso)) return;
    out->date = (struct view){arena_copy(a, iso, DATE_LENGTH), DATE_LENGTH};
}

/* The last two or three characters of line as a name, if they are one; empty otherwise. */
static struct view name_at_end(struct view line)
{
    for (size_t len = 9; len >= 6; len -= 3) {
        struct view end = {line.at + line.len - len, len};
        if (line.len >= len && is_person_name(end)) return end;
    }
    return (struct view){0};
}

/* A line of role and name, 某某市委书记 甲, stands for its name, or as it is where nothing parts
 * them. */
static void read_office(struct view line, struct byline *names)
{
    struct view name = name_at_end(line);
    if (name.len == 0 || names->count > 0) return;
    const char *before = name.at;
    bool parted = before > line.at && char_is_blank(text_before(&before, line.at));
    *names = (struct byline){.names = {parted ? name : line}, .count = 1};
}

static void read_head_line(struct arena *a, const struct line *line, struct view text,
                           struct byline *names, struct article *out)
{
    bool byline = line_is_byline(line);
    if (line_is(line, LINE_DATED)) read_date(a, text, out);
    if (line_hints(line, CUE_SOURCE) && out->source.len == 0) out->source = dateline_source(text);
    const char *author = memmem(text.at, text.len, "作者", 6);
    if (author)
        text = (struct view){author, (size_t)(text.at + text.len - author)};
    else if (line_is(line, LINE_DATED) || line_hints(line, CUE_SOURCE))
        return;
    if (byline || author) byline_read(a, text, names);
}

/* A signature, a date or credits at the end. */
static void read_foot(struct arena *a, const struct line_list *lines, uint32_t head,
                      struct byline *names, struct article *out)
{
    uint32_t first = lines->count > head + FOOT_LINES ? lines->count - FOOT_LINES : head;
    for (uint32_t i = first; i < lines->count; i++) {
        const struct line *line = &lines->at[i];
        struct view text = line_view(lines, i);
        bool brief = line->chars <= FOOT_CHARS_MAX;
        if (names->count == 0) byline_read_signature(a, text, names);
        if (brief && line_is_byline(line)) byline_read(a, text, names);
        if (brief && line_is(line, LINE_DATED) && line->ending == END_OPEN) read_date(a, text, out);
    }
}

/* ——2018年工作会议交流材料: a year is better than no date. */
static void read_year(struct arena *a, struct article *out)
{
    enum { YEAR = 4 };
    struct view line = out->subtitle;
    if (out->date.len > 0 || line.len < YEAR + 3 || memcmp(line.at + YEAR, "年", 3) != 0) return;
    for (size_t i = 0; i < YEAR; i++)
        if (!char_is_digit((unsigned char)line.at[i])) return;
    out->date = (struct view){arena_copy(a, line.at, YEAR), YEAR};
}

static void keep_names(struct arena *a, const struct byline *names, struct article *out)
{
    struct view *kept = arena_alloc(a, (names->count + 1) * sizeof *kept);
    memcpy(kept, names->names, names->count * sizeof *kept);
    out->byline = kept;
    out->byline_count = names->count;
}

uint32_t headline_read(struct arena *a, const struct line_list *lines, struct view listed,
                       struct article *out)
{
    struct byline names = {0};
    uint32_t head = head_length(lines);
    read_titles(a, lines, head, listed, out);
    if (lines->count > 0 && line_hints(&lines->at[0], CUE_NOTE)) read_note(lines, out);
    for (uint32_t i = 0; i < head; i++) {
        struct view text = line_view(lines, i);
        read_head_line(a, &lines->at[i], text, &names, out);
        const struct line *line = &lines->at[i];
        bool office =
            line_hints(line, CUE_OFFICE) && !line_hints(line, CUE_ORG) && line_is(line, LINE_TITLE);
        if (is_person_name(text)) byline_read(a, text, &names);
        if (office && !view_equal(text, out->title) && !view_equal(text, out->subtitle))
            read_office(text, &names);
    }
    if (head < lines->count) byline_read_report(a, line_view(lines, head), &names);
    read_foot(a, lines, head, &names, out);
    read_year(a, out);
    keep_names(a, &names, out);
    return head;
}
