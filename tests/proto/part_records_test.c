/* part_records_test.c: a document's records as rows; rows that come from anybody. */
#include "proto/amount.h"
#include "proto/part_records.h"
#include "tests/proto/dice.h"
#include "tests/proto/fields.h"
#include "tests/test.h"
#include <string.h>

/*                          0       6      12       18       24  28  31 */
static const char text[] = "南明"
                           "区今"
                           "年完成"
                           "投资"
                           "1.2万元";

static void pack_place(struct buf *b)
{
    pack_map(b, 6);
    pack_text(b, "kind", "place");
    pack_number(b, "start", 0);
    pack_number(b, "end", 9);
    pack_text(b, "name", "南明区");
    pack_text(b, "full", "贵州省贵阳市南明区");
    pack_text(b, "code", "520102");
}

static void pack_figure(struct buf *b, uint64_t start)
{
    pack_map(b, 8);
    pack_text(b, "kind", "quantity");
    pack_number(b, "start", start);
    pack_number(b, "end", sizeof text - 1);
    pack_text(b, "value", "1200000");
    pack_text(b, "unit", "分"); /* of money: others are points */
    pack_text(b, "dimension", "money");
    pack_text(b, "subject", "投资");
    pack_number(b, "place", 0);
}

/* Its part: an article with a place, a figure that is about it, and a record of no known kind. */
static struct buf make_part(void)
{
    struct buf result = {0}, part = {0};
    pack_map(&result, 1);
    pack_string(&result, "articles");
    pack_array(&result, 1);
    pack_map(&result, 3);
    pack_text(&result, "kind", "brief");
    pack_string(&result, "spans");
    pack_array(&result, 1);
    pack_array(&result, 2);
    pack_u64(&result, 0);
    pack_u64(&result, sizeof text - 1);
    pack_string(&result, "records");
    pack_array(&result, 3);
    pack_place(&result);
    pack_figure(&result, strstr(text, "1.2") - text);
    pack_map(&result, 1);
    pack_text(&result, "kind", "riddle");
    CHECK(part_make(buf_view(&result), view_of(text), NULL, NULL, &part));
    buf_free(&result);
    return part;
}

/* An article in which so many figures begin at one place, and say that a place does, too. */
static struct buf make_twins(uint32_t count)
{
    struct buf result = {0};
    pack_map(&result, 1);
    pack_string(&result, "articles");
    pack_array(&result, 1);
    pack_map(&result, 1);
    pack_string(&result, "records");
    pack_array(&result, count);
    for (uint32_t i = 0; i < count; i++) {
        pack_map(&result, 3);
        pack_text(&result, "kind", "quantity");
        pack_number(&result, "start", 0);
        pack_number(&result, "place", 0);
    }
    return result;
}

TEST(part_of_a_hostile_result_takes_linear_time)
{
    struct buf result = make_twins(300000), part = {0};
    CHECK(part_make(buf_view(&result), view_of(text), NULL, NULL, &part));
    buf_free(&result);
    buf_free(&part);
}

static struct part_row next_row(struct view *records)
{
    struct part_row row;
    CHECK(part_rows_next(records, &row));
    return row;
}

static void check_key(const struct part_row *row, uint32_t i, const char *bytes, size_t len)
{
    CHECK(i < row->keys && view_equal(row->key[i], (struct view){bytes, len}));
}

TEST(part_row_head_holds_every_kind)
{
    for (unsigned kind = 0; kind < RECORD_KINDS_MOST; kind++)
        for (unsigned flags = 0; flags < 4; flags++) {
            unsigned head = row_head(kind, flags & 1, flags & 2);
            CHECK(head < 256);
            CHECK_INT(row_kind(head), kind);
            CHECK_INT((head & ROW_HAS_LINKS) != 0, flags & 1);
            CHECK_INT((head & ROW_HAS_ABOUT) != 0, flags >> 1);
        }
    for (unsigned kind = 0; kind <= ROW_LOW; kind++) CHECK_INT(row_head(kind, false, false), kind);
}

TEST(part_rows_are_the_records_of_the_result)
{
    struct buf bytes = make_part();
    struct index_part part;
    struct err err;
    struct view unit;
    uint64_t amount;
    uint32_t rows;
    char value[DECIMAL_TEXT];
    CHECK_INT(part_read(buf_view(&bytes), &part, &err), 0);
    CHECK(part_rows_begin(&part.records, &rows));
    CHECK_INT(rows, 4);

    struct part_row row = next_row(&part.records);
    CHECK_INT(row.kind, RECORD_ARTICLE);
    check_key(&row, 0, "Abrief\0", 7);

    row = next_row(&part.records);
    CHECK_INT(row.kind, RECORD_PLACE);
    CHECK_INT(row.length, 3);
    check_key(&row, 0, "P520102\0贵州省贵阳市南明区", 8 + 27);

    row = next_row(&part.records);
    CHECK_INT(row.kind, RECORD_QUANTITY);
    CHECK_INT(row.start, 9);
    CHECK_INT(row.length, 5);
    CHECK_INT(row.about, 7);
    CHECK_INT(row.about_length, 2);
    CHECK_INT(row.links[LINK_PLACE], 1);
    CHECK_INT(row.links[LINK_DATE], 0);
    CHECK(key_amount(row.key[0], &unit, &amount) && view_equal(unit, view_of("元")));
    decimal_text(amount_of(amount), value);
    CHECK_TEXT(value, "12000");

    row = next_row(&part.records); /* of no known kind: rows count as records do */
    CHECK_INT(row.keys, 0);
    CHECK_INT(part.records.len, 0);
    buf_free(&bytes);
}

/* Whatever was changed is refused, or reads as rows within bounds. */
TEST(part_rows_may_come_from_anybody)
{
    struct buf good = make_part(), bad = {0};
    struct dice dice = {5};
    unsigned refused = 0;
    for (int i = 0; i < 20000; i++) {
        struct index_part part;
        struct part_row row;
        struct err err;
        uint32_t rows;
        bad.len = 0;
        buf_add_view(&bad, buf_view(&good));
        for (uint64_t n = 1 + dice_below(&dice, 3); n > 0; n--)
            bad.at[dice_below(&dice, bad.len)] = (char)dice_roll(&dice);
        if (dice_below(&dice, 4) == 0) bad.len = dice_below(&dice, bad.len);
        if (part_read(buf_view(&bad), &part, &err) != 0) {
            refused++;
            continue;
        }
        while (part.records.len > 0) {
            CHECK(part_rows_begin(&part.records, &rows));
            for (uint32_t r = 0; r < rows; r++) {
                CHECK(part_rows_next(&part.records, &row));
                for (int l = 0; l < RECORD_LINKS; l++) CHECK(row.links[l] < rows);
                for (uint32_t k = 0; k < row.keys; k++) CHECK(row.key[k].len <= KEY_MOST + 1);
            }
        }
    }
    CHECK(refused > 1000);
    buf_free(&good);
    buf_free(&bad);
}
