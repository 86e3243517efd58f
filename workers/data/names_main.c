/* names_main.c: garner-names, the program by which the build makes the facts on names.
 *
 *     garner-names PART SURNAMES WORDS AREAS DICTIONARY
 */
#include "workers/file.h"
#include "workers/name/facts_make.h"
#include <stdio.h>

enum { SOURCES = 4 };

int main(int argc, char **argv)
{
    struct buf bytes[SOURCES] = {{0}}, part = {0};
    struct err err = {0};
    int rc = 0;
    if (argc != 2 + SOURCES) {
        fputs("usage: garner-names PART SURNAMES WORDS AREAS DICTIONARY\n", stderr);
        return 2;
    }
    for (int i = 0; i < SOURCES && rc == 0; i++) rc = file_read(argv[i + 2], &bytes[i], &err);
    struct facts_sources sources = {buf_view(&bytes[0]), buf_view(&bytes[1]), buf_view(&bytes[2]),
                                    buf_view(&bytes[3])};
    if (rc == 0) rc = facts_make(&sources, &part, &err);
    if (rc == 0) rc = file_write(argv[1], buf_view(&part), &err);
    if (rc != 0) fprintf(stderr, "garner-names: %s\n", err.text);
    for (int i = 0; i < SOURCES; i++) buf_free(&bytes[i]);
    buf_free(&part);
    return rc ? 1 : 0;
}
