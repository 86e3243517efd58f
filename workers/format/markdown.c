/* markdown.c: see readers.h. */
#include "workers/file.h"
#include "workers/format/media.h"
#include "workers/format/plain.h"
#include "workers/format/readers.h"
#include "workers/pieces.h"
#include "workers/text.h"
#include <string.h>

enum { FRONT_LINES = 200, KEY_MAX = 64 };

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

static void add_fields(struct document *d, struct view lines, char mark)
{
    struct view line;
    while (file_line(&lines, &line))
        if (line.len) add_field(d, line, mark);
}

/* A line of front matter: a field, a part of a list or a table, a remark. What stands between two
 * rules (---) may be text, too. */
static bool is_front(struct view line, char mark)
{
    if (line.len == 0 || strchr(" \t-#[]{}", line.at[0])) return true;
    const char *at = memchr(line.at, mark, line.len);
    return at && at - line.at <= KEY_MAX;
}

/* Takes the front matter off *text. Only what is closed by the line that opened it is one. */
static void take_front(struct document *d, struct view *text)
{
    struct view rest = *text, line;
    if (rest.len >= 3 && memcmp(rest.at, "\xef\xbb\xbf", 3) == 0) rest.at += 3, rest.len -= 3;
    if (!file_line(&rest, &line)) return;
    struct view fence = text_trim(line);
    char mark = view_equal(fence, view_of("---")) ? ':' : '=';
    if (mark == '=' && !view_equal(fence, view_of("+++"))) return;
    const char *first = rest.at;
    for (int i = 0; i < FRONT_LINES && file_line(&rest, &line); i++) {
        if (view_equal(text_trim(line), fence)) {
            add_fields(d, (struct view){first, (size_t)(line.at - first)}, mark);
            *text = rest;
            return;
        }
        if (!is_front(line, mark)) return;
    }
}

/* What stands behind the front matter is the text. */
static void leave_front(struct document *d, struct view text)
{
    struct pieces pieces;
    pieces_open(&pieces, d->arena, d->canonical, d->origin);
    pieces_copy(&pieces, text.at, text.len);
    d->canonical = pieces_text(&pieces);
    d->origin = pieces_origin(&pieces);
}

enum stage_verdict markdown_read(struct document *d, const struct resources *shared,
                                 const struct budget *budget, unsigned *reason, struct err *err)
{
    struct view label = media_parameter(d->declared, "charset");
    enum stage_verdict verdict = plain_decode(d, label, budget, reason, err);
    if (verdict != STAGE_GO_ON) return verdict;
    struct view text = d->canonical;
    take_front(d, &text);
    if (text.len == d->canonical.len) return STAGE_GO_ON;
    if (text_is_blank(text)) return format_refuse(reason, REASON_EMPTY, err, "front matter alone");
    leave_front(d, text);
    return STAGE_GO_ON;
}
