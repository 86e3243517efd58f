/* Units by what they are called: unit.h. */
#include "proto/unit.h"
#include "tests/test.h"

static const struct unit *first_called(struct view text)
{
    for (const struct unit *u = units; u < units + unit_count; u++)
        if (view_equal(text, view_of(u->text)) || view_equal(text, view_of(u->name))) return u;
    return NULL;
}

TEST(each_unit_is_found_by_the_first_row_that_is_called_so)
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
