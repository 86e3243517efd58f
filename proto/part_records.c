/* part_records.c: see part_records.h. Making rows; part_rows.c reads them. */
#include "proto/part_records.h"
#include "proto/amount.h"
#include "proto/fold.h"
#include "proto/leb.h"
#include "proto/unit.h"
#include "proto/utf8.h"
#include <stdlib.h>
#include <string.h>

enum {
    ABOUT_NEAR = 80, /* bytes in which a subject is looked for on either side */
    BACKS_MOST = 16, /* times that the way through the spans may begin anew in an article */
    TWINS_MOST = 64  /* records that begin at one place and are looked at */
};

struct place { /* of a record in the result */
    uint64_t start;
    int kind;
};

/* What every record has, in the order of the export. */
/* clang-format off */
#define COMMON_FIELDS(X)                                                                           \
    X(KIND, "kind") X(TEXT, "text") X(START, "start") X(END, "end") X(ORIGIN, "origin")            \
    X(PAGE, "page") X(RULE, "rule") X(CONFIDENCE, "confidence")
/* clang-format on */

enum {
    COMMON_BEFORE = FIELD_NONE - 1,
#define X(NAME, name) COMMON_##NAME,
    COMMON_FIELDS(X)
#undef X
        FIELDS
};
static const struct view field_names[FIELDS] = {
#define X(NAME, name) {name, sizeof name - 1},
    RECORD_FIELDS(X) COMMON_FIELDS(X)
#undef X
};

struct fields { /* of a record: where the value of each begins */
    struct unpack at[FIELDS];
};

struct rows_maker {
    struct part_places places, begin;
    struct place *at; /* all records of the article, for the links */
    uint64_t count;
    unsigned backs;
    struct buf *out, keys, room;
    uint32_t key_count;
};

/* ---- Keys ---- */

static void key_of_days(struct buf *key, int32_t from, int32_t to)
{
    int32_t days[2] = {from, to};
    for (int i = 0; i < 2; i++) {
        uint32_t sorted = (uint32_t)days[i] ^ UINT32_C(0x80000000);
        for (int shift = 24; shift >= 0; shift -= 8) buf_add_char(key, (char)(sorted >> shift));
    }
}

void key_of_amount(struct buf *key, struct view unit, uint64_t amount)
{
    buf_add_view(key, unit);
    buf_add_char(key, '\0');
    for (int shift = 56; shift >= 0; shift -= 8) buf_add_char(key, (char)(amount >> shift));
}

static struct view cut_to(struct view text, size_t most)
{
    if (text.len <= most) return text;
    return (struct view){text.at, utf8_prefix((struct view){text.at, most})};
}

static void add_key(struct rows_maker *m, enum record_key key, struct view bytes)
{
    if (m->key_count == ROW_KEYS_MOST) return;
    leb_add(&m->keys, bytes.len + 1);
    buf_add_char(&m->keys, (char)key);
    buf_add_view(&m->keys, bytes);
    m->key_count++;
}

static void add_text(struct rows_maker *m, enum record_key key, struct view text)
{
    m->room.len = 0;
    fold_text(cut_to(text, KEY_MOST), &m->room);
    add_key(m, key, cut_to(buf_view(&m->room), KEY_MOST));
}

static struct view text_of(const struct fields *record, unsigned field)
{
    return unpack_as_text(record->at[field]);
}

static void add_quantity(struct rows_maker *m, const struct fields *record)
{
    struct view unit = cut_to(text_of(record, FIELD_UNIT), KEY_MOST / 2), name;
    struct view dimension = text_of(record, FIELD_DIMENSION);
    struct buf folded = {0};
    struct decimal value;
    m->room.len = 0;
    if (amount_read(text_of(record, FIELD_VALUE), &value)) {
        name = cut_to(unit_key(unit, &dimension, &value, &folded), KEY_MOST / 2);
        key_of_amount(&m->room, name, amount_key(value));
    }
    add_key(m, KEY_QUANTITY, buf_view(&m->room));
    buf_free(&folded);
}

/* The day of an instant, which may have a time behind a T; of one with a time also the day behind
 * it. */
static bool read_instant(struct view text, int32_t *day, int32_t *behind)
{
    const char *time = text.len ? memchr(text.at, 'T', text.len) : NULL;
    int32_t next;
    if (time) text.len = (size_t)(time - text.at);
    if (!days_read(text, day, &next)) return false;
    *behind = time ? next : *day;
    return true;
}

static void add_date(struct rows_maker *m, const struct fields *record)
{
    struct view first = text_of(record, FIELD_FROM), behind = text_of(record, FIELD_TO);
    int32_t from = INT32_MIN, to = INT32_MAX, ignored; /* an end that is open has no bound */
    m->room.len = 0;
    bool told = (first.len || behind.len) && (!first.len || read_instant(first, &from, &ignored)) &&
                (!behind.len || read_instant(behind, &ignored, &to));
    if (told || days_read(text_of(record, FIELD_VALUE), &from, &to))
        key_of_days(&m->room, from, to);
    add_key(m, KEY_DATE, buf_view(&m->room));
}

static void add_place(struct rows_maker *m, const struct fields *record)
{
    struct view full = text_of(record, FIELD_FULL);
    m->room.len = 0;
    fold_text(cut_to(text_of(record, FIELD_CODE), 12), &m->room);
    buf_add_char(&m->room, '\0');
    fold_text(cut_to(full.len ? full : text_of(record, FIELD_NAME), KEY_MOST), &m->room);
    add_key(m, KEY_PLACE, cut_to(buf_view(&m->room), KEY_MOST));
}

static void add_org(struct rows_maker *m, const struct fields *record)
{
    struct view full = text_of(record, FIELD_FULL), name = text_of(record, FIELD_NAME);
    add_text(m, KEY_ORG, full.len ? full : name);
    bool part = !full.len || !name.len || memmem(full.at, full.len, name.at, name.len);
    if (!part) add_text(m, KEY_SHORT, name);
}

static void add_document(struct rows_maker *m, const struct fields *record)
{
    struct view title = text_of(record, FIELD_TITLE), number = text_of(record, FIELD_NUMBER);
    add_text(m, KEY_DOCUMENT, title.len ? title : number);
    if (title.len > 0 && number.len > 0) add_text(m, KEY_NUMBER, number);
}

static void add_article(struct rows_maker *m, struct unpack article)
{
    m->room.len = 0;
    fold_text(cut_to(unpack_text(article, "kind"), 16), &m->room);
    buf_add_char(&m->room, '\0');
    fold_text(cut_to(unpack_text(article, "source"), KEY_MOST), &m->room);
    add_key(m, KEY_ARTICLE, cut_to(buf_view(&m->room), KEY_MOST));
}

/* Those that are the text of a field. */
static void add_texts(struct rows_maker *m, enum record_kind kind, const struct fields *record)
{
    static const struct {
        enum record_key key;
        enum record_kind kind;
        enum record_field field;
    } keys[] = {
#define X(NAME, byte, kind, field) {KEY_##NAME, RECORD_##kind, FIELD_##field},
        RECORD_KEYS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (keys[i].kind != kind || keys[i].field == FIELD_NONE) continue;
        struct view text = text_of(record, keys[i].field);
        if (text.len > 0 || key_is_first(keys[i].key)) add_text(m, keys[i].key, text);
    }
}

static void add_keys(struct rows_maker *m, enum record_kind kind, const struct fields *record)
{
    static void (*const makers[RECORD_KIND_COUNT])(struct rows_maker *, const struct fields *) = {
        [RECORD_QUANTITY] = add_quantity, [RECORD_DATE] = add_date,
        [RECORD_PLACE] = add_place,       [RECORD_ORG] = add_org,
        [RECORD_DOCUMENT] = add_document,
    };
    if (makers[kind]) makers[kind](m, record);
    add_texts(m, kind, record);
}

static void put_keys(struct rows_maker *m)
{
    leb_add(m->out, m->key_count);
    buf_add_view(m->out, buf_view(&m->keys));
    m->keys.len = 0;
    m->key_count = 0;
}

/* ---- Links and subjects ---- */

/* The row of the record of that kind at that place; 0 if there is none. Records are in order of
 * place. */
static uint32_t row_at(const struct rows_maker *m, uint64_t start, int kind)
{
    uint64_t low = 0, high = m->count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (m->at[middle].start < start)
            low = middle + 1;
        else
            high = middle;
    }
    for (high = low; high < m->count && m->at[high].start == start && high - low < TWINS_MOST;
         high++)
        if (m->at[high].kind == kind) return (uint32_t)high + 1;
    return 0;
}

static bool find_links(const struct rows_maker *m, const struct fields *record,
                       uint32_t links[RECORD_LINKS])
{
    static const struct {
        enum record_field field;
        int kind;
    } about[RECORD_LINKS] = {
        [LINK_PLACE] = {FIELD_PLACE, RECORD_PLACE},
        [LINK_ORG] = {FIELD_ORG, RECORD_ORG},
        [LINK_DATE] = {FIELD_DATE, RECORD_DATE},
        [LINK_INITIATIVE] = {FIELD_INITIATIVE, RECORD_INITIATIVE},
    };
    bool any = false;
    for (int i = 0; i < RECORD_LINKS; i++) {
        struct unpack value = record->at[about[i].field];
        struct unpack_item item = unpack_next(&value);
        links[i] = item.type == UNPACK_INT ? row_at(m, item.number, about[i].kind) : 0;
        any = any || links[i] != 0;
    }
    return any;
}

static uint32_t points_of(const char *at, const char *end)
{
    uint32_t points = 0;
    for (; at < end; points++) fold_read(&at, end);
    return points;
}

/* The last place of text in [low, high), NULL if there is none. */
static const char *find_last(const char *low, const char *high, struct view text)
{
    const char *last = NULL, *at = low;
    while ((at = memmem(at, (size_t)(high - at), text.at, text.len)) != NULL) last = at++;
    return last;
}

/* Where the subject of a figure stands: directly behind it, or else close before it or behind it.
 */
static const char *find_about(const struct rows_maker *m, uint64_t start, uint64_t end,
                              struct view text)
{
    const char *base = m->places.canonical.at;
    uint64_t low = start > m->places.start + ABOUT_NEAR ? start - ABOUT_NEAR : m->places.start;
    uint64_t high = end + ABOUT_NEAR < m->places.end ? end + ABOUT_NEAR : m->places.end;
    const char *behind = end < high ? memmem(base + end, high - end, text.at, text.len) : NULL;
    if (behind && (uint64_t)(behind - base) - end <= strlen("的")) return behind;
    const char *before = find_last(base + low, base + start, text);
    return before ? before : behind;
}

/* Puts the subject, which stands in the span at hand. */
static void put_about(struct rows_maker *m, const char *about, size_t len, uint64_t start)
{
    const char *figure = m->places.canonical.at + start;
    uint64_t away = about < figure ? 2 * (uint64_t)points_of(about, figure) - 1
                                   : 2 * (uint64_t)points_of(figure, about);
    leb_add(m->out, away);
    leb_add(m->out, points_of(about, about + len));
}

/* ---- Rows ---- */

/* The point of a byte; false if it is in no span. Records are in order of bytes, spans in that of
 * reading, so the way may have to begin anew. */
static bool find_point(struct rows_maker *m, uint64_t byte, uint32_t *point)
{
    if (part_place(&m->places, byte, point)) return true;
    if (m->backs++ >= BACKS_MOST) return false;
    m->places = m->begin;
    return part_place(&m->places, byte, point);
}

static void put_record(struct rows_maker *m, enum record_kind kind, const struct fields *record)
{
    uint64_t start = unpack_as_number(record->at[COMMON_START]);
    uint64_t end = unpack_as_number(record->at[COMMON_END]);
    uint32_t point = 0, links[RECORD_LINKS], length = 0;
    const char *about = NULL;
    struct view subject = text_of(record, FIELD_SUBJECT);
    bool linked = kind == RECORD_QUANTITY && find_links(m, record, links);
    if (start < end && find_point(m, start, &point) && end <= m->places.end) {
        const char *base = m->places.canonical.at;
        length = points_of(base + start, base + end);
        if (kind == RECORD_QUANTITY && subject.len > 0 && subject.len <= ABOUT_NEAR)
            about = find_about(m, start, end, subject);
    }
    buf_add_char(m->out, (char)row_head(kind, linked, about));
    leb_add(m->out, point);
    leb_add(m->out, length);
    for (int i = 0; linked && i < RECORD_LINKS; i++) leb_add(m->out, links[i]);
    if (about) put_about(m, about, subject.len, start);
    add_keys(m, kind, record);
    put_keys(m);
}

/* A row of the article's kind, at its beginning. */
static void put_article_head(struct rows_maker *m)
{
    buf_add(m->out, (char[]){(char)row_head(RECORD_ARTICLE, false, false), 0, 0}, 3);
}

static int kind_of(struct unpack record)
{
    char name[16] = "";
    struct view kind = unpack_text(record, "kind");
    if (kind.len < sizeof name) memcpy(name, kind.at, kind.len);
    int known = record_kind_by_name(name);
    return known == RECORD_ARTICLE ? -1 : known;
}

static void find_places(struct rows_maker *m, struct unpack records, uint64_t count)
{
    m->at = xmalloc((count + 1) * sizeof *m->at);
    m->count = count;
    for (uint64_t i = 0; i < count; i++) {
        m->at[i] = (struct place){unpack_number(records, "start"), kind_of(records)};
        unpack_skip(&records);
    }
}

/* A record of a kind that is not known has a row of the article's kind, without keys: rows count as
 * the records of the result do. */
void part_records_add(struct unpack article, struct part_places *places, uint32_t ordinal,
                      struct buf *out)
{
    struct rows_maker m = {.places = *places, .begin = *places, .out = out};
    struct unpack record;
    uint64_t count = unpack_items(article, "records", &record);
    find_places(&m, record, count);
    leb_add(out, count + 1);
    put_article_head(&m);
    add_article(&m, article);
    put_keys(&m);
    for (uint64_t i = 0; i < count; i++) {
        struct fields fields;
        unpack_values(&record, field_names, FIELDS, fields.at);
        if (m.at[i].kind >= 0) {
            put_record(&m, (enum record_kind)m.at[i].kind, &fields);
        } else {
            put_article_head(&m);
            put_keys(&m);
        }
    }
    free(m.at);
    buf_free(&m.keys);
    buf_free(&m.room);
}
