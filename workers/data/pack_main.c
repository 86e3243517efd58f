/* pack_main.c: garner-data FILE [NAME=SOURCE]... : writes the resources (workers/resources.h), each
 * part from a source file. The build runs it; nobody else needs to. */
#include "workers/file.h"
#include "workers/resources.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_part(char *argument, struct resource_part *part, struct buf *bytes, struct err *err)
{
    char *equals = strchr(argument, '=');
    if (!equals) return fail(err, 0, "not NAME=SOURCE: %s", argument);
    *equals = '\0';
    if (file_read(equals + 1, bytes, err) != 0) return -1;
    *part = (struct resource_part){argument, buf_view(bytes)};
    return 0;
}

int main(int argc, char **argv)
{
    struct err err = {0};
    if (argc < 2) {
        fprintf(stderr, "usage: garner-data FILE [NAME=SOURCE]...\n");
        return 2;
    }
    size_t count = (size_t)argc - 2;
    struct resource_part *parts = xcalloc(count + 1, sizeof *parts);
    struct buf *bytes = xcalloc(count + 1, sizeof *bytes);
    int rc = 0;
    for (size_t i = 0; i < count && rc == 0; i++)
        rc = read_part(argv[i + 2], &parts[i], &bytes[i], &err);
    if (rc == 0) rc = resources_write(argv[1], parts, count, &err);
    if (rc != 0) fprintf(stderr, "garner-data: %s\n", err.text);
    for (size_t i = 0; i < count; i++) buf_free(&bytes[i]);
    free(bytes);
    free(parts);
    return rc ? 2 : 0;
}
