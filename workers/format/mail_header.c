/* mail_header.c: see mail_header.h. */
#include "workers/format/mail_header.h"
#include "proto/utf8.h"
#include "workers/file.h"
#include "workers/format/media.h"
#include "workers/format/plain.h"
#include "workers/format/transfer.h"
#include "workers/text.h"
#include <stdio.h>
#include <string.h>

/* Headers */

void mail_split(struct view message, struct view *headers, struct view *body)
{
    struct view rest = message, line;
    const char *end = message.at;
    while (file_line(&rest, &line) && line.len > 0) end = rest.at;
    *headers = (struct view){message.at, (size_t)(end - message.at)};
    *body = rest;
}

static bool begins_header(struct view line, const char *name)
{
    size_t len = strlen(name);
    return line.len > len && line.at[len] == ':' &&
           media_equal((struct view){line.at, len}, view_of(name));
}

static bool is_folded(struct view line)
{
    return line.len > 0 && (line.at[0] == ' ' || line.at[0] == '\t');
}

struct view mail_header(struct view headers, const char *name)
{
    struct view line;
    while (file_line(&headers, &line)) {
        if (!begins_header(line, name)) continue;
        const char *at = line.at + strlen(name) + 1, *end = line.at + line.len;
        while (file_line(&headers, &line) && is_folded(line)) end = line.at + line.len;
        return text_trim((struct view){at, (size_t)(end - at)});
    }
    return (struct view){0};
}

/* Encoded words */

struct words {
    const struct document *d;
    const struct budget *budget;
    struct buf out;
    struct buf bytes;    /* of encoded words in one charset, side by side */
    struct view charset; /* theirs */
};

/* Characters may be cut between encoded words: so they are decoded together. */
static void flush(struct words *w)
{
    buf_add_view(
        &w->out,
        plain_part(w->d,
                   (struct view){arena_copy(w->d->arena, w->bytes.at, w->bytes.len), w->bytes.len},
                   w->charset, w->budget, NULL));
    w->bytes.len = 0;
}

/* Takes =?charset?B?text?= off *rest. False if it does not begin with one. */
static bool take_encoded(struct words *w, struct view *rest)
{
    const char *end = rest->at + rest->len, *at = rest->at + 2;
    if (rest->len < 8 || memcmp(rest->at, "=?", 2) != 0) return false;
    size_t most = (size_t)(end - at) < 64 ? (size_t)(end - at) : 64;
    const char *mark = memchr(at, '?', most);
    if (!mark || end - mark < 4 || mark[2] != '?') return false;
    struct view charset = {at, (size_t)(mark - at)};
    const char *language = memchr(charset.at, '*', charset.len); /* RFC 2231 section 5 */
    if (language) charset.len = (size_t)(language - charset.at);
    at = mark + 3;
    most = (size_t)(end - at) < 1024 ? (size_t)(end - at) : 1024;
    const char *close = memmem(at, most, "?=", 2);
    if (!close) return false;
    if (!media_equal(charset, w->charset)) flush(w);
    w->charset = charset;
    struct view text = {at, (size_t)(close - at)};
    if ((mark[1] | 0x20) == 'b')
        transfer_base64(text, &w->bytes);
    else
        transfer_quoted(text, true, &w->bytes);
    *rest = (struct view){close + 2, (size_t)(end - close - 2)};
    return true;
}

/* Blanks and line ends at the beginning of *rest. */
static bool take_blanks(struct view *rest)
{
    size_t len = 0;
    while (len < rest->len && strchr(" \t\r\n", rest->at[len]) && rest->at[len]) len++;
    *rest = (struct view){rest->at + len, rest->len - len};
    return len > 0;
}

struct view mail_words(const struct document *d, struct view value, const struct budget *budget)
{
    struct words w = {.d = d, .budget = budget};
    struct view rest = value, all;
    if (!utf8_valid(value)) rest = plain_part(d, value, (struct view){0}, budget, NULL);
    while (rest.len > 0) {
        bool apart = take_blanks(&rest), after_encoded = w.bytes.len > 0;
        if (rest.len == 0) break;
        struct view before = rest;
        bool encoded = before.len > 2 && memcmp(before.at, "=?", 2) == 0;
        if (apart && !(after_encoded && encoded)) {
            flush(&w);
            buf_add_char(&w.out, ' ');
        }
        if (take_encoded(&w, &rest)) continue;
        flush(&w);
        buf_add_char(&w.out, *rest.at);
        rest = (struct view){rest.at + 1, rest.len - 1};
    }
    flush(&w);
    all = text_trim(buf_view(&w.out));
    all.at = arena_copy(d->arena, all.at, all.len);
    buf_free(&w.out);
    buf_free(&w.bytes);
    return all;
}

struct view mail_name(struct view words)
{
    const char *open = memrchr(words.at, '<', words.len);
    if (!open) return words;
    struct view name = text_trim((struct view){words.at, (size_t)(open - words.at)});
    if (name.len >= 2 && name.at[0] == '"' && name.at[name.len - 1] == '"')
        name = text_trim((struct view){name.at + 1, name.len - 2});
    if (name.len > 0) return name;
    const char *close = memchr(open, '>', words.len - (size_t)(open - words.at));
    return close ? (struct view){open + 1, (size_t)(close - open - 1)} : words;
}

struct view mail_date(const struct document *d, struct view value)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char text[64], month[4], iso[16];
    int day, year;
    snprintf(text, sizeof text, "%.*s", (int)(value.len < 63 ? value.len : 63), value.at);
    const char *comma = strchr(text, ','), *from = comma ? comma + 1 : text;
    if (sscanf(from, "%2d %3s %4d", &day, month, &year) != 3) return (struct view){0};
    if (strlen(month) != 3) return (struct view){0};
    for (int i = 0; i < 3; i++) month[i] |= 0x20;
    const char *found = strstr(months, month);
    if (!found || (found - months) % 3 || day < 1 || day > 31) return (struct view){0};
    if (year < 100) year += year < 50 ? 2000 : 1900; /* RFC 5322 section 4.3 */
    if (year < 1970) return (struct view){0};
    int len = snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, (int)(found - months) / 3 + 1, day);
    return (struct view){arena_copy(d->arena, iso, (size_t)len), (size_t)len};
}
