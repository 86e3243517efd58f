/* markdown.c: see readers.h. */
#include "workers/file.h"
#include "workers/format/media.h"
#include "workers/format/plain.h"
#include "workers/format/readers.h"
#include "workers/text.h"
#include <string.h>

enum { FRONT_LINES = 200 };

static struct view without_quotes(struct view value)
{
    bool quoted = value.len >= 2 && (value.at[0] == '"' || value.at[0] == '\'') &&
                  value.at[value.len - 1] == value.at[0];
    return quoted ? (struct view){value.at + 1, value.len - 2} : value;
}

/* key: value, or key = "value"; what is nested or a list is left out. */
static void add_field(struct document *d, struct view line, char mark)
{
    const char *at = memchr(line.at, mark, line.len);
    if (!at || char_is_blank((unsigned char)line.at[0]) || line.at[0] == '#') return;
    struct view key = text_trim((struct view){line.at, (size_t)(at - line.at)});
    struct view value = {at + 1, line.len - (size_t)(at + 1 - line.at)};
    if (key.len == 0) return;
    metadata_add(d->arena, &d->metadata, arena_copy(d->arena, key.at, key.len),
                 without_quotes(text_trim(value)));
}

/* Only what is closed by the line that opened it is front matter. */
static void read_front(struct document *d)
{
    struct view rest = d->canonical, line, fields;
    if (rest.len >= 3 && memcmp(rest.at, "\xef\xbb\xbf", 3) == 0) rest.at += 3, rest.len -= 3;
    if (!file_line(&rest, &line)) return;
    struct view fence = text_trim(line);
    bool yaml = view_equal(fence, view_of("---"));
    if (!yaml && !view_equal(fence, view_of("+++"))) return;
    fields = rest;
    for (int i = 0; i < FRONT_LINES && file_line(&rest, &line); i++) {
        if (!view_equal(text_trim(line), fence)) continue;
        while (file_line(&fields, &line) && !view_equal(text_trim(line), fence))
            if (line.len) add_field(d, line, yaml ? ':' : '=');
        return;
    }
}

enum stage_verdict markdown_read(struct document *d, const struct resources *shared,
                                 const struct budget *budget, unsigned *reason, struct err *err)
{
    struct view label = media_parameter(d->declared, "charset");
    enum stage_verdict verdict = plain_decode(d, label, budget, reason, err);
    if (verdict == STAGE_GO_ON) read_front(d);
    return verdict;
}
