/* places_main.c: garner-places IMAGE AREAS TOWNS COUNTRIES FORMS DICTIONARY : writes the gazetteer
 * (workers/place/gazetteer.h) from the tables of workers/data/places. The build runs it. */
#include "workers/file.h"
#include "workers/place/gazetteer_make.h"
#include <stdio.h>

enum { TABLES = 5 };

int main(int argc, char **argv)
{
    struct buf bytes[TABLES] = {0}, image = {0};
    struct err err = {0};
    if (argc != TABLES + 2) {
        fprintf(stderr, "usage: garner-places IMAGE AREAS TOWNS COUNTRIES FORMS DICTIONARY\n");
        return 2;
    }
    int rc = 0;
    for (int i = 0; i < TABLES && rc == 0; i++) rc = file_read(argv[i + 2], &bytes[i], &err);
    struct gazetteer_tables tables = {buf_view(&bytes[0]), buf_view(&bytes[1]), buf_view(&bytes[2]),
                                      buf_view(&bytes[3]), buf_view(&bytes[4])};
    if (rc == 0) rc = gazetteer_make(&tables, &image, &err);
    if (rc == 0) rc = file_write(argv[1], buf_view(&image), &err);
    if (rc != 0) fprintf(stderr, "garner-places: %s\n", err.text);
    for (int i = 0; i < TABLES; i++) buf_free(&bytes[i]);
    buf_free(&image);
    return rc ? 2 : 0;
}
