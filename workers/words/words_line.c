/* words_line.c: see words_line.h. */
#include "workers/words/words_line.h"
#include "proto/fold.h"
#include "workers/text.h"
#include "workers/words/solid.h"
#include "workers/words/words_model.h"
#include <stdlib.h>
#include <string.h>

static void make_room(struct words_line *l, uint32_t more)
{
    if (l->room >= more) return;
    l->room = more;
    l->symbol = xrealloc(l->symbol, (more + 2 * LINE_PAD) * sizeof *l->symbol);
    l->place = xrealloc(l->place, more + 1);
    l->offset = xrealloc(l->offset, (more + 1) * sizeof *l->offset);
    l->score = xrealloc(l->score, (more + 8) * sizeof *l->score);
    l->cost = xrealloc(l->cost, (more + 9) * sizeof *l->cost);
    l->back = xrealloc(l->back, more + 9);
    l->shape = xrealloc(l->shape, more + 9);
}

void words_line_free(struct words_line *l)
{
    free(l->symbol);
    free(l->place);
    free(l->offset);
    free(l->score);
    free(l->cost);
    free(l->back);
    free(l->shape);
    memset(l, 0, sizeof *l);
}

/* The symbol of a character that is not part of a solid piece. */
static uint16_t symbol_of(uint32_t c)
{
    if (char_is_blank(c)) return SYMBOL_BLANK;
    c = char_narrow(c);
    if (c == 0x2022 || c == 0x2027 || c == 0x30FB || c == 0xFF65) c = 0xB7;
    if (c == 0x25CB) c = 0x3007; /* the circle that newspapers print for 〇 */
    c = fold_char(c);
    return c < MODEL_SYMBOLS && !(c >= 0xD800 && c < 0xF900) ? (uint16_t)c : SYMBOL_OTHER;
}

/* The length of the next symbol's text, and the symbol. */
static size_t next_symbol(struct view text, uint16_t *symbol)
{
    unsigned char first = (unsigned char)text.at[0];
    if (first >= 0xE4 && first <= 0xE9 && text.len >= 3) { /* the bulk: U+4000 to U+9FFF */
        uint32_t c = (first & 0x0fu) << 12 | (text.at[1] & 0x3fu) << 6 | (text.at[2] & 0x3fu);
        uint32_t folded = fold_char(c);
        *symbol = (uint16_t)(folded < MODEL_SYMBOLS ? folded : c);
        return 3;
    }
    size_t solid = solid_length(text);
    if (solid) {
        *symbol = SYMBOL_SOLID;
        return solid;
    }
    const char *p = text.at;
    *symbol = symbol_of(text_next(&p, text.at + text.len));
    return (size_t)(p - text.at);
}

/* Whether words never reach across this symbol's edges. */
static bool stands_alone(uint16_t symbol)
{
    return symbol >= SYMBOL_EDGE ? symbol <= SYMBOL_BLANK
                                 : symbol < 0x3400 && symbol != 0x3007 && symbol != 0x3005;
}

static bool is_han(uint16_t symbol)
{
    return symbol >= 0x3400 && symbol < SYMBOL_EDGE;
}

/* Marks that are one word although each stands alone: the halves of …… and ——, and the point inside
 * a foreign name, 约翰·史密斯. The symbol before place p is the last so far. */
static void join_marks(struct words_line *l, uint32_t p)
{
    const uint16_t *s = l->symbol + LINE_PAD + p;
    if ((s[0] == 0x2026 || s[0] == 0x2014) && s[-1] == s[0]) l->place[p] = PLACE_JOIN;
    if (p > 1 && s[-1] == 0xB7 && is_han(s[-2]) && is_han(s[0]))
        l->place[p] = l->place[p - 1] = PLACE_JOIN;
}

/* The last place in the second half that is known to be cut; n if there is none. */
static uint32_t last_cut(const struct words_line *l, uint32_t n)
{
    for (uint32_t p = n - 1; p > n / 2; p--)
        if (l->place[p] == PLACE_CUT) return p;
    return n;
}

size_t words_line_fill(struct words_line *l, struct view text, uint32_t most)
{
    uint32_t n = 0;
    size_t at = 0;
    bool cut = true;
    make_room(l, most);
    while (at < text.len && n < most) {
        uint16_t symbol;
        size_t len = next_symbol((struct view){text.at + at, text.len - at}, &symbol);
        bool alone = stands_alone(symbol);
        l->symbol[LINE_PAD + n] = symbol;
        l->offset[n] = (uint32_t)at;
        l->place[n] = cut || alone ? PLACE_CUT : PLACE_OPEN;
        if (n > 0) join_marks(l, n);
        cut = alone;
        at += len;
        n++;
    }
    l->offset[n] = (uint32_t)at;
    if (at < text.len) n = last_cut(l, n);
    l->place[n] = PLACE_CUT;
    l->count = n;
    for (int i = 0; i < LINE_PAD; i++)
        l->symbol[i] = l->symbol[LINE_PAD + n + (uint32_t)i] = SYMBOL_EDGE;
    return l->offset[n];
}
