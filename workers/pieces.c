/* pieces.c: see pieces.h.
 *
 * A piece in the codes: its length * 2, and 1 if it is no copy; how far behind the end of the last
 * piece's source it begins (zigzag: 0, -1, 1, -2 … are 0, 1, 2, 3 …); if it is no copy, its span.
 */
#include "workers/pieces.h"
#include "proto/leb.h"
#include <assert.h>
#include <string.h>

enum { CODE_MAX = 3 * LEB_MOST }; /* three numbers */

struct piece_origin {
    struct origin origin;
    const struct piece_mark *marks;
    const uint8_t *codes;
    uint32_t count, code_length;
};

/* Room for `more` behind `length` in *at, which doubles; what it leaves behind goes with the arena.
 */
static void *grow(struct arena *a, void *at, size_t length, size_t *room, size_t more, size_t first)
{
    if (length + more <= *room) return at;
    *room = *room * 2 > length + more ? *room * 2 : length + more + first;
    char *grown = arena_alloc(a, *room);
    if (length) memcpy(grown, at, length);
    return grown;
}

void pieces_open(struct pieces *p, struct arena *a, struct view source, const struct origin *below)
{
    *p = (struct pieces){.arena = a, .source = source, .below = below};
}

static uint32_t zigzag(uint32_t from, uint32_t to)
{
    return to >= from ? (to - from) << 1 : ((from - to) << 1) - 1;
}

static uint32_t zigzag_from(uint32_t from, uint32_t code)
{
    return code & 1 ? from - (code >> 1) - 1 : from + (code >> 1);
}

static void put_mark(struct pieces *p)
{
    size_t length = p->count / PIECES_A_MARK * sizeof *p->marks;
    p->marks =
        grow(p->arena, p->marks, length, &p->mark_room, sizeof *p->marks, p->source.len / 64);
    p->marks[p->count / PIECES_A_MARK] =
        (struct piece_mark){p->last.text, p->source_end, (uint32_t)p->code_length};
}

/* Writes down the last piece. */
static void settle(struct pieces *p)
{
    if (p->last.length == 0) return;
    if (p->count % PIECES_A_MARK == 0) put_mark(p);
    p->codes =
        grow(p->arena, p->codes, p->code_length, &p->code_room, CODE_MAX, p->source.len / 16);
    unsigned char *at = p->codes + p->code_length;
    at = leb_put(at, p->last.length << 1 | !p->last.copied);
    at = leb_put(at, zigzag(p->source_end, p->last.source));
    if (!p->last.copied) at = leb_put(at, p->last.span);
    p->code_length = (size_t)(at - p->codes);
    p->source_end = p->last.source + p->last.span;
    p->last.length = 0;
    p->count++;
}

static void add_text(struct pieces *p, const char *bytes, size_t length)
{
    p->text = grow(p->arena, p->text, p->text_length, &p->text_room, length, p->source.len / 4);
    memcpy(p->text + p->text_length, bytes, length);
    p->text_length += length;
}

static void add(struct pieces *p, struct view text, const char *from, size_t span, bool copied)
{
    settle(p);
    p->last = (struct piece){(uint32_t)p->text_length, (uint32_t)text.len,
                             (uint32_t)(from - p->source.at), (uint32_t)span, copied};
    add_text(p, text.at, text.len);
}

void pieces_copy(struct pieces *p, const char *from, size_t length)
{
    struct piece *last = &p->last;
    if (length == 0) return;
    if (!last->length || !last->copied || p->source.at + last->source + last->span != from) {
        add(p, (struct view){from, length}, from, length, true);
        return;
    }
    last->length += (uint32_t)length;
    last->span += (uint32_t)length;
    add_text(p, from, length);
}

void pieces_put(struct pieces *p, struct view text, const char *from, size_t length)
{
    if (text.len) add(p, text, from, length, false);
}

struct view pieces_text(const struct pieces *p)
{
    return (struct view){p->text, p->text_length};
}

static uint32_t take_number(const unsigned char **at, const unsigned char *end)
{
    uint64_t n = 0;
    bool whole = leb_get(at, end, &n);
    assert(whole);
    (void)whole;
    return (uint32_t)n;
}

/* The last mark at or before a place of the text. */
static uint32_t mark_before(const struct piece_origin *o, uint32_t place)
{
    uint32_t low = 0, high = (o->count + PIECES_A_MARK - 1) / PIECES_A_MARK;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (o->marks[middle].text <= place)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The piece that a place of the text lies in. */
static struct piece piece_at(const struct piece_origin *o, uint32_t place)
{
    const struct piece_mark *mark = &o->marks[mark_before(o, place)];
    const uint8_t *at = o->codes + mark->code, *end = o->codes + o->code_length;
    uint32_t source_end = mark->source;
    struct piece piece = {.text = mark->text};
    do {
        piece.text += piece.length;
        uint32_t length = take_number(&at, end);
        piece.length = length >> 1;
        piece.copied = !(length & 1);
        piece.source = zigzag_from(source_end, take_number(&at, end));
        piece.span = piece.copied ? piece.length : take_number(&at, end);
        source_end = piece.source + piece.span;
    } while (at < end && piece.text + piece.length <= place);
    return piece;
}

/* Pieces may come from anywhere: the stretch holds the source of the first and of the last. */
static struct span find(const struct origin *origin, uint32_t start, uint32_t end)
{
    const struct piece_origin *o = (const struct piece_origin *)origin;
    if (o->count == 0) return (struct span){0};
    struct piece first = piece_at(o, start), last = piece_at(o, end > start ? end - 1 : end);
    uint32_t from = first.copied ? first.source + (start - first.text) : first.source;
    uint32_t to = last.copied ? last.source + (end - last.text) : last.source + last.span;
    uint32_t first_end = first.source + first.span;
    if (from <= to) return (struct span){from, to};
    return (struct span){last.source, first_end};
}

const struct origin *pieces_origin(struct pieces *p)
{
    settle(p);
    struct piece_origin *o = arena_alloc(p->arena, sizeof *o);
    *o = (struct piece_origin){
        {find, p->below}, p->marks, p->codes, p->count, (uint32_t)p->code_length};
    return &o->origin;
}
