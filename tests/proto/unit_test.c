/* Units by what they are called: unit.h. */
#include "proto/unit.h"
#include "tests/test.h"

static const struct unit *first_called(struct view text)
{
    for (const struct unit *u = units; u < units + unit_count; u++)
        if (view_equal(text, view_of(u->text))) return u;
    for (const struct unit *u = units; u < units + unit_count; u++)
        if (view_equal(text, view_of(u->name))) return u;
    return NULL;
}

TEST(each_unit_is_found_by_the_first_row_that_is_written_or_else_reported_so)
{
    for (size_t i = 0; i < unit_count; i++) {
        struct view text = view_of(units[i].text), name = view_of(units[i].name);
        CHECK(unit_named(text) == first_called(text));
        CHECK(unit_named(name) == first_called(name));
    }
    CHECK(!unit_named(view_of("no such unit")));
}

TEST(a_unit_is_found_in_full_width_and_in_traditional_characters)
{
    CHECK(unit_named(view_of("ｋｍ")) == unit_named(view_of("km")));
    CHECK(unit_named(view_of("億元")) == unit_named(view_of("亿元")));
    CHECK(unit_named(view_of("MW")) != unit_named(view_of("mW")));
}

static bool key_is(const char *unit, const char *dimension, const char *key, int64_t times)
{
    struct decimal value = decimal_of(100);
    struct buf room = {0};
    struct view told = view_of(dimension ? dimension : "");
    struct view found = unit_key(view_of(unit), dimension ? &told : NULL, &value, &room);
    bool is = view_equal(found, view_of(key)) && decimal_compare(value, decimal_of(times)) == 0;
    buf_free(&room);
    return is;
}

TEST(two_units_of_a_name_are_told_apart_by_their_dimension)
{
    CHECK(key_is("分", "money", "元", 1));
    CHECK(key_is("分", "score", "分", 100));
    CHECK(key_is("分", "", "分", 100));
    CHECK(key_is("分", NULL, "分", 100)); /* 90分 is said of points, */
    CHECK(key_is("分钱", NULL, "元", 1)); /* and this of money */
    CHECK(key_is("节", "count", "节", 100));
    CHECK(!key_is("节", "speed", "节", 100));
    CHECK(key_is("%", "ratio", "%", 100));
    CHECK(key_is("%", NULL, "%", 1));
}
