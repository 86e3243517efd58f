#include "proto/error.h"
#include "proto/language.h"
#include "tests/test.h"
#include <errno.h>
#include <stdlib.h>

static void open_with(const char *all, const char *messages, const char *lang)
{
    setenv("LC_ALL", all, 1);
    setenv("LC_MESSAGES", messages, 1);
    setenv("LANG", lang, 1);
    language_open();
}

TEST(the_first_variable_that_is_set_says_the_language)
{
    const char *english = "Commands";
    open_with("", "", "zh_CN.UTF-8");
    CHECK_TEXT(_(english), "命令");
    open_with("", "zh_TW", "de_DE");
    CHECK_TEXT(_(english), "命令");
    open_with("C", "zh_CN", "zh_CN");
    CHECK(_(english) == english);
    open_with("", "", "");
    CHECK(_(english) == english);
}

TEST(what_has_no_translation_stays_as_it_is)
{
    open_with("zh_CN", "", "");
    CHECK_TEXT(_("no such text"), "no such text");
    CHECK_TEXT(_(""), ""); /* the catalogue's head is not a text */
    open_with("", "", "");
}

TEST(errors_are_told_in_the_language_and_stored_in_english)
{
    struct err err;
    open_with("zh_CN", "", "");
    fail(&err, 0, "%s: there is no such option", "--x");
    CHECK_TEXT(err.text, "--x\uff1a没有这个选项");
    errno = ENOENT;
    fail_errno(&err, 0, "cannot open %s", "f");
    CHECK_TEXT(err.text, "无法打开 f: 没有这个文件或文件夹");
    CHECK(language_speak(false));
    fail(&err, 0, "%s: there is no such option", "--x");
    CHECK_TEXT(err.text, "--x: there is no such option");
    CHECK(!language_speak(true));
    fail(&err, 0, "%s: there is no such option", "--x");
    CHECK_TEXT(err.text, "--x\uff1a没有这个选项");
    open_with("", "", "");
    CHECK(!language_speak(true));
    fail(&err, 0, "%s: there is no such option", "--x");
    CHECK_TEXT(err.text, "--x: there is no such option");
}
