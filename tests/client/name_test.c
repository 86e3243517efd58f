/* name_test.c: what members are called. */
#include "client/archive/name.h"
#include "tests/test.h"
#include <string.h>

static struct names names;

static char *named_as(const char *raw, bool is_uri)
{
    struct member m = {.is_uri = is_uri};
    static struct buf source;
    static uint64_t number;
    source.len = 0;
    buf_add_string(&m.name, raw);
    name_add(&names, &m, ++number, &source);
    buf_free(&m.name);
    return buf_string(&source);
}

static char *named(const char *raw)
{
    names_free(&names);
    return named_as(raw, false);
}

TEST(names_are_paths_that_lead_nowhere_else)
{
    CHECK_TEXT(named("a/b.txt"), "a/b.txt");
    CHECK_TEXT(named("./a//b/./c/"), "a/b/c");
    CHECK_TEXT(named("/etc/passwd"), "etc/passwd");
    CHECK_TEXT(named("../../x/.."), "%2E%2E/%2E%2E/x/%2E%2E");
    CHECK_TEXT(named("..x/y.."), "..x/y..");
    CHECK_TEXT(named("C:/con"), "C%3A/con");
    CHECK_TEXT(named("a/C:/con"), "a/C:/con");
    CHECK_TEXT(named("a!/b!c!"), "a%21/b!c%21");
    CHECK_TEXT(named("a\nb\x7f\t"), "a%0Ab%7F%09");
    CHECK_TEXT(named("100%25"), "100%2525");
    CHECK_TEXT(named("100%"), "100%");
}

TEST(names_are_never_empty)
{
    names_free(&names);
    struct member m = {0};
    struct buf source = {0};
    name_add(&names, &m, 5, &source);
    CHECK_TEXT(buf_string(&source), "5");
    CHECK(strlen(named("./")) > 0);
}

TEST(names_in_other_charsets_are_read)
{
    CHECK_TEXT(named("\xbc\xf2\xb1\xa8/\xb5\xda\xd2\xbb\xba\xc5\xcd\xa8\xd6\xaa.txt"),
               "简报/第一号通知.txt");
    CHECK_TEXT(named("\xb3\xf8\xa7i\xae\xd1/\xb2\xc4\xa4@\xb8\xb9\xb3q\xaa\xbe.txt"),
               "報告書/第一號通知.txt");
    CHECK_TEXT(named("\xe7\xae\x80\xe6\x8a\xa5"), "简报");
    CHECK_TEXT(named("bad\xff\xff.txt"), "bad%FF%FF.txt");
}

/* One name says little; what the others say of the charset holds for it, too. */
TEST(names_of_an_archive_are_read_in_one_charset)
{
    names_free(&names);
    named_as("\xb3\xf8\xa7i\xae\xd1\xb2\xc4\xa4@\xb8\xb9\xb3q\xaa\xbe", false);
    named_as("\xa4\xa4\xb5\xd8\xa5\xc1\xb0\xea\xac\x46\xa9\xb2", false);
    CHECK_TEXT(named_as("\xa4@", false), "一");
}

TEST(names_come_once)
{
    names_free(&names);
    CHECK_TEXT(named_as("same", false), "same");
    char *second = named_as("same", false);
    CHECK(strncmp(second, "same (", 6) == 0);
    CHECK_TEXT(named_as("Same", false), "Same");
    for (int i = 0; i < 100000; i++) named_as("same", false); /* in linear time */
}

TEST(uris_stay_as_they_are)
{
    names_free(&names);
    CHECK_TEXT(named_as("http://a.cn//b/../c?d=%E4&e=!/f", true),
               "http://a.cn//b/../c?d=%E4&e=!/f");
    CHECK_TEXT(named_as("http://a.cn/\xff b\n", true), "http://a.cn/%FF b%0A");
}
