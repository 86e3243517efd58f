/* pdf_layout.c: see pdf_layout.h. */
#include "workers/format/pdf_layout.h"
#include "workers/text.h"
#include <stdlib.h>
#include <string.h>

enum {
    DEPTH_MAX = 8,  /* columns within columns */
    SIDE_MIN = 4,   /* lines of a column */
    CROSS_SHARE = 4 /* at most one line in so many crosses columns */
};
/* Of the width of a column that most of its lines fill, if it is text and not cells of a table. */
#define FILLED 0.6f

struct column_work {
    struct pdf_line *lines; /* of one page */
    struct pdf_line *spare; /* room for as many */
    float *edges;           /* room for twice as many */
    uint32_t columns;       /* numbers given so far */
};

static int by_number(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static int by_top(const void *a, const void *b)
{
    const struct pdf_line *x = a, *y = b;
    if (x->top != y->top) return x->top < y->top ? -1 : 1;
    return (x->left > y->left) - (x->left < y->left);
}

static float height_of(const struct pdf_line *line)
{
    return line->bottom - line->top;
}

/* Where to cut */

struct cut {
    float x;
    uint32_t crossing;
    float gap;
};

/* The x with the fewest lines over it; of these the middle of the widest gap. Left edges are
 * counted in, right edges out, while x goes from left to right. */
static struct cut find_cut(const struct column_work *w, uint32_t first, uint32_t end)
{
    uint32_t n = end - first, in = 0, out = 0;
    float *lefts = w->edges, *rights = w->edges + n;
    for (uint32_t i = 0; i < n; i++) {
        lefts[i] = w->lines[first + i].left;
        rights[i] = w->lines[first + i].right;
    }
    qsort(lefts, n, sizeof *lefts, by_number);
    qsort(rights, n, sizeof *rights, by_number);
    float from = lefts[0], width = rights[n - 1] - from;
    struct cut best = {.crossing = UINT32_MAX};
    while (out < n) {
        bool enters = in < n && lefts[in] < rights[out];
        float x = enters ? lefts[in] : rights[out];
        enters ? in++ : out++;
        if (out == n) break;
        float next = in < n && lefts[in] < rights[out] ? lefts[in] : rights[out];
        float middle = (x + next) / 2, gap = next - x;
        if (middle < from + width / 8 || middle > from + width * 7 / 8) continue;
        if (in < out) continue; /* a line without width */
        if (in - out > best.crossing || (in - out == best.crossing && gap <= best.gap)) continue;
        best = (struct cut){middle, in - out, gap};
    }
    return best;
}

/* Whether the lines between two edges are text that fills a column. */
static bool is_text(const struct column_work *w, uint32_t first, uint32_t end, float from, float to)
{
    uint32_t count = 0, filled = 0;
    float left = to, right = from;
    for (uint32_t i = first; i < end; i++) {
        const struct pdf_line *line = &w->lines[i];
        if (line->left < from || line->right > to) continue;
        if (line->left < left) left = line->left;
        if (line->right > right) right = line->right;
        count++;
    }
    for (uint32_t i = first; i < end; i++) {
        const struct pdf_line *line = &w->lines[i];
        if (line->left < from || line->right > to) continue;
        filled += line->right - line->left >= FILLED * (right - left);
    }
    return count >= SIDE_MIN && filled * 2 > count && right - left > 0;
}

static bool can_cut(const struct column_work *w, uint32_t first, uint32_t end, struct cut *cut)
{
    const float far = 1e9f;
    if (end - first < 2 * SIDE_MIN) return false;
    *cut = find_cut(w, first, end);
    return cut->crossing <= (end - first) / CROSS_SHARE && is_text(w, first, end, -far, cut->x) &&
           is_text(w, first, end, cut->x, far);
}

/* Reading */

static int by_left(const void *a, const void *b)
{
    const struct pdf_line *x = a, *y = b;
    return (x->left > y->left) - (x->left < y->left);
}

/* Puts what stands at one height, as cells of a table do, in order from left to right. */
static void read_rows(struct column_work *w, uint32_t first, uint32_t end)
{
    for (uint32_t from = first, to; from < end; from = to) {
        const struct pdf_line *row = &w->lines[from];
        float middle = (row->top + row->bottom) / 2;
        for (to = from + 1; to < end && w->lines[to].top < middle;) to++;
        qsort(w->lines + from, to - from, sizeof *w->lines, by_left);
        for (uint32_t i = from; i < to; i++) w->lines[i].cell = to - from > 1;
    }
}

/* An edge of a column that one line in ten may stick out of: the n-th part from below or above. */
static float edge_of(struct column_work *w, uint32_t first, uint32_t end, bool right)
{
    enum { OUTSIDE = 10 };
    uint32_t n = end - first;
    for (uint32_t i = 0; i < n; i++)
        w->edges[i] = right ? w->lines[first + i].right : w->lines[first + i].left;
    qsort(w->edges, n, sizeof *w->edges, by_number);
    return w->edges[right ? n - 1 - n / OUTSIDE : n / OUTSIDE];
}

/* A column from top to bottom. */
static void read_column(struct column_work *w, uint32_t first, uint32_t end)
{
    float left = edge_of(w, first, end, false), right = edge_of(w, first, end, true);
    qsort(w->lines + first, end - first, sizeof *w->lines, by_top);
    read_rows(w, first, end);
    for (uint32_t i = first; i < end; i++) {
        struct pdf_line *line = &w->lines[i];
        line->column = w->columns;
        line->room = right - line->right;
        line->indented = line->left > left + 0.9f * height_of(line);
    }
    w->columns++;
}

static void read_lines(struct column_work *w, uint32_t first, uint32_t end, unsigned depth);

/* Lines left of x before those right of it, each kept in its order. Returns where these begin. */
static uint32_t part(struct column_work *w, uint32_t first, uint32_t end, float x)
{
    uint32_t left = first, right = 0;
    for (uint32_t i = first; i < end; i++) {
        if (w->lines[i].right <= x)
            w->lines[left++] = w->lines[i];
        else
            w->spare[right++] = w->lines[i];
    }
    memcpy(w->lines + left, w->spare, right * sizeof *w->spare);
    return left;
}

static void read_band(struct column_work *w, uint32_t first, uint32_t end, float x, unsigned depth)
{
    if (first == end) return;
    uint32_t middle = part(w, first, end, x);
    read_lines(w, first, middle, depth + 1);
    read_lines(w, middle, end, depth + 1);
}

/* Bands of columns between lines that cross the cut. */
static void read_bands(struct column_work *w, uint32_t first, uint32_t end, float x, unsigned depth)
{
    qsort(w->lines + first, end - first, sizeof *w->lines, by_top);
    for (uint32_t i = first, from = first; i <= end; i++) {
        bool crosses = i < end && w->lines[i].left < x && w->lines[i].right > x;
        if (i < end && !crosses) continue;
        read_band(w, from, i, x, depth);
        if (i < end) read_column(w, i, i + 1);
        from = i + 1;
    }
}

static void read_lines(struct column_work *w, uint32_t first, uint32_t end, unsigned depth)
{
    struct cut cut;
    if (first == end) return;
    if (depth < DEPTH_MAX && can_cut(w, first, end, &cut))
        read_bands(w, first, end, cut.x, depth);
    else
        read_column(w, first, end);
}

static uint32_t page_end(const struct pdf_lines *lines, uint32_t first)
{
    uint32_t end = first;
    while (end < lines->count && lines->at[end].page == lines->at[first].page) end++;
    return end;
}

void pdf_layout_order(struct arena *a, struct pdf_lines *lines)
{
    uint32_t columns = 0;
    struct pdf_line *spare = arena_alloc(a, lines->count * sizeof *spare);
    float *edges = arena_alloc(a, 2 * lines->count * sizeof *edges);
    for (uint32_t first = 0, end; first < lines->count; first = end) {
        end = page_end(lines, first);
        struct column_work w = {lines->at + first, spare, edges, columns};
        read_lines(&w, 0, end - first, 0);
        columns = w.columns;
    }
}

/* Furniture */

enum { EDGE_LINES = 2, FOLIO_DIGITS = 5 };

struct edge {
    uint64_t hash; /* of the text, digits all the same; 0: nothing but a page number */
    struct pdf_line *line;
};

/* - 3 -: a number among marks. */
static bool is_folio(struct view text)
{
    size_t digits = 0;
    const char *at = text.at, *end = text.at + text.len;
    while (at < end) {
        uint32_t c = text_next(&at, end);
        if (char_is_digit(c))
            digits++;
        else if (!char_is_blank(c) && (!char_is_mark(c) || c == '%'))
            return false;
    }
    return digits > 0 && digits < FOLIO_DIGITS && text_length(text) < 2 * FOLIO_DIGITS;
}

/* FNV-1a over code points (text.c), with 0 for each run of digits. */
static uint64_t hash_of(struct view text, bool top)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) + top;
    bool digits = false;
    const char *at = text.at, *end = text.at + text.len;
    while (at < end) {
        uint32_t c = text_next(&at, end);
        bool is_digit = char_is_digit(c);
        if (char_is_blank(c) || (is_digit && digits)) continue;
        digits = is_digit;
        hash = (hash ^ (is_digit ? '0' : c)) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static int by_hash(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return (x->line->page > y->line->page) - (x->line->page < y->line->page);
}

/* The outermost lines of a page, which is in order of height. */
static uint32_t take_edges(struct pdf_line *lines, uint32_t count, struct edge *edges)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool top = i < EDGE_LINES;
        if (!top && i + EDGE_LINES < count) continue;
        if (i == 0 || i + 1 == count) lines[i].furniture = is_folio(lines[i].text);
        edges[n++] = (struct edge){hash_of(lines[i].text, top), &lines[i]};
    }
    return n;
}

void pdf_furniture_mark(struct arena *a, struct pdf_lines *lines)
{
    enum { REPEATED = 3 };
    uint32_t count = 0, least = lines->pages < REPEATED ? lines->pages : REPEATED;
    struct edge *edges = arena_alloc(a, lines->count * sizeof *edges);
    for (uint32_t first = 0, end; first < lines->count; first = end) {
        end = page_end(lines, first);
        qsort(lines->at + first, end - first, sizeof *lines->at, by_top);
        count += take_edges(lines->at + first, end - first, edges + count);
    }
    if (count == 0 || lines->pages < 2) return;
    qsort(edges, count, sizeof *edges, by_hash);
    for (uint32_t first = 0, end; first < count; first = end) {
        for (end = first; end < count && edges[end].hash == edges[first].hash;) end++;
        for (uint32_t i = first; end - first >= least && i < end; i++)
            edges[i].line->furniture = true;
    }
}
