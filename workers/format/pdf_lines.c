/* pdf_lines.c: see pdf_lines.h. pdftotext prints an element a line; of these only page, line, word,
 * title and meta matter. */
#include "workers/format/pdf_lines.h"
#include "proto/utf8.h"
#include "workers/file.h"
#include "workers/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Blanks between words, as a share of the height of their letters. */
#define BLANK_MIN 0.12f
#define BLANK_CJK 0.6f

struct reading {
    struct arena *arena;
    struct pdf_lines lines;
    uint32_t room;
    struct pdf_line line; /* the one under way */
    struct buf text;      /* of it */
    uint32_t last;        /* the character before the next word; 0: none */
};

static bool starts(struct view text, const char *with)
{
    size_t len = strlen(with);
    return text.len >= len && memcmp(text.at, with, len) == 0;
}

/* The character that an entity stands for, and its length; 0 if it is none. */
static size_t entity(struct view text, char *c)
{
    static const struct {
        const char *entity;
        char c;
    } all[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (starts(text, all[i].entity)) {
            *c = all[i].c;
            return strlen(all[i].entity);
        }
    return 0;
}

/* Appends text as it was before it was escaped; what is no character becomes U+FFFD. */
static void add_escaped(struct buf *out, struct view text)
{
    while (text.len) {
        char c = 0;
        size_t len = utf8_char(text), taken = len ? len : 1;
        if (*text.at == '&' && entity(text, &c)) {
            taken = entity(text, &c);
            buf_add_char(out, c);
        } else if (len == 1) {
            buf_add_char(out, (unsigned char)*text.at < 0x20 || *text.at == 0x7f ? ' ' : *text.at);
        } else {
            buf_add(out, len ? text.at : "\xef\xbf\xbd", len ? len : 3);
        }
        text.at += taken;
        text.len -= taken;
    }
}

/* What stands between `before` and the next `behind` in text; empty if it is not there. */
static struct view between(struct view text, const char *before, const char *behind)
{
    const char *end = text.at + text.len, *at = memmem(text.at, text.len, before, strlen(before));
    if (!at) return (struct view){0};
    at += strlen(before);
    const char *to = memmem(at, (size_t)(end - at), behind, strlen(behind));
    return to ? (struct view){at, (size_t)(to - at)} : (struct view){0};
}

static float number(struct view tag, const char *name)
{
    char digits[32];
    struct view value = between(tag, name, "\"");
    if (value.len == 0 || value.len >= sizeof digits) return 0;
    memcpy(digits, value.at, value.len);
    digits[value.len] = 0;
    float n = strtof(digits, NULL);
    return isfinite(n) ? n : 0;
}

/* Whether a blank stands between what ends with `last` and a word so far to the right of it. */
static bool is_apart(uint32_t last, uint32_t begins, float distance, float height)
{
    bool chinese = char_is_cjk(last) && char_is_cjk(begins);
    return distance > height * (chinese ? BLANK_CJK : BLANK_MIN);
}

static void read_word(struct reading *r, struct view tag)
{
    const char *close = memchr(tag.at, '>', tag.len);
    if (!close) return;
    struct view all = {close + 1, (size_t)(tag.at + tag.len - close - 1)};
    const char *end = memmem(all.at, all.len, "</word>", 7);
    struct view word = {all.at, end ? (size_t)(end - all.at) : all.len};
    float left = number(tag, "xMin=\""), right = number(tag, "xMax=\"");
    size_t from = r->text.len;
    add_escaped(&r->text, word);
    if (r->text.len == from) return;
    const char *at = r->text.at + from;
    uint32_t begins = text_next(&at, r->text.at + r->text.len);
    float height = r->line.bottom - r->line.top;
    if (r->last && is_apart(r->last, begins, left - r->line.right, height)) {
        buf_add_char(&r->text, ' '); /* room for it; it belongs before the word */
        memmove(r->text.at + from + 1, r->text.at + from, r->text.len - from - 1);
        r->text.at[from] = ' ';
    }
    at = r->text.at + r->text.len;
    r->last = text_before(&at, r->text.at);
    r->line.right = right;
}

static void begin_line(struct reading *r, struct view tag)
{
    r->text.len = 0;
    r->last = 0;
    r->line = (struct pdf_line){.left = number(tag, "xMin=\""),
                                .top = number(tag, "yMin=\""),
                                .right = number(tag, "xMin=\""),
                                .bottom = number(tag, "yMax=\""),
                                .page = r->lines.pages};
}

static void end_line(struct reading *r)
{
    struct view text = text_trim(buf_view(&r->text));
    if (text.len == 0) return;
    if (r->lines.count == r->room) {
        struct pdf_line *old = r->lines.at;
        r->room = r->room ? 2 * r->room : 256;
        r->lines.at = arena_alloc(r->arena, r->room * sizeof *old);
        if (old) memcpy(r->lines.at, old, r->lines.count * sizeof *old);
    }
    r->line.text = (struct view){arena_copy(r->arena, text.at, text.len), text.len};
    r->lines.at[r->lines.count++] = r->line;
    r->text.len = 0;
}

/* <title>…</title> and <meta name="Author" content="…"/> */
static void read_metadata(struct reading *r, struct view tag, struct metadata *metadata)
{
    static const struct {
        const char *before, *behind, *key;
    } all[] = {{"<title>", "</title>", "title"},
               {"<meta name=\"Author\" content=\"", "\"", "author"},
               {"<meta name=\"Subject\" content=\"", "\"", "subject"},
               {"<meta name=\"Keywords\" content=\"", "\"", "keywords"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!starts(tag, all[i].before)) continue;
        r->text.len = 0;
        add_escaped(&r->text, between(tag, all[i].before, all[i].behind));
        struct view value = text_trim(buf_view(&r->text));
        char *kept = arena_copy(r->arena, value.at, value.len);
        metadata_add(r->arena, metadata, all[i].key, (struct view){kept, value.len});
        r->text.len = 0;
    }
}

struct pdf_lines pdf_lines_read(struct arena *a, struct view printed, struct metadata *metadata)
{
    struct reading r = {.arena = a};
    struct view line;
    while (file_line(&printed, &line)) {
        struct view tag = text_trim(line);
        if (starts(tag, "<page "))
            r.lines.pages++;
        else if (starts(tag, "<line "))
            begin_line(&r, tag);
        else if (starts(tag, "<word "))
            read_word(&r, tag);
        else if (starts(tag, "</line>"))
            end_line(&r);
        else if (r.lines.pages == 0)
            read_metadata(&r, tag, metadata);
    }
    buf_free(&r.text);
    return r.lines;
}
