/* file.c: see file.h. */
#include "workers/file.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MOST = 1 << 30 };

int file_read(const char *path, struct buf *out, struct err *err)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *f = standard ? stdin : fopen(path, "rb");
    if (!f) return fail_errno(err, 0, "cannot open %s", path);
    do {
        buf_reserve(out, 1 << 16);
        out->len += fread(out->at + out->len, 1, out->room - out->len, f);
    } while (!feof(f) && !ferror(f) && out->len <= FILE_MOST);
    int rc = ferror(f) ? fail_errno(err, 0, "cannot read %s", path) : 0;
    if (rc == 0 && out->len > FILE_MOST)
        rc = fail(err, 0, "%s: more than %d bytes, or without end", path, FILE_MOST);
    if (!standard) fclose(f);
    return rc;
}

int file_write(const char *path, struct view bytes, struct err *err)
{
    struct buf beside = {0};
    buf_format(&beside, "%s.%d.tmp", path, (int)getpid());
    const char *temporary = buf_string(&beside);
    FILE *f = fopen(temporary, "wb");
    bool good = f && fwrite(bytes.at, 1, bytes.len, f) == bytes.len && fflush(f) == 0 &&
                fsync(fileno(f)) == 0;
    if (f && fclose(f) != 0) good = false;
    if (good && rename(temporary, path) != 0) good = false;
    int rc = good ? 0 : fail_errno(err, 0, "cannot write %s", path);
    if (!good) unlink(temporary);
    buf_free(&beside);
    return rc;
}

bool file_line(struct view *text, struct view *line)
{
    if (!text->len) return false;
    const char *end = memchr(text->at, '\n', text->len);
    *line = (struct view){text->at, end ? (size_t)(end - text->at) : text->len};
    size_t took = line->len + (end != NULL);
    *text = (struct view){text->at + took, text->len - took};
    if (line->len && line->at[line->len - 1] == '\r') line->len--;
    return true;
}
