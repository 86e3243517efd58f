/* subtitles.c: see readers.h: SubRip and WebVTT (https://www.w3.org/TR/webvtt1/). */
#include "workers/file.h"
#include "workers/format/media.h"
#include "workers/format/plain.h"
#include "workers/format/readers.h"
#include "workers/pieces.h"
#include "workers/text.h"
#include <string.h>

static bool is_number(struct view line)
{
    for (size_t i = 0; i < line.len; i++)
        if (!char_is_digit((unsigned char)line.at[i])) return false;
    return true;
}

/* 00:00:01,000 --> 00:00:04,000 */
static bool is_time(struct view line)
{
    return memmem(line.at, line.len, "-->", 3) && char_is_digit((unsigned char)*line.at);
}

/* A number only counts where a time or nothing follows it. */
static bool is_counter(struct view line, struct view rest)
{
    struct view next;
    return is_number(line) && (!file_line(&rest, &next) || next.len == 0 || is_time(next));
}

static void copy_lines(struct pieces *p, struct view text)
{
    struct view line;
    bool first = true;
    while (file_line(&text, &line)) {
        bool header = first && memmem(line.at, line.len, "WEBVTT", 6);
        struct view words = text_trim(line);
        first = false;
        if (words.len == 0 || header || is_time(words) || is_counter(words, text)) continue;
        pieces_copy(p, words.at, words.len);
        pieces_put(p, view_of("\n"), words.at + words.len, 0);
    }
}

enum stage_verdict subtitles_read(struct document *d, const struct resources *shared,
                                  const struct budget *budget, unsigned *reason, struct err *err)
{
    struct pieces pieces;
    struct view label = media_parameter(d->declared, "charset");
    enum stage_verdict verdict = plain_decode(d, label, budget, reason, err);
    if (verdict != STAGE_GO_ON) return verdict;
    pieces_open(&pieces, d->arena, d->canonical, d->origin);
    copy_lines(&pieces, d->canonical);
    d->canonical = pieces_text(&pieces);
    d->origin = pieces_origin(&pieces);
    if (!text_is_blank(d->canonical)) return STAGE_GO_ON;
    return format_refuse(reason, REASON_EMPTY, err, "subtitles without words");
}
