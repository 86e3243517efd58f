/* html/byline.c: see html/byline.h. */
#include "workers/html/byline.h"
#include "workers/segment/dateline.h"
#include "workers/text.h"
#include <string.h>
#include <strings.h>

enum { LINE_MAX = 400, NAME_MAX = 90 }; /* bytes */

static const char *const author_labels[] = {"作者：", "作者:",  "作者 ", "撰稿：",
                                            "撰文：", "记者：", "记者:", "文/",
                                            "文／",   "楼主：", "楼主:"};
static const char *const source_labels[] = {"来源：", "来源:", "來源：", "來源:", "来源 ",
                                            "稿源：", "稿源:", "出处：", "来自："};
static const char *const other_labels[] = {
    "来源",     "來源", "稿源", "发布时间", "发布日期", "时间：",   "时间:", "日期", "编辑", "责编",
    "责任编辑", "浏览", "阅读", "点击",     "字号",     "字体",     "打印",  "分享", "评论", "记者",
    "作者",     "审核", "校对", "发布机构", "信息来源", "文章来源", "发布",  "访问"};
static const char *const english_labels[] = {"by ", "written by ", "posted by ", "author: "};

static const char *find(struct view text, const char *label)
{
    return memmem(text.at, text.len, label, strlen(label));
}

/* Where the next label begins, or a mark that parts; the end if there is none. */
static const char *end_of_name(struct view text)
{
    static const char *const partings[] = {"|", "｜", "　", "  ", ")", "）",
                                           "]", "】", "，", ",",  "·"};
    const char *end = text.at + text.len;
    for (size_t i = 0; i < sizeof other_labels / sizeof *other_labels; i++) {
        const char *at = find((struct view){text.at, (size_t)(end - text.at)}, other_labels[i]);
        if (at) end = at;
    }
    for (size_t i = 0; i < sizeof partings / sizeof *partings; i++) {
        const char *at = find((struct view){text.at, (size_t)(end - text.at)}, partings[i]);
        if (at) end = at;
    }
    return end;
}

/* Without the date that may follow a name: 王小明 2021-03-05. */
static struct view before_digits(struct view name)
{
    size_t len = 0;
    while (len < name.len && (name.at[len] < '0' || name.at[len] > '9')) len++;
    return text_trim((struct view){name.at, len});
}

/* Over the colon and blanks between a label and a name. */
static const char *over_marks(const char *at, const char *end)
{
    while (at < end) {
        const char *next = at;
        uint32_t c = text_next(&next, end);
        if (!char_is_blank(c) && !char_is_mark(c)) break;
        at = next;
    }
    return at;
}

static struct view name_behind(const char *at, const char *end)
{
    at = over_marks(at, end);
    struct view rest = text_trim((struct view){at, (size_t)(end - at)});
    struct view name = before_digits((struct view){rest.at, (size_t)(end_of_name(rest) - rest.at)});
    return name.len <= NAME_MAX ? name : (struct view){0};
}

static struct view source_of(struct view line)
{
    for (size_t i = 0; i < sizeof source_labels / sizeof *source_labels; i++) {
        const char *at = find(line, source_labels[i]);
        if (at) return name_behind(at + strlen(source_labels[i]), line.at + line.len);
    }
    return (struct view){0};
}

static struct view author_of(struct view line)
{
    const char *end = line.at + line.len;
    for (size_t i = 0; i < sizeof author_labels / sizeof *author_labels; i++) {
        const char *at = find(line, author_labels[i]);
        if (at) return name_behind(at + strlen(author_labels[i]), end);
    }
    for (size_t i = 0; i < sizeof english_labels / sizeof *english_labels; i++) {
        size_t len = strlen(english_labels[i]);
        if (line.len > len && line.len < NAME_MAX &&
            strncasecmp(line.at, english_labels[i], len) == 0)
            return name_behind(line.at + len, end);
    }
    return (struct view){0};
}

struct view byline_name(struct view text)
{
    struct view name = author_of(text);
    if (name.len) return name;
    return name_behind(text.at, text.at + text.len);
}

static bool is_labelled(struct view line)
{
    for (size_t i = 0; i < sizeof other_labels / sizeof *other_labels; i++)
        if (line.len >= strlen(other_labels[i]) &&
            memcmp(line.at, other_labels[i], strlen(other_labels[i])) == 0)
            return true;
    return false;
}

static bool has_sentence(struct view line)
{
    return find(line, "。") || find(line, "！") || find(line, "？") || find(line, ". ");
}

void byline_read_line(struct view line, struct byline_facts *out)
{
    char iso[DATE_LENGTH + 1];
    *out = (struct byline_facts){0};
    if (line.len == 0 || line.len > LINE_MAX || has_sentence(line)) return;
    if (dateline_date(line, iso)) out->date = line;
    out->source = source_of(line);
    out->author = author_of(line);
    size_t length = text_length(line);
    out->is_byline = (out->date.len && length <= 80) || out->source.len || is_labelled(line) ||
                     (out->author.len && length <= 40);
}

struct span byline_lines(const struct outline *o, const struct title *t)
{
    enum { BEFORE = 4, BEHIND = 12 };
    uint32_t at = t->block == UINT32_MAX ? 0 : t->block;
    uint32_t end = at + BEHIND < o->block_count ? at + BEHIND : o->block_count;
    return (struct span){at > BEFORE ? at - BEFORE : 0, end};
}
