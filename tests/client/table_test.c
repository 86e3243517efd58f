#include "client/table.h"
#include "tests/test.h"
#include <string.h>

static const struct table_column columns[] = {
    {"source", false, true, false},
    {"bytes", true, false, false},
    {"sha256", false, false, true},
    {"detail", false, true, false},
};

/* Two rows and an empty one, printed in a form. */
static char *printed(enum table_form form)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    struct table *t = table_new(out, form, columns, 4);
    table_text(t, view_of("东溪镇.txt"));
    table_count(t, 1234567);
    table_hex(t, (struct view){"\x01\xab", 2});
    table_text(t, view_of("a\tb\\c\n\"d\""));
    table_text(t, view_of("long-name-of-a-file.txt"));
    table_place(t, 1234567);
    table_none(t);
    table_none(t);
    table_end(&t);
    CHECK(t == NULL);
    fclose(out);
    return text;
}

TEST(table_for_people_is_aligned)
{
    CHECK_TEXT(printed(TABLE_PEOPLE), "source                       bytes  detail\n"
                                      "东溪镇.txt               1,234,567  a b\\c \"d\"\n"
                                      "long-name-of-a-file.txt    1234567\n");
}

TEST(table_for_scripts_has_cells_between_tabs)
{
    CHECK_TEXT(printed(TABLE_TSV), "东溪镇.txt\t1234567\t01ab\ta\\tb\\\\c\\n\"d\"\n"
                                   "long-name-of-a-file.txt\t1234567\t\t\n");
}

TEST(table_in_json_has_an_object_a_line)
{
    CHECK_TEXT(printed(TABLE_JSON),
               "{\"source\":\"东溪镇.txt\",\"bytes\":1234567,\"sha256\":\"01ab\","
               "\"detail\":\"a\\tb\\\\c\\n\\\"d\\\"\"}\n"
               "{\"source\":\"long-name-of-a-file.txt\",\"bytes\":1234567,\"sha256\":null,"
               "\"detail\":null}\n");
}

TEST(table_of_many_pages_has_one_heading)
{
    static const struct table_column one[] = {{"n", true, false, false}};
    char *text = NULL;
    size_t len = 0, lines = 0;
    FILE *out = open_memstream(&text, &len);
    struct table *t = table_new(out, TABLE_PEOPLE, one, 1);
    for (unsigned i = 0; i < 5000; i++) table_count(t, i);
    table_end(&t);
    fclose(out);
    for (char *at = text; *at; at++) lines += *at == '\n';
    CHECK_INT(lines, 5001);
    CHECK(strstr(text + 1, "n\n") == strstr(text, "n\n"));
}

TEST(table_writes_pairs)
{
    static const struct table_column one[] = {{"marks", false, false, false}};
    const uint64_t numbers[] = {1, 2, 30, 44};
    for (enum table_form form = TABLE_PEOPLE; form <= TABLE_JSON; form++) {
        static const char *const want[] = {"marks\n\n", "1-2,30-44\n",
                                           "{\"marks\":[[1,2],[30,44]]}\n"};
        char *text = NULL;
        size_t len = 0;
        FILE *out = open_memstream(&text, &len);
        struct table *t = table_new(out, form, one, 1);
        table_pairs(t, numbers, 4);
        table_end(&t);
        fclose(out);
        CHECK_TEXT(text, want[form]);
    }
}
