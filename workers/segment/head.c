/* head.c: see head.h. */
#include "workers/segment/head.h"
#include "workers/text.h"
#include <string.h>

enum {
    LINE_CHARS_MAX = 60,
    SIGN_OFF_MAX = 14, /* characters: a bare date */
    KICKER_MAX = 20,
    NEAR = 5, /* lines within which intertitles follow each other */
};

bool is_in_head(const struct line *line)
{
    if (line->chars > LINE_CHARS_MAX || line_is_numbered(line)) return line_is(line, LINE_DASH_LED);
    if (line_is(line, LINE_TITLE | LINE_BRACKETED | LINE_DATED | LINE_PAPER_NUMBER))
        return !line_is(line, LINE_SINGLE);
    return line_hints(line, CUE_BYLINE | CUE_SOURCE | CUE_META) && !line_is(line, LINE_PARAGRAPH);
}

bool is_kicker(const struct line_list *lines, uint32_t i)
{
    const struct line *line = &lines->at[i], *title = line + 1, *below = line + 2;
    if (i + 2 >= lines->count || line->ending != END_COLON || line->chars > KICKER_MAX)
        return false;
    if (line_is(line, LINE_PARAGRAPH) || line_is_numbered(line)) return false;
    return line_is(title, LINE_TITLE) && !line_is(title, LINE_SINGLE) &&
           (is_in_head(below) || line_is(below, LINE_PARAGRAPH));
}

static bool is_sourced(const struct line *line)
{
    return line_hints(line, CUE_SOURCE | CUE_META) && !line_is(line, LINE_PARAGRAPH);
}

static bool is_bare_date(const struct line *line)
{
    return line_is(line, LINE_DATED) && line->chars <= SIGN_OFF_MAX && !is_sourced(line);
}

/* What the lines of a head from `first` to `end` are, counted. */
struct head {
    uint32_t titles, bylines, dated, dashes;
    bool text_follows;
};

static struct head head_of(const struct line_list *lines, uint32_t first, uint32_t end)
{
    struct head h = {.text_follows = end < lines->count};
    for (uint32_t i = first; i < end; i++) {
        const struct line *line = &lines->at[i];
        h.bylines += line_is_byline(line);
        h.dated += is_sourced(line) || (line_is(line, LINE_DATED) && !is_bare_date(line));
        h.dashes += line_is(line, LINE_DASH_LED);
        h.titles += line_is(line, LINE_TITLE) && !line_is_byline(line);
    }
    return h;
}

static bool is_sign_off(const struct line_list *lines, uint32_t i)
{
    const struct line *line = &lines->at[i];
    if (is_bare_date(line)) return true;
    return line_hints(line, CUE_ORG) && i + 1 < lines->count && is_bare_date(&lines->at[i + 1]);
}

/* One of several lone titles in a text: an intertitle. */
static bool is_intertitle(const struct line_list *lines, uint32_t i)
{
    for (uint32_t k = i > NEAR ? i - NEAR : 0; k < lines->count && k <= i + NEAR; k++) {
        bool other = k + 1 < i || k > i + 1;
        if (!other || !line_is(&lines->at[k], LINE_TITLE)) continue;
        uint32_t a = lines->at[k].chars, b = lines->at[i].chars;
        if (a * 3 <= b * 4 && b * 3 <= a * 4) return true;
    }
    return false;
}

/* As subtitles are: a sentence, nearly, where the title is a phrase. */
static bool is_longer(const struct line *subtitle, const struct line *title)
{
    return line_is(subtitle, LINE_TITLE) && subtitle->chars * 5 >= title->chars * 7;
}

/* A longer title right under another; an intertitle may follow below, or a kicker stand above. */
static bool has_subtitle(const struct line_list *lines, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i + 1 < end; i++)
        if (line_is(&lines->at[i], LINE_TITLE) && is_longer(&lines->at[i + 1], &lines->at[i]))
            return true;
    return false;
}

/* What ends the name of an area or an office. */
static bool ends_as_area(struct view name)
{
    static const char ends[] = "县市区镇乡村州旗盟省局院校";
    static const char *const words[] = {"街道", "社区", "公司", "中心", "嘎查"};
    const char *end = name.at + name.len;
    for (const char *e = ends; name.len >= 3 && *e; e += 3)
        if (memcmp(end - 3, e, 3) == 0) return true;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        if (name.len >= 6 && memcmp(end - 6, words[w], 6) == 0) return true;
    return false;
}

/* Whether the text speaks of 清水镇 or 清水县, where the name is only 清水. */
static bool is_area_of(const struct line_list *lines, uint32_t first, struct view name)
{
    enum { LINES = 3 };
    for (uint32_t i = first; i < lines->count && i < first + LINES; i++) {
        struct view text = line_view(lines, i);
        const char *end = text.at + text.len, *at = text.at;
        while ((at = memmem(at, (size_t)(end - at), name.at, name.len)) != NULL) {
            at += name.len;
            if (end - at >= 3 && ends_as_area((struct view){at, 3})) return true;
            if (end - at >= 6 && memcmp(at, "街道", 6) == 0) return true;
        }
    }
    return false;
}

/* 清水镇:梯田引来八方客: the name of a place or an office, a colon, and what is said of it. text:
 * the line below the head. */
static bool is_placed(const struct line_list *lines, uint32_t i, uint32_t text)
{
    enum { NAME_MIN = 2, SHORT_MAX = 4, NAME_MAX = 12, REST_MIN = 12 };
    struct view title = line_view(lines, i);
    const char *at = title.at, *end = title.at + title.len;
    for (int chars = 0; at < end && chars <= NAME_MAX; chars++) {
        struct view name = {title.at, (size_t)(at - title.at)};
        if (char_narrow(text_next(&at, end)) != ':') continue;
        if (chars < NAME_MIN || end - at < REST_MIN) return false;
        return ends_as_area(name) || (chars <= SHORT_MAX && is_area_of(lines, text, name));
    }
    return false;
}

static bool has_pair(const uint32_t *pairs, uint32_t count, uint32_t pair)
{
    for (uint32_t i = 0; i < count; i++)
        if (pairs[i] == pair) return true;
    return false;
}

bool is_retold(const struct line_list *lines, uint32_t title, uint32_t text)
{
    enum { PAIRS_MIN = 6, FIRST_PAIRS = 120, SHARED = 60 /* per cent */ };
    if (text >= lines->count || !line_is(&lines->at[text], LINE_PARAGRAPH)) return false;
    if (text + 1 < lines->count && !line_is(&lines->at[text + 1], LINE_TITLE)) return false;
    const struct line *above = &lines->at[title], *below = &lines->at[text];
    const uint32_t *pairs = line_pairs(lines, title), *told = line_pairs(lines, text);
    uint32_t count = below->pair_count < FIRST_PAIRS ? below->pair_count : FIRST_PAIRS, shared = 0;
    for (uint32_t i = 0; i < above->pair_count; i++) shared += has_pair(told, count, pairs[i]);
    return above->pair_count >= PAIRS_MIN && shared * 100 >= above->pair_count * SHARED;
}

enum evidence head_evidence(const struct line_list *lines, uint32_t i, uint32_t end)
{
    const struct line *line = &lines->at[i];
    struct head h = head_of(lines, i, end);
    if (is_sign_off(lines, i)) return EVIDENCE_SIGN_OFF;
    if (line_is(line, LINE_DASH_LED))
        return h.titles && h.bylines ? EVIDENCE_BYLINED : EVIDENCE_LEAD_DASH;
    if (line_is_byline(line)) return h.titles ? EVIDENCE_SIGN_OFF : EVIDENCE_LEAD_BYLINE;
    if (!line_is(line, LINE_TITLE))
        return line_is(line, LINE_BRACKETED) ? EVIDENCE_LEAD_BRACKET : EVIDENCE_LEAD_DATED;
    bool reported = end < lines->count && line_hints(&lines->at[end], CUE_REPORT);
    if (h.bylines || reported) return EVIDENCE_BYLINED;
    if (h.dated) return EVIDENCE_SOURCED;
    bool office = line_hints(line, CUE_ORG | CUE_OFFICE);
    if (office && h.titles == 1 && h.text_follows) return EVIDENCE_LEAD_ORG;
    if (h.dashes || (h.text_follows && has_subtitle(lines, i, end))) return EVIDENCE_SUBTITLED;
    if (h.text_follows && is_placed(lines, i, end)) return EVIDENCE_PLACED;
    if (h.titles > 1) return EVIDENCE_TWO_TITLES;
    return is_intertitle(lines, i) ? EVIDENCE_INTERTITLE : EVIDENCE_TITLED;
}
