/* warc_test.c: web archives, made by hand: every kind of record, every way that a body comes over
 * the line, and every way in which a record can be wrong. */
#include "proto/log.h"
#include "tests/client/packing.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static struct reading plain = {.max_document = 1 << 20};

/* Appends a record; fields end with line ends. */
static void record(struct buf *out, const char *type, const char *fields, struct view block)
{
    buf_format(out, "WARC/1.0\r\nWARC-Type: %s\r\n%sContent-Length: %zu\r\n\r\n", type, fields,
               block.len);
    buf_add_view(out, block);
    buf_add_string(out, "\r\n\r\n");
}

/* A captured answer, whose head is followed by the body. */
static void answer(struct buf *out, const char *uri, const char *head, struct view body)
{
    struct buf block = {0}, fields = {0};
    buf_format(&fields,
               "WARC-Target-URI: %s\r\nWARC-Date: 2021-03-05T08:00:00Z\r\n"
               "Content-Type: application/http; msgtype=response\r\n",
               uri);
    buf_format(&block, "HTTP/1.1 %s\r\n\r\n", head);
    buf_add_view(&block, body);
    record(out, "response", buf_string(&fields), buf_view(&block));
    buf_free(&block);
    buf_free(&fields);
}

/* zlib's forms: 31 gzip, 15 its own, -15 bare. */
static struct buf deflated(const char *text, int form)
{
    struct buf out = {0};
    z_stream z = {.next_in = (Bytef *)(uintptr_t)text, .avail_in = (uInt)strlen(text)};
    buf_reserve(&out, 1000 + strlen(text));
    CHECK(deflateInit2(&z, 9, Z_DEFLATED, form, 9, 0) == Z_OK);
    z.next_out = (Bytef *)out.at;
    z.avail_out = (uInt)out.room;
    CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
    out.len = z.total_out;
    deflateEnd(&z);
    return out;
}

#define DATE " 2021-03-05T08:00:00Z\n"

TEST(warc_gives_what_was_captured)
{
    struct buf w = {0};
    record(&w, "warcinfo", "", view_of("software: none\r\n"));
    answer(&w, "http://a.cn/?q=%E4%B8%AD", "200 OK\r\nContent-Type: text/html; charset=gbk",
           view_of("<p>one"));
    record(&w, "request", "WARC-Target-URI: http://a.cn/\r\n", view_of("GET / HTTP/1.1\r\n\r\n"));
    record(&w, "metadata", "", view_of("a: b"));
    record(&w, "revisit", "WARC-Target-URI: http://a.cn/\r\n", view_of("HTTP/1.1 200 OK\r\n\r\n"));
    record(&w, "resource", "WARC-Target-URI: <ftp://a.cn/r>\r\nContent-Type: text/plain\r\n",
           view_of("two"));
    record(&w, "conversion", "WARC-Date: 2021\r\nContent-Type: text/plain\r\n", view_of("three"));
    record(&w, "something", "", view_of("else"));
    record(&w, "response", "WARC-Target-URI: dns:a.cn\r\nContent-Type: text/dns\r\n",
           view_of("a.cn A"));
    CHECK_TEXT(taken_apart("w", &w, &plain),
               "w!/http://a.cn/?q=%E4%B8%AD = <p>one <text/html; charset=gbk>" DATE
               "w!/ftp://a.cn/r = two <text/plain>\n"
               "w!/3 = three <text/plain> 2021\n"
               "w: container WARC: 3 members\n");
}

TEST(warc_undoes_what_a_server_did_to_the_body)
{
    static const int forms[] = {31, 15, -15};
    static const char *const codings[] = {"gzip", "deflate", "Deflate"};
    struct buf w = {0};
    for (int i = 0; i < 3; i++) {
        struct buf body = deflated("some text, and some text", forms[i]), head = {0};
        buf_format(&head, "200 OK\r\nContent-Encoding: %s", codings[i]);
        answer(&w, "u", buf_string(&head), buf_view(&body));
    }
    static const char brotli[] = "\x0b\x02\x80hello\x03"; /* RFC 7932: one meta-block, stored */
    answer(&w, "u", "200\r\nContent-Encoding: br", (struct view){brotli, sizeof brotli - 1});
    answer(&w, "u", "200 OK\r\ntransfer-encoding:chunked",
           view_of("3\r\none\r\n4;x=y\r\n two\r\n0\r\n\r\n"));
    CHECK_TEXT(taken_apart("w", &w, &plain),
               "w!/u = some text, and some text" DATE "w!/u (2) = some text, and some text" DATE
               "w!/u (3) = some text, and some text" DATE "w!/u (4) = hello" DATE
               "w!/u (5) = one two" DATE "w: container WARC: 5 members\n");
}

/* Crawlers undo chunks and compression, and leave the fields. */
TEST(warc_takes_a_body_as_it_is_if_it_is_not_what_its_fields_say)
{
    struct buf w = {0};
    answer(&w, "a", "200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip",
           view_of("<p>plain"));
    answer(&w, "b", "200 OK\r\nContent-Encoding: deflate", view_of("plain too"));
    answer(&w, "c", "200 OK\r\nContent-Encoding: br", view_of("and so is this"));
    record(&w, "response", "WARC-Target-URI: d\r\nContent-Type: application/http\r\n",
           view_of("no answer"));
    CHECK_TEXT(taken_apart("w", &w, &plain),
               "w!/a = <p>plain" DATE "w!/b = plain too" DATE "w!/c = and so is this" DATE
               "w!/d = no answer\nw: container WARC: 4 members\n");
}

TEST(warc_says_why_there_is_no_page)
{
    struct buf w = {0}, zipped = deflated("so much text that it is worth it, text text text", 31);
    zipped.len -= 12;
    answer(&w, "a", "404 Not Found", view_of("no"));
    answer(&w, "b", "301 Moved\r\nLocation: a", view_of(""));
    answer(&w, "c", "200 OK\r\nContent-Type: image/png", view_of("\x89PNG"));
    answer(&w, "d", "200 OK\r\nContent-Type: image/gif", view_of(" <html>not found"));
    answer(&w, "e", "200 OK\r\nContent-Encoding: zebra", view_of("x"));
    answer(&w, "f", "200 OK\r\nContent-Encoding: gzip", buf_view(&zipped));
    answer(&w, "g", "200 OK", view_of(""));
    char *got = taken_apart("w", &w, &plain);
    CHECK(strstr(got, "w!/a: http-status 404 Not Found" DATE "w!/b: http-status 301 Moved" DATE
                      "w!/c: binary image/png <image/png>" DATE
                      "w!/d =  <html>not found <image/gif>" DATE
                      "w!/e: unsupported-compression its content is encoded as \"zebra\"" DATE
                      "w!/f: damaged its gzip content is damaged behind "));
    CHECK(strstr(got, "w!/g: empty "));
}

static struct buf three_records(void)
{
    struct buf w = {0};
    answer(&w, "a", "200 OK", view_of("the first"));
    answer(&w, "b", "200 OK", view_of("the second"));
    answer(&w, "c", "200 OK", view_of("the third"));
    return w;
}

static char *find(struct buf *w, const char *text)
{
    char *found = memmem(w->at, w->len, text, strlen(text));
    CHECK(found);
    return found;
}

static bool has_first_and_third(const char *got)
{
    return strncmp(got, "w!/a = the first" DATE, strlen("w!/a = the first" DATE)) == 0 &&
           strstr(got, "w!/c = the third" DATE);
}

/* The second record's length is too long, too short, or gone. */
TEST(warc_finds_the_next_record_behind_a_wrong_one)
{
    static const struct {
        const char *from, *to, *why;
    } wrongs[] = {{"Content-Length: 29", "Content-Length: 99", "is not as long as it says"},
                  {"Content-Length: 29", "Content-Length: 19", "is not as long as it says"},
                  {"Content-Length: 29", "Content-Length: 9999", "is cut short"},
                  {"Content-Length: 29", "Content-Longth: 29", "has no head that can be read"},
                  {"Content-Length: 29", "Content-Length: -1", "has no head that can be read"}};
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        struct buf w = three_records(), bent = {0};
        char *place = find(&w, wrongs[i].from);
        buf_add(&bent, w.at, (size_t)(place - w.at));
        buf_add_string(&bent, wrongs[i].to);
        place += strlen(wrongs[i].from);
        buf_add(&bent, place, (size_t)(w.at + w.len - place));
        char *got = taken_apart("w", &bent, &plain);
        CHECK(has_first_and_third(got));
        CHECK(strstr(got, ": damaged the record at byte ") && strstr(got, wrongs[i].why));
        CHECK(strstr(got, "\nw: damaged damaged places: 1; the first: the record at byte "));
    }
}

TEST(warc_passes_over_what_is_no_record)
{
    struct buf w = three_records(), bent = {0};
    char *second = find(&w, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: b");
    buf_add(&bent, w.at, (size_t)(second - w.at));
    buf_add_string(&bent, "garbage WARC/1.0 here\n\nand there\n");
    buf_add(&bent, second, (size_t)(w.at + w.len - second));
    char *got = taken_apart("w", &bent, &plain);
    CHECK(has_first_and_third(got) && strstr(got, "w!/b = the second"));
    CHECK(strstr(got, "\nw: damaged damaged places: 1; "));
}

/* Each record is a stream of gzip; one of them is damaged. */
TEST(warc_goes_on_behind_a_damaged_stream)
{
    static const char *const texts[] = {"the first", "the second", "the third"};
    struct buf w = {0}, one = {0};
    for (int i = 0; i < 3; i++) {
        char uri[] = {(char)('a' + i), '\0'};
        one.len = 0;
        answer(&one, uri, "200 OK", view_of(texts[i]));
        struct buf zipped = deflated(buf_string(&one), 31);
        if (i == 1) memset(zipped.at + zipped.len / 2, 0xff, 8);
        buf_add_view(&w, buf_view(&zipped));
    }
    char *got = taken_apart("w", &w, &plain);
    CHECK(has_first_and_third(got));
    CHECK(strstr(got, ": damaged the record at byte ") &&
          strstr(got, "its gzip bytes are damaged"));
    CHECK(strstr(got, "\nw: damaged damaged places: 1; "));
}

TEST(warc_cut_anywhere_ends_and_keeps_what_was_whole)
{
    struct buf whole = three_records();
    size_t first = (size_t)(find(&whole, "the first") - whole.at) + strlen("the first");
    for (size_t len = 0; len < whole.len; len++) {
        struct buf cut = {0};
        buf_add(&cut, whole.at, len);
        char *got = taken_apart("w", &cut, &plain);
        CHECK(strlen(got) > 0);
        if (len >= first) CHECK(strncmp(got, "w!/a = the first", 16) == 0);
        free(got);
    }
}

/* Records that all lie about their length must not each cost a look at all that they claim. */
TEST(warc_with_lies_takes_linear_time)
{
    struct reading much = {.max_document = 128 << 20};
    uint64_t took[2];
    for (int i = 0; i < 2; i++) {
        struct buf w = {0};
        for (int n = 0; n < 20000 << i; n++)
            buf_add_string(
                &w, "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999\r\n\r\nx\r\n\r\n");
        uint64_t begun = clock_mono_ms();
        free(taken_apart("w", &w, &much));
        took[i] = clock_mono_ms() - begun;
    }
    CHECK(took[1] < 5 * took[0] + 200);
}
