/* list.c: see list.h. */
#include "tests/bench/list.h"
#include "tests/bench/bench_kit.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct buf list_file(const char *path)
{
    struct buf out = {0};
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) bench_die(path, "cannot be read");
    buf_reserve(&out, (size_t)st.st_size + 1);
    ssize_t len = read(fd, out.at, (size_t)st.st_size);
    out.len = len > 0 ? (size_t)len : 0;
    close(fd);
    return out;
}

char **list_lines(const char *path, size_t *count)
{
    struct buf text = list_file(path);
    char *line, *rest = buf_string(&text), **lines = NULL;
    for (*count = 0; (line = strsep(&rest, "\n"));) {
        if (*line == '\0') continue;
        lines = xrealloc(lines, (*count + 1) * sizeof *lines);
        lines[(*count)++] = line;
    }
    return lines; /* into `text`, which stays */
}
