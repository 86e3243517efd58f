/* resources_test.c: the file that all children share, whole and damaged. */
#include "tests/test.h"
#include "workers/extractor.h"
#include "workers/file.h"
#include "workers/resources.h"
#include <string.h>

static void write_file(const char *path, const char *a, const char *b)
{
    struct err err;
    struct resource_part parts[] = {{"first", view_of(a)}, {"second", view_of(b)}};
    if (resources_write(path, parts, 2, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
}

static struct resources *open_good(const char *path)
{
    struct err err;
    struct resources *r = resources_open(path, &err);
    if (!r) test_fail(__FILE__, __LINE__, "%s", err.text);
    return r;
}

TEST(parts_are_found_by_name)
{
    write_file("data", "one", "");
    struct resources *r = open_good("data");
    CHECK(view_equal(resources_part(r, "first"), view_of("one")));
    CHECK_INT((uintptr_t)resources_part(r, "first").at % 4096, 0);
    CHECK_INT(resources_part(r, "second").len, 0);
    CHECK_INT(resources_part(r, "third").len, 0);
    resources_close(&r);
    resources_close(&r);
}

TEST(a_file_without_parts_is_one)
{
    struct err err;
    CHECK_INT(resources_write("data", NULL, 0, &err), 0);
    struct resources *r = open_good("data");
    CHECK_INT(resources_part(r, "first").len, 0);
    resources_close(&r);
}

TEST(any_damage_is_noticed)
{
    struct buf good = {0};
    struct err err;
    write_file("data", "some text", "more of it");
    CHECK_INT(file_read("data", &good, &err), 0);
    for (size_t at = 0; at < good.len; at += at < 256 ? 1 : 101) {
        good.at[at] ^= 0x20;
        CHECK_INT(file_write("damaged", buf_view(&good), &err), 0);
        CHECK(resources_open("damaged", &err) == NULL);
        good.at[at] ^= 0x20;
        CHECK_INT(file_write("damaged", (struct view){good.at, at}, &err), 0);
        CHECK(resources_open("damaged", &err) == NULL);
    }
    buf_free(&good);
}

TEST(a_missing_file_is_named)
{
    struct err err;
    CHECK(resources_open("nowhere", &err) == NULL);
    CHECK(strstr(err.text, "nowhere") != NULL);
}

TEST(names_are_checked)
{
    struct err err;
    struct resource_part twice[] = {{"same", view_of("")}, {"same", view_of("")}};
    struct resource_part longer = {"a-name-that-is-longer-than-the-table-has-room", view_of("")};
    CHECK_INT(resources_write("data", twice, 2, &err), -1);
    CHECK_INT(resources_write("data", &longer, 1, &err), -1);
}

/* The extractor's name changes with any part, and with the pipeline. */
TEST(the_extractor_is_named_after_all_it_uses)
{
    char a[EXTRACTOR_ROOM], b[EXTRACTOR_ROOM], again[EXTRACTOR_ROOM], empty[EXTRACTOR_ROOM];
    write_file("a", "one", "two");
    write_file("b", "one", "twp");
    struct resources *one = open_good("a"), *other = open_good("b");
    const struct pipeline *standard = pipeline_find("standard");
    extractor_id(standard, one, a);
    extractor_id(standard, other, b);
    extractor_id(standard, one, again);
    extractor_id(pipeline_find("empty"), one, empty);
    CHECK_TEXT(a, again);
    CHECK(strcmp(a, b) != 0);
    CHECK(strncmp(empty, "empty+", 6) == 0);
    CHECK_INT(strlen(strchr(a, '+')), 13);
    resources_close(&one);
    resources_close(&other);
}
