/* media.c: see media.h. */
#include "workers/format/media.h"
#include "workers/text.h"
#include <string.h>
#include <strings.h>

bool media_equal(struct view a, struct view b)
{
    return a.len == b.len && (a.len == 0 || strncasecmp(a.at, b.at, a.len) == 0);
}

bool media_listed(const char *list, struct view word)
{
    while (*list) {
        size_t len = strcspn(list, " ");
        if (media_equal((struct view){list, len}, word)) return word.len > 0;
        list += len + strspn(list + len, " ");
    }
    return false;
}

/* Takes what is before the next semicolon that is not in quotes off *rest. */
static struct view next_part(struct view *rest)
{
    bool quoted = false;
    size_t len = 0;
    for (; len < rest->len && (quoted || rest->at[len] != ';'); len++) {
        if (rest->at[len] == '"') quoted = !quoted;
        if (quoted && rest->at[len] == '\\' && len + 1 < rest->len) len++;
    }
    struct view part = text_trim((struct view){rest->at, len});
    size_t taken = len < rest->len ? len + 1 : len;
    *rest = (struct view){rest->at + taken, rest->len - taken};
    return part;
}

struct view media_name(struct view type)
{
    return next_part(&type);
}

static struct view unquote(struct view value)
{
    if (value.len < 2 || value.at[0] != '"' || value.at[value.len - 1] != '"') return value;
    return (struct view){value.at + 1, value.len - 2};
}

struct view media_parameter(struct view type, const char *name)
{
    next_part(&type);
    while (type.len > 0) {
        struct view part = next_part(&type);
        const char *equals = memchr(part.at, '=', part.len);
        if (!equals) continue;
        struct view key = text_trim((struct view){part.at, (size_t)(equals - part.at)});
        size_t left = part.len - (size_t)(equals + 1 - part.at);
        if (media_equal(key, view_of(name)))
            return unquote(text_trim((struct view){equals + 1, left}));
    }
    return (struct view){0};
}
