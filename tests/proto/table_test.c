/* table_test.c: names and numbers of the closed sets find each other; texts of errors are lines. */
#include "proto/error.h"
#include "proto/memory.h"
#include "proto/tables.h"
#include "proto/utf8.h"
#include "tests/test.h"
#include <errno.h>
#include <string.h>

TEST(states_are_found_by_name)
{
    CHECK_TEXT(state_name(STATE_DUPLICATE), "duplicate");
    for (unsigned i = 1; i <= 6; i++) CHECK_INT(state_by_name(state_name(i)), i);
    CHECK_TEXT(state_name(0), "?");
    CHECK_TEXT(state_name(7), "?");
    CHECK_TEXT(state_name(1u << 31), "?");
    CHECK_INT(state_by_name("no such state"), 0);
    CHECK_INT(state_by_name("?"), 0);
}

TEST(reasons_are_found_by_name)
{
    unsigned known = 0;
    for (unsigned i = 0; i < 300; i++) {
        if (strcmp(reason_name(i), "?") == 0) {
            CHECK_INT(reason_state(i), 0);
            continue;
        }
        known++;
        CHECK_INT(reason_by_name(reason_name(i)), i);
        CHECK(reason_state(i) == STATE_FAILED || reason_state(i) == STATE_SKIPPED);
        CHECK(strlen(reason_sentence(i)) > 1);
    }
#define X(...) +1
    CHECK_INT(known, 0 REASONS(X));
#undef X
    CHECK(reason_retries(REASON_DIED) && !reason_retries(REASON_MEMORY));
    CHECK_INT(reason_state(REASON_SUPERSEDED), STATE_SKIPPED);
    CHECK_INT(reason_by_name(""), 0);
}

TEST(errors_and_verdicts_have_names)
{
    CHECK_TEXT(error_name(ERR_HELLO_FIRST), "hello-first");
    CHECK_TEXT(error_name(0), "?");
    CHECK_TEXT(error_name(255), "?");
    CHECK(error_is_fatal(ERR_WRONG_PROTOCOL) && !error_is_fatal(ERR_BUSY) && !error_is_fatal(999));
    CHECK_TEXT(verdict_name(VERDICT_NEW_VERSION), "new version");
    CHECK_TEXT(verdict_name(5), "?");
}

TEST(the_text_of_an_error_is_one_line_of_utf8)
{
    struct err err;
    CHECK_INT(fail(&err, ERR_BUSY, "%s: %d", "a\nb\tc\xff\x7f网", 3), -1);
    CHECK_INT(err.code, ERR_BUSY);
    CHECK_TEXT(err.text, "a?b?c??网: 3");
    CHECK_INT(fail(NULL, 0, "nobody asks"), -1);
    fail(&err, 0, "no file is called %s",
         "\xc2\x9b"
         "2J\u202egnp.exe\u2028\033[0m");
    CHECK_TEXT(err.text, "no file is called ??2J???gnp.exe????[0m");
    errno = ENOSPC;
    fail_errno(&err, 0, "cannot write %s", "x");
    CHECK_TEXT(err.text, "cannot write x: No space left on device");
}

/* Cut at the end of the room, between characters. */
TEST(the_text_of_an_error_is_cut_between_characters)
{
    char text[2000];
    struct err err;
    for (size_t before = 0; before < 8; before++) {
        const char *one = before < 4 ? "网" : "𠀋";
        memset(text, 'x', before);
        for (size_t i = before; i + strlen(one) < sizeof text; i += strlen(one))
            strcpy(text + i, one);
        fail(&err, 0, "%s", text);
        CHECK(strlen(err.text) > sizeof err.text - 5 && strlen(err.text) < sizeof err.text);
        CHECK(utf8_valid(view_of(err.text)));
        CHECK(strchr(err.text, '?') == NULL);
        CHECK(strncmp(err.text, text, strlen(err.text)) == 0);
    }
}
