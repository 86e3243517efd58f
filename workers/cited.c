/* cited.c: see cited.h.
 *
 * Numbers of documents: 党政机关公文处理工作条例 (2012), article 9: issuer's letters, year in 〔〕,
 * number, 号. In practice the brackets are also [], (), 【】 and their full-width forms.
 */
#include "workers/cited.h"
#include "proto/numeral.h"
#include "workers/step.h"
#include <string.h>

enum {
    TITLE_BYTES = 600,      /* no title is longer; what does not close by then is no title */
    TITLE_LINES = 3,        /* line ends within it */
    TITLE_DEPTH = 4,        /* titles within titles */
    ISSUER_CHARACTERS = 12, /* 黔府办发 and longer */
};

struct number {
    const char *start, *end; /* 国发〔2020〕3号 */
    struct view year;
};

static uint32_t closing_of(uint32_t open)
{
    switch (open) {
    case U'〔': return U'〕';
    case '[': return ']';
    case '(': return ')';
    case U'【': return U'】';
    case U'〖': return U'〗';
    case U'﹝': return U'﹞';
    default: return 0;
    }
}

/* Digits, or the x of a number made anonymous. Their count. */
static unsigned skip_digits(const char **at, const char *end)
{
    unsigned count = 0;
    for (const char *behind = *at; behind < end; *at = behind, count++) {
        uint32_t c = char_narrow(text_next(&behind, end));
        if (!char_is_digit(c) && c != 'x' && c != 'X' && c != U'×' && c != U'〇') break;
    }
    return count;
}

/* 〔2020〕3号 at `at`: fills n->end and n->year. */
static bool read_number_tail(const char *at, const char *end, struct number *n)
{
    uint32_t close = closing_of(step_next(&at, end));
    step_over_blank(&at, end);
    const char *year = at;
    unsigned digits = skip_digits(&at, end);
    n->year = (struct view){year, (size_t)(at - year)};
    if (step_peek(at, end) == U'年') step_next(&at, end);
    step_over_blank(&at, end);
    if (!close || digits < 2 || digits > 4 || step_next(&at, end) != close) return false;
    step_over_blank(&at, end);
    if (step_peek(at, end) == U'第') step_next(&at, end);
    if (!skip_digits(&at, end)) return false;
    step_over_blank(&at, end);
    if (step_next(&at, end) != U'号') return false;
    n->end = at;
    return true;
}

/* Does a word end at `at` that introduces a number, or ends a title before it, and never is in one?
 */
static bool introduces(const char *floor, const char *at)
{
    static const char *const words[] = {"根据", "依据", "按照", "参照", "遵照", "以",   "按",
                                        "和",   "与",   "及",   "将",   "的",   "见",   "附",
                                        "通知", "决定", "通报", "批复", "复函", "意见", "公告",
                                        "文件", "印发", "下发", "转发", "颁发", "发布", "贯彻"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(at - floor) >= length && memcmp(at - length, words[i], length) == 0) {
            return true;
        }
    }
    return false;
}

/* The issuer's letters end at `at`: Han and letters, back to a mark or a word that introduces them.
 */
static const char *issuer_start(const char *floor, const char *at)
{
    const char *start = at;
    for (int n = 0; n < ISSUER_CHARACTERS && start > floor; n++) {
        const char *previous = start;
        uint32_t c = text_before(&previous, floor);
        if ((!char_is_cjk(c) && !char_is_letter(c)) || introduces(floor, start)) break;
        start = previous;
    }
    return start;
}

/* The number 国发〔2020〕3号 that begins at `at`. */
static bool read_number(const char *at, const char *end, struct number *n)
{
    n->start = at;
    for (int i = 0; i < ISSUER_CHARACTERS && at < end; i++) {
        const char *behind = at;
        uint32_t c = step_next(&behind, end);
        if (!char_is_cjk(c) && !char_is_letter(c)) return i > 0 && read_number_tail(at, end, n);
        at = behind;
    }
    return false;
}

/* (国发〔2020〕3号) or ([2020]3号) behind a title. */
static bool read_bracketed_number(const char **at, const char *end, struct number *n)
{
    const char *p = *at;
    uint32_t close = closing_of(step_next(&p, end));
    if (!close || !read_number(p, end, n)) return false;
    p = n->end;
    if (step_next(&p, end) != close) return false;
    *at = p;
    return true;
}

/* 第十二条第三款 or 第三章 behind a title. */
static bool skip_provision(const char **at, const char *end)
{
    const char *p = *at;
    struct numeral n;
    bool found = false;
    while (step_over(&p, end, "第") && p < end && numeral_read(p, end, &n)) {
        p = n.end;
        if (!step_over_any(&p, end, U"编章节条款项目")) break;
        *at = p;
        found = true;
    }
    return found;
}

/* The end of the title that opens at `at`, behind its 》; NULL if it does not close in time. */
static const char *title_end(const char *at, const char *end)
{
    const char *limit = end - at > TITLE_BYTES ? at + TITLE_BYTES : end;
    int depth = 0, lines = 0;
    while (at < limit) {
        uint32_t c = text_next(&at, end);
        if (c == U'《' && ++depth > TITLE_DEPTH) return NULL;
        if (c == U'》' && --depth == 0) return at;
        if (c == '\n' && ++lines > TITLE_LINES) return NULL;
    }
    return NULL;
}

/* The title without the line breaks that typesetting put into it. */
static struct view title_text(struct scan *s, struct view raw)
{
    if (!memchr(raw.at, '\n', raw.len) && !memchr(raw.at, '\r', raw.len)) return raw;
    char joined[TITLE_BYTES];
    size_t length = 0;
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.at[i] != '\n' && raw.at[i] != '\r') joined[length++] = raw.at[i];
    }
    return scan_keep(s, joined, length);
}

/* The law and its provision as one text: 行道树法第十二条. */
static struct view with_provision(struct scan *s, struct view title, const char *from,
                                  const char *to)
{
    char *full = arena_alloc(s->d->arena, title.len + (size_t)(to - from));
    memcpy(full, title.at, title.len);
    memcpy(full + title.len, from, (size_t)(to - from));
    return (struct view){full, title.len + (size_t)(to - from)};
}

/* Does "(以下简称" stand before this title, and close before it the title that it is short for? */
static bool is_introduced_short(const struct scan *s)
{
    enum { NEAR = 60 };
    const char *at = s->at;
    if (!s->title_end || s->title_end < s->sentence || s->title_end > at) return false;
    if (at - s->title_end > NEAR) return false;
    if (char_among(step_peek_before(at, s->floor), U"“‘")) text_before(&at, s->floor);
    static const char word[] = "简称";
    return (size_t)(at - s->floor) >= sizeof word - 1 &&
           memcmp(at - (sizeof word - 1), word, sizeof word - 1) == 0;
}

/* The title of the document that is meant: of 《意见》, where that is short for a longer title, the
 * long one. */
static struct view meant_title(struct scan *s, struct view title)
{
    if (is_introduced_short(s) && s->short_title_count < SHORT_TITLES) {
        s->short_titles[s->short_title_count++] = (struct short_title){title, s->title};
    }
    for (uint32_t i = s->short_title_count; i-- > 0;) {
        if (view_equal(s->short_titles[i].title, title)) return s->short_titles[i].full;
    }
    s->title = title;
    return title;
}

bool cited_read_title(struct scan *s)
{
    static const size_t mark = sizeof "《" - 1;
    const char *start = s->at, *end = title_end(start, s->end), *behind = end;
    struct field_set set = {.count = 0};
    struct number n;
    if (!end) return false;
    struct view title = {start + mark, (size_t)(end - start) - 2 * mark};
    if (text_is_blank(title)) return false;

    title = meant_title(s, title_text(s, title));
    enum rule_number rule = RULE_TITLE;
    if (skip_provision(&behind, s->end)) {
        rule = RULE_LAW;
        field_text(&set, FIELD_FULL, with_provision(s, title, end, behind));
    }
    field_text(&set, FIELD_TITLE, title);
    if (rule == RULE_TITLE && read_bracketed_number(&behind, s->end, &n)) {
        rule = RULE_TITLE_NUMBER;
        field_text(&set, FIELD_NUMBER, (struct view){n.start, (size_t)(n.end - n.start)});
    }
    scan_record(s, rule, start, behind, &set);
    if (view_equal(s->title, title)) s->title_end = behind;
    return true;
}

bool cited_read_number(struct scan *s)
{
    struct number n;
    struct field_set set = {.count = 0};
    if (!read_number_tail(s->at, s->end, &n)) return false;
    const char *issuer_end = s->at;
    if (issuer_end > s->floor && issuer_end[-1] == ' ') issuer_end--;
    n.start = issuer_start(s->floor, issuer_end);
    if (n.start == issuer_end) return false;
    field_text(&set, FIELD_NUMBER, (struct view){n.start, (size_t)(n.end - n.start)});
    scan_record(s, RULE_NUMBER, n.start, n.end, &set);
    return true;
}
