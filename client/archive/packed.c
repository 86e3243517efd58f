/* packed.c: the archives that libarchive reads: zip, 7z, tar (container.h). */
#include "client/archive/container.h"
#include "client/archive/libarchive.h"
#include "client/archive/zip_directory.h"
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

static bool begins(struct view head, const char *magic, size_t len)
{
    return head.len >= len && memcmp(head.at, magic, len) == 0;
}

struct archive_reader {
    struct container container;
    struct unpacker unpacker;
    uint64_t entries;
    bool readable; /* the present entry */
};

static bool tells_zip(struct view head, const struct reading *how)
{
    return (begins(head, "PK\3\4", 4) || begins(head, "PK\5\6", 4)) && !zip_is_document(head);
}

static bool tells_seven_zip(struct view head, const struct reading *how)
{
    return begins(head, "7z\xbc\xaf\x27\x1c", 6);
}

/* The number in a field of a tar header: octal digits, blanks around. */
static long octal(const char *at, size_t len)
{
    char text[16] = {0};
    memcpy(text, at, len < sizeof text ? len : sizeof text - 1);
    return strtol(text, NULL, 8);
}

/* POSIX.1, ustar: the sum of the header's bytes, its own field counted as blanks. It is the one
 * thing that old tars have as well. */
static bool tells_tar(struct view head, const struct reading *how)
{
    enum { HEADER = 512, SUM = 148, SUM_LEN = 8 };
    long sum = 0, old = 0; /* some added signed bytes */
    if (head.len < HEADER || *head.at == '\0') return false;
    for (size_t i = 0; i < HEADER; i++) {
        bool own = i >= SUM && i < SUM + SUM_LEN;
        sum += own ? ' ' : (unsigned char)head.at[i];
        old += own ? ' ' : (signed char)head.at[i];
    }
    long told = octal(head.at + SUM, SUM_LEN);
    return told == sum || told == old;
}

static void enable_zip(struct archive *a)
{
    archive_read_support_format_zip(a);
}
static void enable_seven_zip(struct archive *a)
{
    archive_read_support_format_7zip(a);
}
static void enable_tar(struct archive *a)
{
    archive_read_support_format_tar(a);
}

static struct container *open_with(const struct container_kind *kind,
                                   void (*enable)(struct archive *a), struct bytes *in,
                                   struct reading *how, struct err *err)
{
    struct archive_reader *r = xcalloc(1, sizeof *r);
    r->container.kind = kind;
    if (unpacker_open(&r->unpacker, in, &how->meter, enable, err) == 0) return &r->container;
    unpacker_close(&r->unpacker);
    free(r);
    return NULL;
}

static struct container *open_zip(struct bytes *in, struct reading *how, struct err *err)
{
    if (bytes_is_whole(in)) zip_unflag(in->ahead.at + in->at, in->ahead.len - in->at);
    return open_with(&zip_kind, enable_zip, in, how, err);
}
static struct container *open_seven_zip(struct bytes *in, struct reading *how, struct err *err)
{
    return open_with(&seven_zip_kind, enable_seven_zip, in, how, err);
}
static struct container *open_tar(struct bytes *in, struct reading *how, struct err *err)
{
    return open_with(&tar_kind, enable_tar, in, how, err);
}

/* What is in the archive and no file. */
static void refuse_link(struct member *m, struct archive_entry *e)
{
    const char *hard = archive_entry_hardlink(e), *soft = archive_entry_symlink(e);
    struct err err;
    if (hard || soft)
        fail(&err, 0, "it is a %s link to %s", hard ? "hard" : "symbolic", hard ? hard : soft);
    else
        fail(&err, 0, "it is no file");
    member_refuse(m, REASON_NOT_A_FILE, err.text);
}

static void describe(struct archive_reader *r, struct member *m, struct archive_entry *e)
{
    const char *name = archive_entry_pathname(e);
    if (name) buf_add_string(&m->name, name);
    if (archive_entry_size_is_set(e) && archive_entry_size(e) > 0)
        m->length = (uint64_t)archive_entry_size(e);
    r->readable = false;
    if (archive_entry_hardlink(e) || archive_entry_filetype(e) != AE_IFREG)
        refuse_link(m, e);
    else if (archive_entry_is_encrypted(e))
        member_refuse(m, REASON_ENCRYPTED, reason_sentence(REASON_ENCRYPTED));
    else
        r->readable = true;
}

static int next_entry(struct container *c, struct member *m, struct err *err)
{
    struct archive_reader *r = (struct archive_reader *)c;
    struct archive_entry *e = NULL;
    for (;;) {
        int got = archive_read_next_header(r->unpacker.archive, &e);
        if (got == ARCHIVE_EOF) return 0;
        if (got == ARCHIVE_RETRY) continue;
        if (got < ARCHIVE_WARN) return unpacker_fail(&r->unpacker, err);
        if (archive_entry_filetype(e) == AE_IFDIR) continue;
        describe(r, m, e);
        return 1;
    }
}

static ssize_t read_entry(struct container *c, char *out, size_t room, struct err *err)
{
    struct archive_reader *r = (struct archive_reader *)c;
    return r->readable ? unpacker_read(&r->unpacker, out, room, err) : 0;
}

static void close_reader(struct container *c)
{
    struct archive_reader *r = (struct archive_reader *)c;
    unpacker_close(&r->unpacker);
    free(r);
}

const struct container_kind zip_kind = {"zip",    true,       false,      tells_zip,
                                        open_zip, next_entry, read_entry, close_reader};
const struct container_kind seven_zip_kind = {
    "7z", true, false, tells_seven_zip, open_seven_zip, next_entry, read_entry, close_reader};
const struct container_kind tar_kind = {"tar",    false,      false,      tells_tar,
                                        open_tar, next_entry, read_entry, close_reader};
