/* title.c: see title.h. */
#include "workers/html/title.h"
#include "workers/html/hint.h"
#include "workers/text.h"
#include <string.h>

enum { LEAST = 4, HEADINGS_MAX = 64 }; /* letters of a title; headings looked at */

/* Letters, digits and Han characters of text alone, in lower case, for comparing. */
static struct view folded(struct arena *a, struct view text)
{
    char *out = arena_alloc(a, text.len + 1);
    size_t length = 0;
    const char *at = text.at, *end = at + text.len;
    while (at < end) {
        const char *from = at;
        uint32_t c = text_next(&at, end);
        if (!char_is_cjk(c) && !char_is_letter(c) && !char_is_digit(c)) continue;
        memcpy(out + length, from, (size_t)(at - from));
        if (char_is_upper(c)) out[length] |= 0x20;
        length += (size_t)(at - from);
    }
    return (struct view){out, length};
}

static bool contains(struct view text, struct view part)
{
    return part.len && memmem(text.at, text.len, part.at, part.len) != NULL;
}

/* text without what stands behind the last or before the first " - ", " | ", "_" …, if that leaves
 * the longer part. */
static struct view without_site(struct view text)
{
    static const char *const separators[] = {" - ", " | ", " – ", " — ", " :: ", " » ", " · ",
                                             "_",   "|",   "-",   "–",   "—",    "－",  "｜"};
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        size_t length = strlen(separators[i]);
        const char *at = text.at, *end = at + text.len, *last = NULL;
        const char *first = memmem(at, text.len, separators[i], length);
        if (!first) continue;
        if (length == 1 && (unsigned char)text.at[0] < 0x80 && separators[i][0] == '-') continue;
        for (const char *p = first; p;
             p = memmem(p + 1, (size_t)(end - p - 1), separators[i], length))
            last = p;
        struct view before = {at, (size_t)(first - at)}, all_before = {at, (size_t)(last - at)};
        struct view behind = {last + length, (size_t)(end - last) - length};
        if (all_before.len >= behind.len) return before.len * 2 >= text.len ? before : all_before;
        return behind;
    }
    return text;
}

/* The heading, of the first, that is in what the page is called; the longest of them. */
static uint32_t heading_of(struct outline *o, struct view called, struct view card)
{
    uint32_t best = UINT32_MAX, headings = 0;
    size_t length = 0;
    bool sure = false;
    for (uint32_t i = 0; i < o->block_count && headings < HEADINGS_MAX; i++) {
        const struct block *b = &o->blocks[i];
        const struct node *n = &o->nodes[b->node];
        bool heading = b->traits & E_HEADING || n->hints & HINT_TITLE;
        if (!heading && !(n->element->traits & E_BLOCK && b->weighs.text <= 200 && i < 80))
            continue;
        headings += heading;
        struct view text = folded(o->arena, outline_block_text(o, b));
        if (text.len < LEAST || text.len < length || (text.len == length && sure >= heading))
            continue;
        if (!contains(called, text) && !contains(card, text) &&
            !(heading && card.len >= 16 && contains(text, card)))
            continue;
        if (text.len * 5 < called.len * 2 && text.len * 5 < card.len * 2) continue;
        best = i;
        sure = heading;
        length = text.len;
    }
    return best;
}

static uint32_t only_h1(const struct outline *o)
{
    uint32_t found = UINT32_MAX;
    for (uint32_t i = 0; i < o->block_count; i++) {
        if (strcmp(o->nodes[o->blocks[i].node].element->name, "h1") != 0) continue;
        if (found != UINT32_MAX) return UINT32_MAX;
        found = i;
    }
    return found;
}

struct title title_find(struct outline *o)
{
    struct title t = {.first = o->title_first, .end = o->title_end};
    struct view called = outline_text(o, o->title_first, o->title_end);
    struct view card = outline_saying(o, "og:title");
    t.block = heading_of(o, folded(o->arena, called), folded(o->arena, card));
    if (t.block == UINT32_MAX && called.len == 0) t.block = only_h1(o);
    if (t.block != UINT32_MAX) {
        const struct block *b = &o->blocks[t.block];
        t.text = outline_block_text(o, b);
        t.first = b->run;
        t.end = b->run + b->runs;
    } else {
        t.text = text_trim(without_site(card.len ? card : called));
    }
    return t;
}
