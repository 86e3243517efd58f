/* format_test.c: which format a document has, and the parts that readers are made of. */
#include "proto/log.h"
#include "tests/test.h"
#include "workers/decode.h"
#include "workers/format/format.h"
#include "workers/format/joint.h"
#include "workers/format/mail_header.h"
#include "workers/format/media.h"
#include "workers/format/program.h"
#include "workers/format/transfer.h"
#include <string.h>

static void check_view(struct view got, const char *want)
{
    char text[256];
    snprintf(text, sizeof text, "%.*s", (int)got.len, got.len ? got.at : "");
    CHECK_TEXT(text, want);
}

TEST(media_types_are_taken_apart)
{
    struct view type = view_of(" Text/HTML ; Charset = \"GBK\" ;x; name=\"a;b\"; n=2");
    check_view(media_name(type), "Text/HTML");
    check_view(media_parameter(type, "charset"), "GBK");
    check_view(media_parameter(type, "name"), "a;b");
    check_view(media_parameter(type, "n"), "2");
    check_view(media_parameter(type, "x"), "");
    check_view(media_name(view_of("")), "");
    CHECK(media_listed("txt html htm", view_of("HTML")));
    CHECK(!media_listed("txt html", view_of("ht")) && !media_listed("", view_of("")));
}

static const char *format_of(const char *bytes, const char *declared, const char *source)
{
    struct document d = {
        .bytes = view_of(bytes), .declared = view_of(declared), .source = view_of(source)};
    return format_find(&d)->media_type;
}

TEST(formats_are_told_by_content_then_declaration_then_name)
{
    CHECK_TEXT(format_of("%PDF-1.4", "text/html", "a.txt"), "application/pdf");
    CHECK_TEXT(format_of("<!-- x -->\n<HTML>", "text/plain", "a.txt"), "text/html");
    CHECK_TEXT(format_of("<?xml version='1.0'?>\n<html>", "", ""), "text/html");
    CHECK_TEXT(format_of("<?xml version='1.0'?><r/>", "", "a.txt"), "application/xml");
    CHECK_TEXT(format_of("From: a\nMessage-ID: <b>\n\nc", "", "a.txt"), "message/rfc822");
    CHECK_TEXT(format_of("From: a\nto b\n\nc", "", "a.txt"), "text/plain");
    CHECK_TEXT(format_of("a", "text/x-markdown; charset=utf-8", "a.json"), "text/markdown");
    CHECK_TEXT(format_of("a", "application/octet-stream", "x.zip!/dir.d/a.JSON"),
               "application/json");
    CHECK_TEXT(format_of("a", "", "http://a.cn/b.html?c=d.txt"), "text/html");
    CHECK_TEXT(format_of("a", "", "dir.md/a"), "text/plain");
    CHECK_TEXT(format_of("how a %PDF-1.4 begins", "", ""), "text/plain");
}

TEST(the_declared_charset_is_believed)
{
    static const struct budget no_limit;
    struct arena arena = {0};
    struct document d = {.arena = &arena};
    struct err err;
    unsigned reason;
    d.bytes = view_of("\xa4\xa4\xa4\xe5\xb9\xcf\xae\xd1");
    d.declared = view_of("text/plain; charset=big5");
    CHECK_INT(stage_decode.run(&d, NULL, &no_limit, &reason, &err), STAGE_GO_ON);
    CHECK_TEXT(d.charset, "big5");
    check_view(d.canonical, "中文圖書");
    arena_free(&arena);
}

static void check_joint(const char *first, const char *second, const char *want)
{
    char text[256];
    struct joint joint = joint_of(view_of(first), view_of(second));
    snprintf(text, sizeof text, "%.*s%s%s", (int)(strlen(first) - joint.cut), first,
             joint.blank ? " " : "", second);
    CHECK_TEXT(text, want);
}

TEST(lines_are_joined_as_their_language_wants)
{
    check_joint("南明", "区", "南明区");
    check_joint("到2020", "年底", "到2020年底");
    check_joint("完成16", "3.8万元", "完成163.8万元");
    check_joint("in 2019", "35 people", "in 2019 35 people");
    check_joint("roads and", "bridges", "roads and bridges");
    check_joint("infra-", "structure", "infrastructure");
    check_joint("infra\xc2\xad", "structure", "infrastructure");
    check_joint("Rhine-", "Main", "Rhine- Main");
    check_joint("他说:“", "好", "他说:“好");
    CHECK_INT((long long)joint_width(view_of("a南，b")), 6);
}

TEST(transfer_encodings_are_undone)
{
    struct buf out = {0};
    transfer_base64(view_of("5Li=\r\n*5Lit\n5Z u9"), &out);
    CHECK_TEXT(buf_string(&out), "\xe4\xb8中国");
    out.len = 0;
    transfer_quoted(view_of("=E4=B8=AD_a= \r\nb=4 =zz="), false, &out);
    CHECK_TEXT(buf_string(&out), "中_ab=4 =zz=");
    out.len = 0;
    transfer_quoted(view_of("a_b"), true, &out);
    transfer_percent(view_of("%E4%B8%AD%4%"), &out);
    CHECK_TEXT(buf_string(&out), "a b中%4%");
    buf_free(&out);
}

TEST(headers_are_unfolded_and_decoded)
{
    static const struct budget no_limit;
    struct arena arena = {0};
    struct document d = {.arena = &arena};
    struct view headers, body;
    /* 中 is cut between the first two words */
    mail_split(
        view_of("SUBJECT: =?utf-8?B?5Lg=?=\r\n =?UTF-8?Q?=AD?= a\r\n\tb =?x\r\nX: y\r\n\r\nz"),
        &headers, &body);
    check_view(body, "z");
    check_view(mail_words(&d, mail_header(headers, "Subject"), &no_limit), "中 a b =?x");
    check_view(mail_header(headers, "x"), "y");
    check_view(mail_header(headers, "Sub"), "");
    check_view(mail_name(view_of("\"A, B\" <c@d>")), "A, B");
    check_view(mail_name(view_of("<c@d>")), "c@d");
    check_view(mail_date(&d, view_of("Fri, 5 Mar 2021 10:20:00 +0800")), "2021-03-05");
    check_view(mail_date(&d, view_of("05 mar 21 10:20")), "2021-03-05");
    check_view(mail_date(&d, view_of("5 Mai 2021")), "");
    check_view(mail_date(&d, view_of("5 M 2021")), "");
    check_view(mail_date(&d, view_of("")), "");
    arena_free(&arena);
}

static enum program_end run(const char *const *argv, struct view input, size_t most,
                            uint64_t wall_ms, struct buf *out, int *status)
{
    struct program p = {argv, input, most};
    struct budget budget = {.wall_ms_end = wall_ms ? clock_mono_ms() + wall_ms : 0};
    struct buf messages = {0};
    out->len = 0;
    enum program_end end = program_run(&p, &budget, out, &messages, status);
    buf_free(&messages);
    return end;
}

TEST(programs_are_filters_under_limits)
{
    static const char *const cat[] = {"cat", NULL}, *const none[] = {"no-such-program", NULL},
                             *const sleep[] = {"sleep", "60", NULL},
                             *const fails[] = {"false", NULL},
                             *const dies[] = {"sh", "-c", "kill -SEGV $$", NULL},
                             *const files[] = {"sh", "-c", "echo x >file", NULL};
    struct buf out = {0}, input = {0};
    int status = 0;
    for (int i = 0; i < 300000; i++) buf_add_string(&input, "0123456789");
    struct view all = buf_view(&input);
    CHECK_INT(run(cat, all, all.len, 0, &out, &status), PROGRAM_ENDED);
    CHECK(status == 0 && view_equal(buf_view(&out), all));
    CHECK_INT(run(cat, all, all.len - 1, 0, &out, &status), PROGRAM_LARGE);
    CHECK_INT((long long)out.len, (long long)all.len - 1);
    CHECK_INT(run(none, all, 1, 0, &out, &status), PROGRAM_MISSING);
    CHECK_INT(run(sleep, all, 1, 50, &out, &status), PROGRAM_SLOW);
    CHECK_INT(run(fails, all, 1, 0, &out, &status), PROGRAM_ENDED);
    CHECK_INT(status, 1);
    CHECK_INT(run(dies, all, 1, 0, &out, &status), PROGRAM_DIED);
    run(files, all, 1, 0, &out, &status); /* it may make a file, not fill it */
    CHECK(status != 0);
    buf_free(&out);
    buf_free(&input);
}
