/* furniture.c: see furniture.h. */
#include "workers/segment/furniture.h"
#include "workers/document.h"
#include "workers/text.h"
#include <string.h>

enum {
    WEB_LINES_MIN = 2,  /* lines that only a web page has, before it is taken for one */
    MENU_MAX = 40,      /* characters of a line of a menu */
    EDITORS_MAX = 60,   /* characters of 责编/… 美编/… 校对/… 电话… */
    META_MAX = 16,      /* characters of 字号:大 中 小 */
    NOTICE_MAX = 260,   /* characters of a notice of copyright */
    PAGE_HEAD_MAX = 30, /* characters of a line like 2021年3月5日 星期五 第3版 */
    HEAD_MAX = 5,       /* lines of a head above the text */
    CAPTION_MAX = 90,   /* characters of a caption, */
    CREDIT_MAX = 14,    /* and of the name of who took the picture */
    TABLE_SHARE = 20,   /* more than one in so many lines without words: a table */
};

/* What the states and the ways between them weigh, in tenths of a nat. */
enum {
    ENTER_COST = 30,   /* from above the text into it */
    LEAVE_COST = 60,   /* and out of it */
    RETURN_COST = 400, /* and back */
    PARAGRAPH_MOST = 150,
};

enum zone { ABOVE, INSIDE, BEHIND, ZONES };

static bool is_paragraph(const struct line *line)
{
    return line_is(line, LINE_PARAGRAPH) && line->chars > 12;
}

/* 发布时间:2021-03-05 来源:清水日报 */
static bool is_dated_meta(const struct line *line)
{
    return line_hints(line, CUE_META | CUE_SOURCE) &&
           (line_is(line, LINE_DATED) || line_hints(line, CUE_SOURCE));
}

/* 首页 > 新闻, 版权所有, 责任编辑: never part of an article. */
static bool is_furniture(const struct line *line)
{
    if (line_hints(line, CUE_FURNITURE)) return line->chars <= NOTICE_MAX;
    if (line_hints(line, CUE_NAVIGATION) && !is_dated_meta(line)) return line->chars <= MENU_MAX;
    if (line_hints(line, CUE_META) && !is_dated_meta(line) && !line_hints(line, CUE_BYLINE))
        return line->chars <= META_MAX;
    return line_hints(line, CUE_EDITOR) && line->chars <= EDITORS_MAX &&
           line->ending != END_SENTENCE;
}

static bool contains(struct view text, const char *word)
{
    return memmem(text.at, text.len, word, strlen(word)) != NULL;
}

/* A07, B3 */
static bool is_page_number(struct view text)
{
    if (text.len < 2 || text.len > 3 || text.at[0] < 'A' || text.at[0] > 'D') return false;
    return char_is_digit((unsigned char)text.at[1]) &&
           char_is_digit((unsigned char)text.at[text.len - 1]);
}

/* 02 要闻 */
static bool is_page_name(const struct line *line, struct view text)
{
    enum { CHARS_MAX = 8 };
    size_t digits = 0;
    while (digits < text.len && char_is_digit((unsigned char)text.at[digits])) digits++;
    return digits == 2 && text.len > 2 && text.at[2] == ' ' && line->chars <= CHARS_MAX &&
           line->ending == END_OPEN && !line_is(line, LINE_NO_WORDS);
}

/* 2021年3月5日 星期五, 第03版:要闻, A3 */
static bool is_page_head(const struct line_list *lines, uint32_t i)
{
    enum { UNDATED_MAX = 12 };
    const struct line *line = &lines->at[i];
    struct view text = line_view(lines, i);
    if (line->chars > PAGE_HEAD_MAX || line->ending == END_SENTENCE) return false;
    bool dated = line_is(line, LINE_DATED);
    bool day = contains(text, "星期") && contains(text, "年") && contains(text, "月");
    if (day || is_page_number(text)) return true;
    if (i < HEAD_MAX && is_page_name(line, text)) return true;
    size_t page = 0;
    for (size_t k = 0; k + 3 <= text.len; k++)
        if (memcmp(text.at + k, "版", 3) == 0) page = k;
    return page > 0 && char_is_digit((unsigned char)text.at[page - 1]) &&
           (dated || line->chars <= UNDATED_MAX);
}

static bool is_jump(const struct line *line)
{
    return line_hints(line, CUE_JUMP) && line->chars <= JUMP_MAX;
}

/* A title and the line under it: a subtitle is led by a dash, or longer. */
static bool is_title_over(const struct line *title, const struct line *under)
{
    return line_is(title, LINE_TITLE) &&
           (line_is(under, LINE_DASH_LED) ||
            (line_is(under, LINE_TITLE) && under->chars > title->chars));
}

/* Whether line i begins what leads up to text: a title over a line of source and date, or the lines
 * close above the first paragraph. */
static bool leads_to_text(const struct line_list *lines, uint32_t i)
{
    for (uint32_t k = i; k < lines->count && k <= i + HEAD_MAX; k++) {
        const struct line *line = &lines->at[k];
        if (is_paragraph(line)) return true;
        if (is_furniture(line) || line_is(line, LINE_MENU | LINE_NO_WORDS)) return false;
        if (is_dated_meta(line))
            return k <= i + 1 || (k == i + 2 && is_title_over(&lines->at[i], &lines->at[i + 1]));
    }
    return false;
}

/* The same in the midst of text, where a paragraph may well speak of a notice or a menu. */
static bool is_alone_furniture(const struct line *line)
{
    return is_furniture(line) && (!line_is(line, LINE_PARAGRAPH) || line->chars <= MENU_MAX);
}

/* What only web pages have. */
static bool is_web_line(const struct line *line)
{
    return is_furniture(line) || line_is(line, LINE_MENU) ||
           (line_hints(line, CUE_TAIL) && !is_paragraph(line));
}

/* What line i weighs in each state. */
static void weigh(const struct line_list *lines, uint32_t i, int *score)
{
    const struct line *line = &lines->at[i];
    memset(score, 0, ZONES * sizeof *score);
    if (is_web_line(line)) {
        score[ABOVE] = 60;
        score[INSIDE] = -60;
    } else if (is_paragraph(line)) {
        int weight = (int)line->chars < PARAGRAPH_MOST ? (int)line->chars : PARAGRAPH_MOST;
        score[ABOVE] = -3 * weight;
        score[INSIDE] = weight;
    } else if (line_is(line, LINE_NO_WORDS)) {
        score[ABOVE] = 40;
        score[INSIDE] = -40;
    } else if (leads_to_text(lines, i)) {
        score[ABOVE] = -40;
        score[INSIDE] = 10;
    } else {
        score[ABOVE] = 20;
        score[INSIDE] = line_is_numbered(line) ? 10 : -10;
    }
}

/* The best way into each state, from the scores before. */
static void step(const int64_t *before, const int *score, int64_t *after, uint8_t *from)
{
    static const int cost[ZONES][ZONES] = {
        /* into:      ABOVE        INSIDE       BEHIND */
        [ABOVE] = {0, ENTER_COST, 1 << 28},
        [INSIDE] = {1 << 28, 0, LEAVE_COST},
        [BEHIND] = {1 << 28, RETURN_COST, 0},
    };
    for (int to = 0; to < ZONES; to++) {
        int best = to;
        for (int s = 0; s < ZONES; s++)
            if (before[s] - cost[s][to] > before[best] - cost[best][to]) best = s;
        after[to] = before[best] - cost[best][to] + score[to];
        from[to] = (uint8_t)best;
    }
}

/* The state of each line on the best path, into states[]. */
static void walk(struct arena *a, const struct line_list *lines, uint8_t *states)
{
    uint8_t(*from)[ZONES] = arena_alloc(a, lines->count * sizeof *from);
    int64_t now[ZONES] = {0, 0, -(1 << 28)};
    int score[ZONES];
    for (uint32_t i = 0; i < lines->count; i++) {
        int64_t next[ZONES];
        weigh(lines, i, score);
        step(now, score, next, from[i]);
        memcpy(now, next, sizeof now);
    }
    int state = now[INSIDE] >= now[BEHIND] ? INSIDE : BEHIND;
    for (uint32_t i = lines->count; i-- > 0;) {
        states[i] = (uint8_t)state;
        state = from[i][state];
    }
}

struct census {
    uint32_t web, wordless; /* lines that only web pages have; lines without words */
};

static struct census census_of(const struct line_list *lines)
{
    struct census c = {0};
    for (uint32_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->at[i];
        bool menu = line_hints(line, CUE_FURNITURE | CUE_NAVIGATION) && is_furniture(line);
        bool tail = line_hints(line, CUE_TAIL) && !is_paragraph(line);
        bool meta = line_hints(line, CUE_META) && line_is(line, LINE_DATED);
        c.web += menu || tail || meta;
        c.wordless += line_is(line, LINE_NO_WORDS) && !line_is(line, LINE_RULE);
    }
    return c;
}

/* 遗失声明, …声明作废, 本报地址; the word 公告 over such a line, and the text under 招租启事. */
static bool is_advert(const struct line_list *lines, uint32_t i)
{
    enum { ADVERT_MAX = 120, TEXT_MAX = 80, WORD_MAX = 5 };
    const struct line *line = &lines->at[i];
    if (line_hints(line, CUE_ADVERT)) return line->chars <= ADVERT_MAX;
    if (line->chars <= WORD_MAX) return i + 1 < lines->count && line_hints(line + 1, CUE_ADVERT);
    return i > 0 && line[-1].chars <= WORD_MAX && line_hints(line - 1, CUE_ADVERT) &&
           line->chars <= TEXT_MAX;
}

bool furniture_mark(struct arena *a, const struct line_list *lines, bool single, uint8_t *other)
{
    struct census census = census_of(lines);
    bool web = !single && census.web >= WEB_LINES_MIN;
    bool table = census.wordless * TABLE_SHARE > lines->count && census.wordless > HEAD_MAX;
    uint8_t *states = memset(arena_alloc(a, lines->count), INSIDE, lines->count);
    bool printed = false;
    if (web) walk(a, lines, states);
    for (uint32_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->at[i];
        bool wordless = line_is(line, LINE_NO_WORDS) && (!table || line_is(line, LINE_RULE));
        bool page_head = is_page_head(lines, i), column = !single && line_hints(line, CUE_COLUMN);
        bool advert = !single && is_advert(lines, i);
        printed |= page_head || column || advert || is_jump(line);
        if (is_jump(line))
            other[i] = OTHER_CONTINUATION + 1;
        else if (column)
            other[i] = OTHER_SECTION_HEAD + 1;
        else if (states[i] != INSIDE || is_alone_furniture(line) || page_head || advert ||
                 wordless || (web && line_is(line, LINE_MENU)))
            other[i] = OTHER_BOILERPLATE + 1;
    }
    return printed;
}

/* 图为…, …摄: but not 图/文 and the name of who wrote both. */
static bool is_caption(const struct line *line)
{
    if (!line_hints(line, CUE_CAPTION) || line->chars > CAPTION_MAX) return false;
    return !line_is_numbered(line) &&
           !line_hints(line, CUE_FURNITURE | CUE_NAVIGATION | CUE_EDITOR | CUE_REPORT);
}

static bool is_credit(const struct line *line)
{
    return is_caption(line) && line->chars <= CREDIT_MAX && line->ending == END_OPEN;
}

/* A sentence, or a phrase, that a credit stands under. */
static bool may_be_caption(const struct line *line)
{
    return line->chars <= CAPTION_MAX && line_is(line, LINE_SINGLE) && !line_is_numbered(line);
}

static bool breaks_off(const struct line *line)
{
    return line_is(line, LINE_PARAGRAPH) && line->ending == END_OPEN;
}

/* 正在…: rather the rest of a sentence than one of its own. */
static bool starts_with_scene(struct view line)
{
    return line.len >= 6 && memcmp(line.at, "正在", 6) == 0;
}

/* A sentence that shows a scene, where the text above breaks off: a column ends there. */
static bool is_scene(const struct line_list *lines, uint32_t i)
{
    enum { SCENE_MAX = 45 };
    const struct line *line = &lines->at[i], *above = line - 1;
    if (!line_hints(line, CUE_SCENE) || !may_be_caption(line) || line->chars > SCENE_MAX)
        return false;
    if (line->ending != END_SENTENCE || starts_with_scene(line_view(lines, i))) return false;
    if (line_is(above, LINE_TITLE) || line_hints(above, CUE_BYLINE)) return false;
    return breaks_off(above);
}

void captions_mark(const struct line_list *lines, uint8_t *other)
{
    for (uint32_t i = 1; i < lines->count; i++) {
        const struct line *line = &lines->at[i];
        bool writer = line_hints(line, CUE_BYLINE) && !is_credit(line);
        if (!other[i] && is_scene(lines, i)) other[i] = IS_CAPTION;
        if (!is_caption(line) || writer || other[i]) continue;
        other[i] = IS_CAPTION;
        if (is_credit(line) && may_be_caption(line - 1) && !other[i - 1]) other[i - 1] = IS_CAPTION;
    }
}
