/* part.c: see part.h. */
#include "proto/part.h"
#include "proto/fold.h"
#include "proto/leb.h"
#include "proto/part_records.h"
#include "proto/utf8.h"
#include <string.h>

enum { VERSION = 1, POINTS_MOST = 1 << 30 };

uint64_t part_points(const struct part_article *a)
{
    uint64_t points = 0;
    for (int z = 0; z < ZONES; z++) points += (uint64_t)a->length[z] + 1;
    return points;
}

uint32_t part_point(const char **at, const char *end)
{
    if ((unsigned char)**at != PART_SEPARATOR_BYTE) return fold_read(at, end);
    *at += 1;
    return PART_SEPARATOR;
}

/* ---- Reading ---- */

static struct view take_bytes(struct view *v, uint64_t len)
{
    struct view taken = {v->at, (size_t)len};
    v->at += len;
    v->len -= (size_t)len;
    return taken;
}

static bool take_row(struct index_part *p, struct part_article *a)
{
    uint64_t index, date, bytes;
    if (!leb_take(&p->rows, UINT32_MAX, &index) || !leb_take(&p->rows, UINT32_MAX, &date) ||
        !leb_take(&p->rows, p->text.len, &bytes))
        return false;
    a->index = (uint32_t)index;
    a->date = (uint32_t)date;
    for (int z = 0; z < ZONES; z++) {
        uint64_t length;
        if (!leb_take(&p->rows, z == ZONE_TEXT ? POINTS_MOST : PART_ZONE_MOST, &length))
            return false;
        a->length[z] = (uint32_t)length;
    }
    a->text = take_bytes(&p->text, bytes);
    uint64_t bits = (part_points(a) + 7) / 8;
    if (p->boundaries.len > 0 && p->boundaries.len < bits) return false;
    a->boundaries = take_bytes(&p->boundaries, p->boundaries.len > 0 ? bits : 0);
    return true;
}

/* Whether the text has the points announced, with a separator behind each zone. */
static bool has_zones(const struct part_article *a)
{
    const char *at = a->text.at, *end = at + a->text.len;
    for (int z = 0; z < ZONES; z++) {
        for (uint32_t i = 0; i < a->length[z]; i++) {
            if (at == end) return false;
            part_point(&at, end);
        }
        if (at == end || part_point(&at, end) != PART_SEPARATOR) return false;
    }
    return at == end;
}

static int read_rows(struct index_part p, uint64_t *points, struct err *err)
{
    bool marked = p.boundaries.len > 0;
    uint64_t next = 0;
    *points = 0;
    for (uint32_t left = p.articles; left > 0; left--) {
        struct part_article a;
        if (!take_row(&p, &a) || a.index < next || (marked && a.boundaries.len == 0) ||
            !has_zones(&a))
            return fail(err, ERR_MALFORMED, "article %u of the part does not add up",
                        p.articles - left);
        next = (uint64_t)a.index + 1;
        *points += part_points(&a);
    }
    if (p.rows.len + p.text.len + p.boundaries.len > 0 || *points > POINTS_MOST)
        return fail(err, ERR_MALFORMED, "the part is longer than its articles");
    return 0;
}

int part_open(struct view bytes, struct index_part *out, struct err *err)
{
    uint64_t version, articles, text, boundaries, records;
    *out = (struct index_part){.bytes = bytes};
    if (!leb_take(&bytes, VERSION, &version) || version != VERSION ||
        !leb_take(&bytes, UINT32_MAX, &articles) || !leb_take(&bytes, bytes.len, &text) ||
        !leb_take(&bytes, bytes.len, &boundaries) || !leb_take(&bytes, bytes.len, &records))
        return fail(err, ERR_MALFORMED, "a part of the index begins with other numbers");
    if (text > bytes.len || boundaries > bytes.len - text ||
        records > bytes.len - text - boundaries)
        return fail(err, ERR_MALFORMED, "a part of the index is shorter than it says");
    out->articles = (uint32_t)articles;
    out->rows = take_bytes(&bytes, bytes.len - text - boundaries - records);
    out->text = take_bytes(&bytes, text);
    out->boundaries = take_bytes(&bytes, boundaries);
    out->records = bytes;
    return 0;
}

int part_read(struct view bytes, struct index_part *out, struct err *err)
{
    if (part_open(bytes, out, err) != 0) return -1;
    if (read_rows(*out, &out->points, err) != 0) return -1;
    return part_records_check(out->records, out->articles, err);
}

bool part_next(struct index_part *p, struct part_article *out)
{
    if (p->articles == 0 || !take_row(p, out)) return false;
    p->articles--;
    return true;
}

/* ---- Places ---- */

bool part_next_span(struct part_places *p)
{
    while (p->left > 0) {
        p->left--;
        unpack_span(&p->spans, &p->start, &p->end);
        if (p->end > p->canonical.len) p->end = p->canonical.len;
        if (p->start < p->end) return true;
    }
    return false;
}

static void walk_to(struct part_places *p, uint64_t byte)
{
    const char *at = p->canonical.at + p->byte, *end = p->canonical.at + p->end;
    while (at < end && at < p->canonical.at + byte) {
        fold_read(&at, end);
        p->point++;
    }
    p->byte = (uint64_t)(at - p->canonical.at);
}

bool part_place(struct part_places *p, uint64_t byte, uint32_t *point)
{
    while (byte < p->start || byte >= p->end || byte < p->byte) {
        bool first = p->end == 0;
        walk_to(p, p->end);
        if (!part_next_span(p)) return false;
        p->byte = p->start;
        p->point += first ? 0 : 1; /* the separator */
    }
    walk_to(p, byte);
    *point = p->point;
    return true;
}

/* ---- Making ---- */

struct maker {
    struct view canonical;
    part_cutter *cut;
    void *context;
    uint64_t budget; /* bytes of text that may still be added: spans should not overlap */
    struct buf rows, text, boundaries, records;
    struct buf bits, before; /* bits: a byte a point of the article at hand */
};

static void mark(struct maker *m)
{
    if (m->cut) buf_add_char(&m->bits, 1);
}

static void add_separator(struct maker *m)
{
    buf_add_char(&m->text, (char)PART_SEPARATOR_BYTE);
    mark(m);
}

static void add_bits(struct maker *m, struct view text)
{
    const char *at = text.at, *end = text.at + text.len;
    m->before.len = 0;
    buf_reserve(&m->before, text.len + 1);
    memset(m->before.at, 0, text.len + 1);
    m->cut(m->context, text, m->before.at);
    buf_reserve(&m->bits, text.len);
    for (bool first = true; at < end; first = false) {
        const char *bit = m->before.at + (at - text.at);
        m->bits.at[m->bits.len++] = (char)(first || *bit);
        fold_read(&at, end);
    }
}

/* The beginning of a name or title that is too long. */
static struct view cut_to(struct view text, size_t most)
{
    if (text.len <= most) return text;
    return (struct view){text.at, utf8_prefix((struct view){text.at, most})};
}

/* Returns how many points the text has. */
static uint32_t add_text(struct maker *m, struct view text)
{
    if (text.len == 0 || text.len > m->budget) return 0;
    m->budget -= text.len;
    if (m->cut) add_bits(m, text);
    return (uint32_t)fold_text(text, &m->text);
}

static uint32_t add_spans(struct maker *m, struct part_places places)
{
    uint32_t points = 0;
    for (bool first = true; part_next_span(&places); first = false) {
        if (!first) {
            add_separator(m);
            points++;
        }
        points +=
            add_text(m, (struct view){m->canonical.at + places.start, places.end - places.start});
    }
    return points;
}

static uint32_t add_names(struct maker *m, struct unpack article)
{
    struct unpack name;
    uint32_t points = 0;
    uint64_t count = unpack_items(article, "byline", &name);
    for (uint64_t i = 0; i < count; i++) {
        struct unpack_item item = unpack_next(&name);
        if (item.type != UNPACK_STR) return points;
        if (points == PART_ZONE_MOST) return points;
        if (i > 0) {
            add_separator(m);
            points++;
        }
        points += add_text(m, cut_to(item.bytes, PART_ZONE_MOST - points));
    }
    return points;
}

/* "2020-03-05", or its beginning, as 20200305; what is not there as 0. */
static uint32_t date_number(struct view date)
{
    static const struct {
        size_t at, len;
        uint32_t unit;
    } fields[] = {{0, 4, 10000}, {5, 2, 100}, {8, 2, 1}};
    uint32_t number = 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        uint32_t value = 0;
        if (date.len < fields[i].at + fields[i].len) return number;
        if (i > 0 && date.at[fields[i].at - 1] != '-') return number;
        for (size_t d = fields[i].at; d < fields[i].at + fields[i].len; d++) {
            if (date.at[d] < '0' || date.at[d] > '9') return number;
            value = 10 * value + (uint32_t)(date.at[d] - '0');
        }
        number += value * fields[i].unit;
    }
    return number;
}

static void pack_bits(struct maker *m)
{
    for (size_t i = 0; i < m->bits.len; i += 8) {
        unsigned char byte = 0;
        for (size_t b = 0; b < 8 && i + b < m->bits.len; b++)
            byte |= (unsigned char)((m->bits.at[i + b] != 0) << b);
        buf_add_char(&m->boundaries, (char)byte);
    }
    m->bits.len = 0;
}

static void add_article(struct maker *m, struct unpack article, uint32_t ordinal)
{
    struct part_places places = {.canonical = m->canonical};
    uint32_t length[ZONES];
    size_t before = m->text.len;
    places.left = unpack_items(article, "spans", &places.spans);
    for (int z = 0; z < ZONES; z++) {
        static const char *const keys[] = {
            [ZONE_TITLE] = "title", [ZONE_SUBTITLE] = "subtitle", [ZONE_SOURCE] = "source"};
        length[z] = z == ZONE_TEXT ? add_spans(m, places)
                    : z == ZONE_BYLINE
                        ? add_names(m, article)
                        : add_text(m, cut_to(unpack_text(article, keys[z]), PART_ZONE_MOST));
        add_separator(m);
    }
    leb_add(&m->rows, ordinal);
    leb_add(&m->rows, date_number(unpack_text(article, "date")));
    leb_add(&m->rows, m->text.len - before);
    for (int z = 0; z < ZONES; z++) leb_add(&m->rows, length[z]);
    pack_bits(m);
    part_records_add(article, &places, ordinal, &m->records);
}

static void maker_free(struct maker *m)
{
    buf_free(&m->rows);
    buf_free(&m->text);
    buf_free(&m->boundaries);
    buf_free(&m->records);
    buf_free(&m->bits);
    buf_free(&m->before);
}

bool part_make(struct view result, struct view canonical, part_cutter *cut, void *context,
               struct buf *out)
{
    struct maker m = {.canonical = canonical, .cut = cut, .context = context};
    struct unpack article;
    uint64_t count = unpack_items(unpack_of(result), "articles", &article);
    m.budget = 2 * (uint64_t)canonical.len + result.len;
    for (uint64_t i = 0; i < count; i++) {
        add_article(&m, article, (uint32_t)i);
        unpack_skip(&article);
    }
    if (count > 0) {
        leb_add(out, VERSION);
        leb_add(out, count);
        leb_add(out, m.text.len);
        leb_add(out, m.boundaries.len);
        leb_add(out, m.records.len);
        buf_add_view(out, buf_view(&m.rows));
        buf_add_view(out, buf_view(&m.text));
        buf_add_view(out, buf_view(&m.boundaries));
        buf_add_view(out, buf_view(&m.records));
    }
    maker_free(&m);
    return count > 0;
}
