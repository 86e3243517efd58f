/* text.c: see text.h. */
#include "client/text.h"
#include "proto/fold.h"
#include "proto/utf8.h"

enum { BAD = 0xfffd }; /* U+FFFD REPLACEMENT CHARACTER */

struct range {
    uint32_t first, last;
};

/* Wide and full-width characters, in ascending order; unassigned ones between two rows of the same
 * script are counted in. */
static const struct range wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},
    {0x23f0, 0x23f0},   {0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x267f, 0x267f},   {0x2693, 0x2693},   {0x26a1, 0x26a1},
    {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},   {0x26ce, 0x26ce},
    {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
    {0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},
    {0x2728, 0x2728},   {0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},
    {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27b0, 0x27b0},   {0x27bf, 0x27bf},
    {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},   {0x2e80, 0x303e},
    {0x3041, 0x3247},   {0x3250, 0x4dbf},   {0x4e00, 0xa4c6},   {0xa960, 0xa97c},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6b},
    {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x1b2fb}, {0x1f004, 0x1f004},
    {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f200, 0x1f320},
    {0x1f32d, 0x1f335}, {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca},
    {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0}, {0x1f3f4, 0x1f3f4}, {0x1f3f8, 0x1f43e},
    {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d}, {0x1f54b, 0x1f54e},
    {0x1f550, 0x1f567}, {0x1f57a, 0x1f57a}, {0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a4},
    {0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6cc}, {0x1f6d0, 0x1f6d7},
    {0x1f6dd, 0x1f6df}, {0x1f6eb, 0x1f6ec}, {0x1f6f4, 0x1f6fc}, {0x1f7e0, 0x1f7f0},
    {0x1f90c, 0x1f93a}, {0x1f93c, 0x1f945}, {0x1f947, 0x1f9ff}, {0x1fa70, 0x1faf6},
    {0x20000, 0x3fffd},
};

/* Characters that take no cell, those of the scripts that an archive here may hold. */
static const struct range unseen[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a},   {0x064b, 0x065f},
    {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1ace},   {0x1dc0, 0x1dff},
    {0x200b, 0x200d}, {0x2060, 0x2064}, {0x20d0, 0x20f0}, {0x302a, 0x302d},   {0x3099, 0x309a},
    {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}, {0xe0100, 0xe01ef},
};

static int in_ranges(const struct range *rows, size_t count, uint32_t character)
{
    while (count > 0) {
        const struct range *middle = rows + count / 2;
        if (character >= middle->first && character <= middle->last) return 1;
        if (character > middle->last) {
            count -= count / 2 + 1;
            rows = middle + 1;
        } else {
            count /= 2;
        }
    }
    return 0;
}
#define IN(rows, character) in_ranges(rows, sizeof(rows) / sizeof *(rows), character)

/* The next character of *rest, which is moved behind it; BAD for a byte that begins none.
 * rest->len is not 0. */
static uint32_t next_character(struct view *rest)
{
    const char *end = rest->at + rest->len;
    uint32_t character = fold_read(&rest->at, end);
    rest->len = (size_t)(end - rest->at);
    return character;
}

/* Cells that one character takes: 0, 1 or 2. */
static unsigned cells_of(uint32_t character)
{
    if (character < 0x300) return 1;
    return IN(unseen, character) ? 0 : IN(wide, character) ? 2 : 1;
}

unsigned text_width(struct view text)
{
    unsigned cells = 0;
    while (text.len > 0) cells += cells_of(next_character(&text));
    return cells;
}

static void show_character(struct buf *out, uint32_t character, struct view bytes)
{
    if (character == '\t' || character == '\n' || character == '\r')
        buf_add_char(out, ' ');
    else if (character == BAD || char_is_unruly(character))
        buf_add_string(out, "\xef\xbf\xbd");
    else
        buf_add_view(out, bytes);
}

void text_show(struct buf *out, struct view text)
{
    while (text.len > 0) {
        const char *at = text.at;
        uint32_t character = next_character(&text);
        show_character(out, character, (struct view){at, (size_t)(text.at - at)});
    }
}

void text_fit(struct buf *out, struct view text, unsigned cells)
{
    if (text_width(text) <= cells) {
        text_show(out, text);
        return;
    }
    struct view rest = text, kept = {text.at, 0};
    for (unsigned used = 0; rest.len > 0; kept.len = text.len - rest.len) {
        used += cells_of(next_character(&rest));
        if (used + 1 > cells) break;
    }
    text_show(out, kept);
    if (cells > 0) buf_add_string(out, "…");
}

struct view text_clip(struct view text, size_t bytes)
{
    if (text.len <= bytes) return text;
    while (bytes > 0 && ((unsigned char)text.at[bytes] & 0xc0) == 0x80) bytes--;
    return (struct view){text.at, bytes};
}
