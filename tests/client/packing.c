/* packing.c: see packing.h. */
#include "tests/client/packing.h"
#include "tests/test.h"
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <string.h>

static void add(struct archive *a, const struct packing *p)
{
    struct view content = p->bytes ? buf_view(p->bytes) : view_of(p->text);
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, p->name);
    archive_entry_set_size(e, (la_int64_t)content.len);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    CHECK(archive_write_header(a, e) == ARCHIVE_OK);
    CHECK(archive_write_data(a, content.at, content.len) == (la_ssize_t)content.len);
    archive_entry_free(e);
}

struct buf packed(const char *format, const char *filter, const struct packing *members)
{
    struct buf out = {0};
    struct archive *a = archive_write_new();
    size_t most = 1 << 20;
    for (const struct packing *p = members; p->name; p++)
        most += p->bytes ? p->bytes->len : strlen(p->text);
    buf_reserve(&out, most);
    CHECK(archive_write_set_format_by_name(a, format) == ARCHIVE_OK);
    CHECK(!filter || archive_write_add_filter_by_name(a, filter) == ARCHIVE_OK);
    if (strcmp(format, "zip") == 0) archive_write_set_options(a, "zip:compression=store");
    archive_write_set_bytes_in_last_block(a, 1);
    CHECK(archive_write_open_memory(a, out.at, out.room, &out.len) == ARCHIVE_OK);
    for (const struct packing *p = members; p->name; p++) add(a, p);
    CHECK(archive_write_close(a) == ARCHIVE_OK);
    archive_write_free(a);
    return out;
}

void told(struct buf *out, struct view source, const struct intake *in)
{
    buf_add_view(out, source);
    if (in->reason) {
        buf_format(out, ": %s %s", reason_name(in->reason), in->detail);
    } else {
        buf_add_string(out, " = ");
        buf_add_view(out, buf_view(&in->bytes));
    }
    if (in->declared.len) buf_format(out, " <%.*s>", (int)in->declared.len, in->declared.at);
    if (in->date.len) buf_format(out, " %.*s", (int)in->date.len, in->date.at);
    buf_add_char(out, '\n');
}

char *taken_apart(const char *source, struct buf *container, const struct reading *how)
{
    struct contents *c = contents_new(how);
    struct intake in = {.bytes = *container, .length = container->len};
    struct buf out = {0};
    struct view name = view_of(source);
    *container = (struct buf){0};
    if (!contents_begin(c, name, &in, AT_FDCWD, "", false)) {
        if (in.reason)
            told(&out, name, &in);
        else
            buf_add_string(&out, "not a container\n");
    }
    while (contents_next(c, &in, &name)) told(&out, name, &in);
    contents_free(&c);
    CHECK(c == NULL);
    intake_free(&in);
    return buf_string(&out);
}
