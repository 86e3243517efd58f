/* phrase.c: see phrase.h. */
#include "workers/html/phrase.h"
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { LINE_MAX = 160 }; /* bytes; a longer line is text, however it begins */

static const struct row {
    const char *start;
    uint8_t length, kind;
} rows[] = {
#define X(start, kind) {start, sizeof start - 1, PHRASE_##kind},
#include "workers/html/phrase.def"
#undef X
};

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static bool begins(struct view line, const struct row *row)
{
    if (row->length > line.len) return false;
    for (size_t i = 0; i < row->length; i++)
        if (lower(line.at[i]) != (unsigned char)row->start[i]) return false;
    return true;
}

/* Those of PHRASE_INSIDE stand first. The rows that begin with each byte, made on the first call.
 */
static struct {
    uint16_t rows[sizeof rows / sizeof *rows];
    uint16_t first[257];
    bool made;
} by_byte;

static void make(void)
{
    uint16_t n = 0;
    for (unsigned c = 0; c < 256; c++) {
        by_byte.first[c] = n;
        for (uint16_t i = 0; i < sizeof rows / sizeof *rows; i++)
            if ((unsigned char)rows[i].start[0] == c) by_byte.rows[n++] = i;
    }
    by_byte.first[256] = n;
    by_byte.made = true;
}

static bool holds_any(struct view line)
{
    for (; line.len > 0; line.at++, line.len--) {
        const uint16_t *row = by_byte.rows + by_byte.first[lower(*line.at)];
        const uint16_t *end = by_byte.rows + by_byte.first[lower(*line.at) + 1];
        for (; row < end && rows[*row].kind == PHRASE_INSIDE; row++)
            if (begins(line, &rows[*row])) return true;
    }
    return false;
}

/* 1.任务清单.docx: what a page has attached is named by a link, and is of its text. */
static bool names_file(struct view line)
{
    static const char *const kinds[] = {".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".pdf",
                                        ".wps", ".ofd",  ".zip", ".rar",  ".7z",  ".txt"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t length = strlen(kinds[i]);
        if (line.len <= length) continue;
        if (strncasecmp(line.at + line.len - length, kinds[i], length) == 0) return true;
    }
    return false;
}

enum phrase phrase_of(struct view line)
{
    if (!by_byte.made) make();
    if (line.len == 0 || line.len > LINE_MAX) return PHRASE_NONE;
    unsigned char c = lower(line.at[0]);
    for (uint16_t i = by_byte.first[c]; i < by_byte.first[c + 1]; i++) {
        const struct row *row = &rows[by_byte.rows[i]];
        if (row->kind == PHRASE_WHOLE && line.len > row->length + 1u) continue;
        if (begins(line, row)) return row->kind;
    }
    if (holds_any(line)) return PHRASE_INSIDE;
    return names_file(line) ? PHRASE_KEEP : PHRASE_NONE;
}
