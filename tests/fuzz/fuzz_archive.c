/* fuzz_archive.c: archives with any names and contents, damaged anywhere, and any bytes as an
 * archive.
 *
 * The first byte chooses a form, the next eight what is damaged: four places, each a share of the
 * length, and what they become. The rest is names and contents in turn, a line each, or the bytes
 * of the container themselves.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/taking.h"
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#define SAFE "........" /* the eight bytes, and nothing damaged */
const char *const fuzz_seeds[] = {
    "@" SAFE "a.txt\none\nd/../b\ntwo\n/abs\nthree\n",
    "A" SAFE "\xbc\xf2\xb1\xa8/\xb5\xda\xd2\xbb\xba\xc5.txt\none\nsame\ntwo\nsame\nthree\n",
    "B" SAFE "C:/con\n{\"t\": 1}\n{\"t\": 2}\n!/\n..!/..\n",
    "C" SAFE "From a@b Fri Mar  5 08:00:00 2021\nx\n",
    "D" SAFE "a\n\x1f\x8b\x08\n",
    "D" SAFE "..a\n\x1f\x8b\x08\n...a\n\x1f\x8b\x08\n",
    "E" SAFE "a\nWARC/1.0\n",
    "G" SAFE
    "From a@b Fri Mar  5 08:00:00 2021\nX: y\n\nFrom here\n\nFrom a Fri 09:00\nZ: a\n\nb\n",
    "G" SAFE "{\"t\": \"one\", \"i\": \"\\u4e2d\"}\n{\"t\": {\"a\": [1]}}\nrest\n",
    "G" SAFE "one|cut|two|cut||cut|three",
    "G" SAFE "PK\x03\x04PK\x01\x02PK\x05\x06",
    NULL};

static const struct form {
    const char *format, *filter; /* NULL: the bytes are the container */
} forms[] = {{"zip", NULL},   {"ustar", NULL}, {"pax", NULL},   {"7zip", NULL},
             {"ustar", "xz"}, {"raw", "gzip"}, {"pax", "zstd"}, {NULL, NULL}};
enum { FORMS = sizeof forms / sizeof *forms, DAMAGES = 4, HEAD = 1 + 2 * DAMAGES };

static struct view take_line(struct view *rest)
{
    const char *end = rest->len ? memchr(rest->at, '\n', rest->len) : NULL;
    struct view line = {rest->at, end ? (size_t)(end - rest->at) : rest->len};
    size_t taken = line.len + (end != NULL);
    rest->at += taken;
    rest->len -= taken;
    return line;
}

static void add_member(struct archive *a, struct view name, struct view content)
{
    char text[512];
    snprintf(text, sizeof text, "%.*s", (int)name.len, name.at);
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, *text ? text : "n");
    archive_entry_set_size(e, (la_int64_t)content.len);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    if (archive_write_header(a, e) >= ARCHIVE_WARN) archive_write_data(a, content.at, content.len);
    archive_entry_free(e);
}

static struct buf make(const struct form *form, struct view rest)
{
    struct buf out = {0};
    struct archive *a = archive_write_new();
    buf_reserve(&out, 4 * rest.len + (64 << 10));
    archive_write_set_format_by_name(a, form->format);
    if (form->filter) archive_write_add_filter_by_name(a, form->filter);
    archive_write_set_bytes_in_last_block(a, 1);
    archive_write_open_memory(a, out.at, out.room, &out.len);
    for (int i = 0; rest.len > 0 && i < 50; i++) {
        struct view name = take_line(&rest);
        add_member(a, name, take_line(&rest));
        if (strcmp(form->format, "raw") == 0) break;
    }
    archive_write_close(a);
    archive_write_free(a);
    return out;
}

static void damage(struct buf *b, const uint8_t *how)
{
    for (int i = 0; i < DAMAGES && b->len > 0; i++, how += 2)
        if (how[1] != '.') b->at[how[0] * (b->len - 1) / 255] = (char)how[1];
}

static bool has_web_archive(struct view v)
{
    return v.len > 0 && memmem(v.at, v.len, "WARC/", 5);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct reading how = {
        .text_field = "t", .id_field = "i", .separator = view_of("|cut|"), .max_document = 1 << 16};
    struct buf b = {0};
    if (len < HEAD) return 0;
    const struct form *form = &forms[bytes[0] % FORMS];
    struct view rest = {(const char *)bytes + HEAD, len - HEAD};
    if (form->format)
        b = make(form, rest);
    else
        buf_add_view(&b, rest);
    damage(&b, bytes + 1);
    take_apart(&b, &how, !has_web_archive(rest) && !has_web_archive(buf_view(&b)));
    buf_free(&b);
    return 0;
}
