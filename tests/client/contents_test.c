/* contents_test.c: containers as they come apart: what they hold, under which names, and what
 * becomes of those that are broken. */
#include "client/archive/contents.h"
#include "tests/client/files.h"
#include "tests/client/packing.h"
#include "tests/test.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static struct reading plain = {.max_document = 1 << 20};

TEST(contents_of_a_zip_are_its_members_and_itself)
{
    struct buf zip = packed(
        "zip", NULL, (struct packing[]){{"a.txt", "one", NULL}, {"d/b.txt", "two", NULL}, {0}});
    CHECK_TEXT(taken_apart("x.zip", &zip, &plain), "x.zip!/a.txt = one\n"
                                                   "x.zip!/d/b.txt = two\n"
                                                   "x.zip: container zip: 2 members\n");
}

TEST(contents_of_a_text_are_none)
{
    struct buf text = {0};
    buf_add_string(&text, "PK is no zip, WARC/ no archive, From no letter");
    CHECK_TEXT(taken_apart("x.zip", &text, &plain), "not a container\n");
}

TEST(contents_of_compressed_archives_and_documents)
{
    static const char *const filters[] = {"gzip", "xz", "zstd", "bzip2"};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        struct buf tar = packed("ustar", filters[i], (struct packing[]){{"a", "one", NULL}, {0}});
        CHECK_TEXT(taken_apart("x.tgz", &tar, &plain),
                   "x.tgz!/a = one\nx.tgz: container tar: 1 member\n");
        struct buf text = packed("raw", filters[i], (struct packing[]){{"a", "one", NULL}, {0}});
        CHECK_TEXT(taken_apart("d/x.md.gz", &text, &plain),
                   "d/x.md.gz!/x.md = one\nd/x.md.gz: container a compressed file: 1 member\n");
    }
}

TEST(contents_within_contents)
{
    struct buf inner = packed("7zip", NULL, (struct packing[]){{"a", "one", NULL}, {0}});
    struct buf tar = packed("ustar", "xz",
                            (struct packing[]){{"i.7z", .bytes = &inner}, {"z", "two", NULL}, {0}});
    struct buf zip = packed("zip", NULL, (struct packing[]){{"t.txz", .bytes = &tar}, {0}});
    CHECK_TEXT(taken_apart("x", &zip, &plain), "x!/t.txz!/i.7z!/a = one\n"
                                               "x!/t.txz!/i.7z: container 7z: 1 member\n"
                                               "x!/t.txz!/z = two\n"
                                               "x!/t.txz: container tar: 2 members\n"
                                               "x: container zip: 1 member\n");
}

TEST(contents_go_down_so_far_and_no_further)
{
    struct buf in = {0};
    buf_add_string(&in, "text");
    for (int i = 0; i < MAX_NESTING + 1; i++) {
        struct buf out = packed("raw", "gzip", (struct packing[]){{"a", .bytes = &in}, {0}});
        buf_free(&in);
        in = out;
    }
    CHECK(strstr(taken_apart("x.gz", &in, &plain), "x.gz: nested-too-deep") != NULL);
}

TEST(a_member_over_the_limit_fails_alone)
{
    struct reading few = {.max_document = 100000};
    char *large = xcalloc(1, 200001);
    memset(large, 'x', 200000);
    static const char *const formats[] = {"zip", "ustar", "7zip"};
    for (size_t i = 0; i < 3; i++) {
        struct buf a = packed(formats[i], NULL,
                              (struct packing[]){{"l", large, NULL}, {"s", "small", NULL}, {0}});
        char *got = taken_apart("x", &a, &few);
        CHECK(
            strstr(got, "x!/l: too-large 200000 bytes, over the limit of 100000\nx!/s = small\n"));
    }
    free(large);
}

TEST(an_archive_that_is_cut_gives_what_there_is)
{
    struct packing members[] = {
        {"a", "the first of them", NULL}, {"b", "the second", NULL}, {"c", "the third", NULL}, {0}};
    struct buf tar = packed("ustar", NULL, members);
    tar.len = 512 + 512 + 512 + 5; /* header, a, header, five bytes of b */
    CHECK_TEXT(
        taken_apart("x", &tar, &plain),
        "x!/a = the first of them\n"
        "x!/b: damaged near byte 1541: Truncated tar archive\n"
        "x: damaged near byte 1541: Truncated input file (needed 507 bytes, only 0 available); "
        "members before: 2\n");
    struct buf zip = packed("zip", NULL, members);
    zip.len = (size_t)((char *)memmem(zip.at, zip.len, "the second", 10) - zip.at) + 4;
    char *got = taken_apart("x", &zip, &plain);
    CHECK(strncmp(got, "x!/a = the first of them\nx!/b: damaged ", 39) == 0);
    CHECK(strstr(got, "\nx: damaged ") != NULL);
}

/* Every beginning of an archive, and every single byte of it changed: it ends, and says something.
 */
TEST(an_archive_damaged_anywhere_comes_to_an_end)
{
    static const char *const formats[] = {"zip", "ustar", "7zip"};
    for (size_t f = 0; f < 3; f++) {
        struct buf whole =
            packed(formats[f], f == 1 ? "gzip" : NULL,
                   (struct packing[]){{"a", "one and more", NULL}, {"b", "two", NULL}, {0}});
        for (size_t i = 0; i < whole.len; i += 1 + whole.len / 400) {
            struct buf cut = {0}, bent = {0};
            buf_add(&cut, whole.at, i);
            buf_add_view(&bent, buf_view(&whole));
            bent.at[i] ^= 0x55;
            CHECK(strlen(taken_apart("x", &cut, &plain)) > 0);
            CHECK(strlen(taken_apart("x", &bent, &plain)) > 0);
        }
    }
}

TEST(a_bomb_ends_the_archive_and_all_in_it)
{
    struct reading much = {.max_document = 1 << 30};
    size_t len = 300 << 20;
    struct buf zeros = {xcalloc(1, len), len, len};
    struct buf bomb = packed("raw", "gzip", (struct packing[]){{"a", .bytes = &zeros}, {0}});
    buf_free(&zeros);
    char *got = taken_apart("x.gz", &bomb, &much);
    CHECK(strncmp(got, "x.gz!/x: archive-bomb it expands to more than 268435456 bytes", 61) == 0);
    CHECK(strstr(got, "\nx.gz: archive-bomb ") != NULL);
}

TEST(members_of_one_name_are_told_apart)
{
    struct buf tar = packed(
        "ustar", NULL,
        (struct packing[]){
            {"a", "1", NULL}, {"a", "2", NULL}, {"./a", "3", NULL}, {"a (2)", "4", NULL}, {0}});
    CHECK_TEXT(taken_apart("x", &tar, &plain),
               "x!/a = 1\nx!/a (2) = 2\nx!/a (3) = 3\nx!/a (2) (4) = 4\n"
               "x: container tar: 4 members\n");
}

/* Files that are longer than a document may be */

/* What comes out of a file, read as a submission reads it. */
static char *taken_from(const char *path, const struct reading *how)
{
    struct contents *c = contents_new(how);
    struct intake in = {0};
    struct view source;
    struct buf out = {0};
    intake_read(&in, AT_FDCWD, path, false, how->max_document);
    CHECK_INT(in.reason, REASON_TOO_LARGE);
    if (!contents_begin(c, view_of("x"), &in, AT_FDCWD, path, false))
        buf_format(&out, "%s\n", reason_name(in.reason));
    while (contents_next(c, &in, &source)) told(&out, source, &in);
    contents_free(&c);
    intake_free(&in);
    return buf_string(&out);
}

TEST(a_long_file_is_read_as_it_comes)
{
    struct reading few = {.max_document = 1000, .text_field = "t", .separator = view_of("\f")};
    char large[2001] = "";
    memset(large, 'x', 2000);
    static const char *const forms[] = {"zip", "ustar", "7zip"};
    for (size_t i = 0; i < 3; i++) {
        struct buf a = packed(
            forms[i], NULL,
            (struct packing[]){{"a", "one", NULL}, {"l", large, NULL}, {"b", "two", NULL}, {0}});
        make_bytes("archive", a.at, a.len);
        CHECK(a.len > 1000 || i == 2);
        if (a.len <= 1000) continue; /* 7z makes little of it */
        char *got = taken_from("archive", &few);
        CHECK(
            strncmp(got,
                    "x!/a = one\nx!/l: too-large 2000 bytes, over the limit of 1000\nx!/b = two\n",
                    70) == 0);
        CHECK(strstr(got, "x: container ") && strstr(got, ": 3 members\n"));
    }
    struct buf lines = {0};
    for (int i = 0; i < 200; i++) buf_format(&lines, "{\"t\": \"line %d\"}\n", i);
    make_bytes("lines", lines.at, lines.len);
    CHECK(strstr(taken_from("lines", &few), "x!/200 = {\"t\": \"line 199\"} "));
    make_file("large", large);
    CHECK_TEXT(taken_from("large", &few), "too-large\n");
}

/* Texts with marks in them */

TEST(json_lines_are_documents_where_a_field_is_named)
{
    static const char lines[] = "\xef\xbb\xbf{\"id\": \"k/1\", \"t\": \"one\"}\r\n\n{\"id\": 7, "
                                "\"t\": \"two\"}\n{\"t\": 1}\nrest";
    struct reading named = {.max_document = 100, .text_field = "t", .id_field = "id"};
    struct buf text = {0};
    buf_add_string(&text, lines);
    CHECK_TEXT(
        taken_apart("x", &text, &named),
        "x!/k/1 = {\"id\": \"k/1\", \"t\": \"one\"} <application/x-ndjson-line; text=\"t\"; "
        "id=\"id\">\n"
        "x!/7 = {\"id\": 7, \"t\": \"two\"} <application/x-ndjson-line; text=\"t\"; id=\"id\">\n"
        "x!/4 = {\"t\": 1} <application/x-ndjson-line; text=\"t\"; id=\"id\">\n"
        "x!/5 = rest <application/x-ndjson-line; text=\"t\"; id=\"id\">\n"
        "x: container JSON lines: 4 members\n");
    buf_add_string(&text, lines);
    CHECK_TEXT(taken_apart("x", &text, &plain), "not a container\n");
    buf_add_string(&text, "{\n  \"t\": \"an object over several lines\"\n}\n");
    CHECK_TEXT(taken_apart("x", &text, &named), "not a container\n");
}

TEST(a_line_over_the_limit_does_not_take_the_next_one_along)
{
    struct reading named = {.max_document = 70000, .text_field = "t"};
    struct buf text = {0};
    buf_add_string(&text, "{\"t\": 1}\n{\"t\": \"");
    for (int i = 0; i < 300000; i++) buf_add_char(&text, 'x');
    buf_add_string(&text, "\"}\n{\"t\": 3}");
    char *got = taken_apart("x", &text, &named);
    CHECK(strstr(got, "x!/2: too-large 300009 bytes, over the limit of 70000\n"));
    CHECK(strstr(got, "x!/3 = {\"t\": 3} ") && strstr(got, "x: container JSON lines: 3 members\n"));
}

TEST(a_text_is_cut_at_the_separator_in_its_own_charset)
{
    struct reading cut = {.max_document = 1000, .separator = view_of("\n——\n")};
    struct buf text = {0};
    buf_add_string(&text, "一份报告\n——\n \n——\n二份报告");
    CHECK_TEXT(taken_apart("x", &text, &cut),
               "x!/1 = 一份报告\nx!/2 = 二份报告\nx: container text in pieces: 2 members\n");
    buf_add_string(&text,
                   "\xd2\xbb\xb7\xdd\xb9\xa4\xd7\xf7\xb1\xa8\xb8\xe6\n\xa1\xaa\xa1\xaa\n\xb6\xfe");
    char *got = taken_apart("x", &text, &cut);
    CHECK(strstr(got, "x!/2 = \xb6\xfe <text/plain; charset=gb18030>\n"));
    buf_add_string(&text, "no such mark");
    CHECK_TEXT(taken_apart("x", &text, &cut), "not a container\n");
    buf_add_string(&text, "<p>a page\n——\nwith it</p>");
    CHECK_TEXT(taken_apart("x", &text, &cut), "not a container\n");
}

TEST(a_separator_is_no_half_of_a_character)
{
    struct reading cut = {.max_document = 1000, .separator = view_of("||")};
    struct buf text = {0};
    buf_add_string(&text,
                   "\xbd\xf1\xc4\xea\xb1\xa8\xb8\xe6\xb9\xa4\xd7\xf7\x85\x7c" /* ends with | */
                   "||\xd2\xbb||\xb6\xfe");
    CHECK_TEXT(taken_apart("x", &text, &cut),
               "x!/1 = \xbd\xf1\xc4\xea\xb1\xa8\xb8\xe6\xb9\xa4\xd7\xf7\x85\x7c <text/plain; "
               "charset=gb18030>\n"
               "x!/2 = \xd2\xbb <text/plain; charset=gb18030>\n"
               "x!/3 = \xb6\xfe <text/plain; charset=gb18030>\n"
               "x: container text in pieces: 3 members\n");
    cut.separator = view_of("中");
    buf_add_string(
        &text,
        "\xff\xfe\xa5\x62\x4a\x54\x30\x2d\x4e\x4e\x2d\x4e\x06\x52"); /* U+2D30 and 乎 have its bytes
                                                                        between them */
    CHECK(strstr(taken_apart("x", &text, &cut), "x: container text in pieces: 2 members\n"));
}

TEST(a_mailbox_is_cut_where_letters_begin)
{
    struct buf text = {0};
    buf_add_string(
        &text,
        "From a@b Fri Mar  5 08:00:00 2021\r\nSubject: one\r\n\r\nFrom here on, at 8:00\r\n\r\n"
        "From no time of day\nX: y\n\nFrom c@d Fri Mar  5 09:00:00 2021\nSubject: two\n\nend\n");
    CHECK_TEXT(taken_apart("x", &text, &plain),
               "x!/1 = Subject: one\r\n\r\nFrom here on, at 8:00\r\n\r\nFrom no time of day\nX: "
               "y\n <message/rfc822>\n"
               "x!/2 = Subject: two\n\nend\n <message/rfc822>\n"
               "x: container mailbox: 2 members\n");
}

TEST(office_documents_and_books_are_no_containers)
{
    static const struct packing forms[][3] = {
        {{"mimetype", "application/epub+zip", NULL}, {"a", "b", NULL}, {0}},
        {{"[Content_Types].xml", "<Types/>", NULL}, {"word/document.xml", "b", NULL}, {0}},
        {{"word/document.xml", "b", NULL}, {"[Content_Types].xml", "<Types/>", NULL}, {0}},
    };
    for (size_t i = 0; i < 3; i++) {
        struct buf book = packed("zip", NULL, forms[i]);
        CHECK_TEXT(taken_apart("x", &book, &plain), "not a container\n");
        book = packed("zip", NULL, forms[i]);
        struct buf tar = packed("ustar", NULL, (struct packing[]){{"a.docx", .bytes = &book}, {0}});
        CHECK(strncmp(taken_apart("x", &tar, &plain), "x!/a.docx = PK", 14) == 0);
    }
}
