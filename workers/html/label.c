/* label.c: see label.h. */
#include "workers/html/label.h"
#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool is_label_char(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' ||
           c == '_' || c == ':';
}

/* What stands behind `name`, blanks, =, blanks and a quote, in text; empty if that is not there. */
static struct view value_of(struct view text, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i + length < text.len; i++) {
        if (strncasecmp(text.at + i, name, length) != 0) continue;
        size_t at = i + length, start;
        while (at < text.len && text.at[at] == ' ') at++;
        if (at == text.len || text.at[at] != '=') continue;
        while (at < text.len && strchr("= \"'", text.at[at])) at++;
        for (start = at; at < text.len && is_label_char(text.at[at]);) at++;
        return (struct view){text.at + start, at - start};
    }
    return (struct view){0};
}

/* The inside of the next tag or instruction that begins with `start`, from *at on, which moves. */
static struct view next_tag(const char **at, const char *end, const char *start)
{
    size_t length = strlen(start);
    for (const char *p = *at; (p = memchr(p, '<', (size_t)(end - p))); p++) {
        if ((size_t)(end - p) < length || strncasecmp(p, start, length) != 0) continue;
        const char *close = memchr(p, '>', (size_t)(end - p));
        *at = close ? close : end;
        return (struct view){p, (size_t)(*at - p)};
    }
    *at = end;
    return (struct view){0};
}

struct view html_label(struct view bytes)
{
    size_t reach = bytes.len < LABEL_REACH ? bytes.len : LABEL_REACH;
    const char *at = bytes.at, *end = bytes.at + reach;
    if (reach == 0) return (struct view){0};
    while (at < end) {
        struct view label = value_of(next_tag(&at, end, "<meta"), "charset");
        if (label.len) return label;
    }
    at = bytes.at;
    return value_of(next_tag(&at, end, "<?xml"), "encoding");
}
