/* files.c: see files.h. */
#include "tests/client/files.h"
#include "tests/test.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void make_folder(const char *path)
{
    CHECK(mkdir(path, 0700) == 0);
}

void make_bytes(const char *path, const void *bytes, size_t len)
{
    FILE *f = fopen(path, "wb");
    CHECK(f && fwrite(bytes, 1, len, f) == len && fclose(f) == 0);
}

void make_file(const char *path, const char *text)
{
    make_bytes(path, text, strlen(text));
}

void make_link(const char *target, const char *path)
{
    CHECK(symlink(target, path) == 0);
}
