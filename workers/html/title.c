/* title.c: see title.h. */
#include "workers/html/title.h"
#include "workers/html/hint.h"
#include "workers/html/weigh.h"
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

/* The - of 1-6月 or of a Latin word. */
static bool is_hyphen(struct view text, const char *at)
{
    const char *end = text.at + text.len;
    return *at == '-' && at > text.at && at + 1 < end && (unsigned char)at[-1] < 0x80 &&
           (unsigned char)at[1] < 0x80 && at[-1] != ' ' && at[1] != ' ';
}

/* The next separator from `at` on; NULL if there is none. */
static const char *next_separator(struct view text, const char *at, const char *separator)
{
    const char *end = text.at + text.len;
    while ((at = memmem(at, (size_t)(end - at), separator, strlen(separator))))
        if (is_hyphen(text, at))
            at++;
        else
            return at;
    return NULL;
}

/* text without the site's name, which stands behind the last or before the first " - ", " | ", "_"
 * …: the longer part, and of three the first if it is half of all. */
static struct view without_site(struct view text)
{
    static const char *const separators[] = {" - ", " | ", " – ", " — ", " :: ", " » ", " · ",
                                             "_",   "|",   "-",   "–",   "—",    "－",  "｜"};
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        const char *end = text.at + text.len, *last = NULL;
        const char *first = next_separator(text, text.at, separators[i]);
        for (const char *p = first; p; p = next_separator(text, p + 1, separators[i])) last = p;
        if (!first) continue;
        struct view before = {text.at, (size_t)(first - text.at)};
        struct view all_before = {text.at, (size_t)(last - text.at)};
        struct view behind = {last + strlen(separators[i]), 0};
        behind.len = (size_t)(end - behind.at);
        if (all_before.len < behind.len) return behind;
        return before.len * 2 >= text.len ? before : all_before;
    }
    return text;
}

/* How much of a title text is, in hundredths; 0 if neither contains the other. */
static uint32_t likeness(struct view text, struct view title, bool heading)
{
    enum { WHOLE_MIN = 16 }; /* bytes of a title that a longer heading may contain */
    if (contains(title, text)) return (uint32_t)(text.len * 100 / title.len);
    bool holds = heading && title.len >= WHOLE_MIN && contains(text, title);
    return holds ? (uint32_t)(title.len * 100 / text.len) : 0;
}

/* Lines at the beginning of a page may be its title though they are no heading. */
static bool may_be_title(const struct outline *o, uint32_t i)
{
    enum { LINES = 80, WEIGHT_MAX = 200 };
    const struct block *b = &o->blocks[i];
    return i < LINES && b->weighs.text <= WEIGHT_MAX && !weigh_is_linked(&b->weighs);
}

/* The block that is most like what the page is called; a heading before another line. */
static uint32_t block_of(struct outline *o, struct view called, struct view card)
{
    enum { HEADING_MORE = 25, LIKE_MIN = 35 };
    uint32_t best = UINT32_MAX, most = LIKE_MIN, headings = 0;
    for (uint32_t i = 0; i < o->block_count && headings < HEADINGS_MAX; i++) {
        const struct block *b = &o->blocks[i];
        bool heading = b->traits & E_HEADING || o->nodes[b->node].hints & HINT_TITLE;
        if (!heading && !may_be_title(o, i)) continue;
        headings += heading;
        struct view text = folded(o->arena, outline_block_text(o, b));
        if (text.len < LEAST) continue;
        uint32_t like = likeness(text, called, heading), carded = likeness(text, card, heading);
        if (carded > like) like = carded;
        if (like && heading) like += HEADING_MORE;
        if (like <= most) continue;
        best = i;
        most = like;
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

/* Where the title stands again, it is no text. */
static void mark_repeats(struct outline *o, const struct title *t)
{
    uint32_t weight = o->blocks[t->block].weighs.text;
    uint64_t fold = text_fold(t->text);
    for (uint32_t i = 0; i < o->block_count; i++) {
        struct block *b = &o->blocks[i];
        if (i == t->block || b->weighs.text != weight) continue;
        if (text_fold(outline_block_text(o, b)) == fold) b->phrase = PHRASE_LINE;
    }
}

struct title title_find(struct outline *o)
{
    struct title t = {.block = UINT32_MAX};
    struct view called = outline_text(o, o->title_first, o->title_end);
    struct view card = outline_saying(o, "og:title");
    t.block = block_of(o, folded(o->arena, called), folded(o->arena, card));
    if (t.block == UINT32_MAX && called.len == 0) t.block = only_h1(o);
    if (t.block != UINT32_MAX) {
        const struct block *b = &o->blocks[t.block];
        t.text = outline_block_text(o, b);
        t.first = b->run;
        t.end = b->run + b->runs;
        mark_repeats(o, &t);
    } else {
        t.text = text_trim(without_site(card.len ? card : called));
        bool whole = view_equal(t.text, called);
        t.first = whole ? o->title_first : 0;
        t.end = whole ? o->title_end : 0;
    }
    return t;
}
