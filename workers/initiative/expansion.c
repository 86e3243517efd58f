/* expansion.c: see expansion.h. */
#include "workers/initiative/expansion.h"
#include "workers/step.h"

enum { EXPANSION_BYTES = 400, ITEM_BYTES = 45, NOUN_CHARACTERS = 4 };

/* From `at` to the first of `enders`; empty if none is in reach. *parts: its items, parted by 、
 * or ,; behind `most` items reading ends, if it is not 0. */
static struct view read_until(const char *at, const char *end, const uint32_t *enders,
                              unsigned most, unsigned *parts)
{
    const char *first = at, *limit = end - at > EXPANSION_BYTES ? at + EXPANSION_BYTES : end;
    *parts = 1;
    while (at < limit) {
        const char *here = at;
        uint32_t c = step_next(&at, end);
        if (char_among(c, enders)) return (struct view){first, (size_t)(here - first)};
        if (c == '\n') break;
        if (!char_among(c, U"、,;")) continue;
        if (*parts == most) return (struct view){first, (size_t)(here - first)};
        ++*parts;
    }
    return (struct view){0};
}

/* (…、…), also behind a noun: “三零”创建(…). */
static struct view in_brackets(const char *at, const char *end)
{
    unsigned parts;
    for (int n = 0; n < NOUN_CHARACTERS && char_is_cjk(step_peek(at, end)); n++)
        step_next(&at, end);
    if (!step_over_any(&at, end, U"(")) return (struct view){0};
    struct view inner = read_until(at, end, U")", 0, &parts);
    return parts > 1 ? inner : (struct view){0};
}

/* How many things the name says it has: 5 of 五项规范; 0 if it does not say. */
static unsigned number_of(const struct quotation *q)
{
    const char *at = q->inner.at;
    static const uint32_t numerals[] = U"一二三四五六七八九十";
    uint32_t c = text_next(&at, q->inner.at + q->inner.len);
    if (c == U'两' || c == U'双') return 2;
    for (unsigned i = 0; numerals[i]; i++) {
        if (numerals[i] == c) return i + 1;
    }
    return 0;
}

/* ,即…。 :…。 */
static struct view behind_word(const char *at, const char *end, unsigned most)
{
    static const char *const words[] = {"即:",    "即", "就是", "是指",
                                        "指的是", ":",  "包括", "分别是"};
    unsigned parts;
    step_over_any(&at, end, U",—");
    step_over_any(&at, end, U"—");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!step_over(&at, end, words[i])) continue;
        struct view rest = read_until(at, end, U"。;", most, &parts);
        return parts > 1 ? rest : (struct view){0};
    }
    return (struct view){0};
}

/* The list of as many items as the name says that ends at `at`. Where its first item begins is not
 * marked: it is taken to be as long as the others, which must be of one length. */
static struct view list_before(const char *start, const char *at, unsigned count)
{
    const char *last = at, *limit = at - start > EXPANSION_BYTES ? at - EXPANSION_BYTES : start;
    unsigned items = 0;
    ptrdiff_t length = 0;
    if (count < 2) return (struct view){0};
    while (at > limit && items < count) {
        const char *here = at;
        uint32_t c = text_before(&at, start);
        if ((char_is_mark(c) && c != U'、') || c == '\n') break;
        if (c != U'、') continue;
        ptrdiff_t item = last - here;
        if (item == 0 || item > ITEM_BYTES || (items > 0 && item != length)) break;
        length = item;
        last = at;
        if (++items == count - 1) {
            if (last - limit < length || (last[-length] & 0xc0) == 0x80) break;
            return (struct view){last - length, 0};
        }
    }
    return (struct view){0};
}

struct view expansion_of(const char *start, const char *end, struct view text,
                         const struct quotation *q, int *weight)
{
    struct view found = in_brackets(q->behind, end);
    if (!found.len) found = in_brackets(text.at + text.len, end);
    if (!found.len && q->numerals) found = behind_word(text.at + text.len, end, number_of(q));
    if (!found.len && q->numerals) {
        found = list_before(start, q->open, number_of(q));
        if (found.at) found.len = (size_t)(q->open - found.at);
    }
    if (found.len) *weight += 1;
    return found;
}
