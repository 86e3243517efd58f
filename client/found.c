/* found.c: see found.h. */
#include "client/found.h"
#include "client/figures.h"
#include "proto/json.h"
#include "proto/language.h"
#include "proto/records.h"
#include <stdbool.h>
#include <string.h>

/* Keys that have a column, or that only say how sure the extractor is. */
static bool has_column(struct view key)
{
    static const char *const keys[] = {"kind", "start", "end", "text", "rule", "confidence"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (view_equal(key, view_of(keys[i]))) return true;
    return false;
}

/* Moves *map to the next member that has no column: *key, and the value at *map. */
static bool next_member(struct unpack *map, uint64_t *left, struct view *key)
{
    while (*left > 0) {
        --*left;
        *key = unpack_next(map).bytes;
        if (!has_column(*key)) return true;
        unpack_skip(map);
    }
    return false;
}

static uint64_t members(struct unpack *record)
{
    struct unpack_item map = unpack_next(record);
    return map.type == UNPACK_MAP ? map.number : 0;
}

void found_for_scripts(struct buf *out, struct unpack record)
{
    struct view key;
    const char *before = "";
    for (uint64_t left = members(&record); next_member(&record, &left, &key); before = ",") {
        buf_add_string(out, before);
        json_string(out, key);
        buf_add_char(out, ':');
        json_from_pack(out, &record);
    }
}

/* ---- For people ---- */

enum look {
    NAMED,  /* "place 431": what is not told here, too */
    PLAIN,  /* the value says by itself what it is */
    FIGURE, /* the same, in groups of three digits */
    UNIT,   /* behind its figure */
    FLAG,   /* the label alone, where it is true */
    LIST,   /* the label, and how many there are */
    BOUND,  /* in words */
    HIDDEN,
};

static const struct {
    enum look look;
    const char *label; /* NULL: the key */
} looks[FIELD_NONE] = {
    [FIELD_VALUE] = {FIGURE, NULL},
    [FIELD_UNIT] = {UNIT, NULL},
    [FIELD_DIMENSION] = {HIDDEN, NULL},
    [FIELD_BASE_VALUE] = {HIDDEN, NULL},
    [FIELD_BASE_UNIT] = {HIDDEN, NULL},
    [FIELD_APPROX] = {FLAG, N_("about")},
    [FIELD_BOUND] = {BOUND, NULL},
    [FIELD_RANGE] = {HIDDEN, NULL}, /* beside the value */
    [FIELD_SUBJECT] = {PLAIN, NULL},
    [FIELD_FROM] = {HIDDEN, NULL},
    [FIELD_TO] = {HIDDEN, NULL},
    [FIELD_RELATIVE] = {FLAG, N_("relative")},
    [FIELD_BASIS] = {HIDDEN, NULL},
    [FIELD_NAME] = {PLAIN, NULL},
    [FIELD_FULL] = {PLAIN, NULL},
    [FIELD_CODE] = {PLAIN, NULL},
    [FIELD_CANDIDATES] = {LIST, N_("candidates")},
    [FIELD_TYPE] = {PLAIN, NULL},
    [FIELD_ROLE] = {PLAIN, NULL},
    [FIELD_FULL_TEXT] = {PLAIN, NULL},
    [FIELD_TITLE] = {PLAIN, NULL},
    [FIELD_NUMBER] = {PLAIN, NULL},
    [FIELD_PLACE] = {NAMED, N_("place")},
    [FIELD_ORG] = {NAMED, N_("org")},
    [FIELD_DATE] = {NAMED, N_("date")},
    [FIELD_INITIATIVE] = {NAMED, N_("initiative")},
};

static enum record_field field_of(struct view key)
{
    int i = 0;
    while (i < FIELD_NONE && !view_equal(view_of(record_field_name((enum record_field)i)), key))
        i++;
    return (enum record_field)i;
}

static struct view text_at(struct unpack u)
{
    struct unpack_item item = unpack_next(&u);
    return item.type == UNPACK_STR ? item.bytes : (struct view){0};
}

/* What more than one field has to know of the record. */
struct record {
    struct view text, full, range_end;
    bool is_figure, is_share;
};

/* What the text says already, or a fuller form of the same field. */
static bool is_said(const struct record *r, enum record_field field, struct view value)
{
    if (field != FIELD_NAME && field != FIELD_FULL && field != FIELD_TITLE && field != FIELD_NUMBER)
        return false;
    return (field == FIELD_NAME && r->full.len > 0) ||
           memmem(r->text.at, r->text.len, value.at, value.len) != NULL;
}

/* Where it stands in the original bytes: said for programs. */
static bool is_origin(struct view key)
{
    return view_equal(key, view_of("origin"));
}

/* The value of a share is the share itself: 0.28 of 28%, which is not 0.28%. */
static bool is_shown(const struct record *r, enum record_field field, struct unpack value)
{
    struct unpack_item item = unpack_next(&value);
    enum look look = field < FIELD_NONE ? looks[field].look : NAMED;
    if (look == HIDDEN || (item.type == UNPACK_STR && item.bytes.len == 0)) return false;
    if (look == FLAG) return item.type == UNPACK_BOOL && item.number;
    if (look == UNIT) return !r->is_share;
    return item.type != UNPACK_STR || !is_said(r, field, item.bytes);
}

/* "19", or of a range "19–20". */
static void add_figure(struct buf *out, struct view value, struct view range_end)
{
    figure_digits(out, value);
    if (range_end.len > 0) buf_add_string(out, "–");
    figure_digits(out, range_end);
}

/* One value: text as it is, anything else as JSON. */
static void add_value(struct buf *out, const struct record *r, enum look look, struct unpack value)
{
    struct view text = text_at(value);
    if (look == LIST)
        figure_count(out, unpack_next(&value).number);
    else if (look == BOUND)
        buf_add_string(out, view_equal(text, view_of("min")) ? _("at least") : _("at most"));
    else if (text.len == 0)
        json_from_pack(out, &value);
    else if (look == FIGURE && r->is_figure)
        add_figure(out, text, r->range_end);
    else
        buf_add_view(out, text);
}

static void add_member(struct buf *out, const struct record *r, struct view key,
                       enum record_field field, struct unpack value)
{
    enum look look = field < FIELD_NONE ? looks[field].look : NAMED;
    const char *label = field < FIELD_NONE ? looks[field].label : NULL;
    if (label)
        buf_add_string(out, _(label));
    else if (look == NAMED)
        buf_add_view(out, key);
    if (look == NAMED || look == LIST) buf_add_char(out, ' ');
    if (look != FLAG) add_value(out, r, look, value);
}

/* The second of the two ends in "range", or nothing. */
static struct view range_end_of(struct unpack record)
{
    struct unpack end;
    if (unpack_items(record, "range", &end) != 2) return (struct view){0};
    unpack_skip(&end);
    return text_at(end);
}

void found_for_people(struct buf *out, struct unpack record)
{
    struct record r = {
        .text = unpack_text(record, "text"),
        .full = unpack_text(record, "full"),
        .range_end = range_end_of(record),
        .is_figure = view_equal(unpack_text(record, "kind"), view_of("quantity")),
        .is_share = view_equal(unpack_text(record, "dimension"), view_of("ratio")),
    };
    struct view key;
    size_t start = out->len;
    for (uint64_t left = members(&record); next_member(&record, &left, &key);
         unpack_skip(&record)) {
        enum record_field field = field_of(key);
        if (is_origin(key) || !is_shown(&r, field, record)) continue;
        if (out->len > start) buf_add_string(out, field == FIELD_UNIT ? " " : ", ");
        add_member(out, &r, key, field, record);
    }
}
