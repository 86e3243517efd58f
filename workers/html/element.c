/* element.c: see element.h. */
#include "workers/html/element.h"
#include <stdlib.h>
#include <string.h>

static const struct element elements[] = {
#define X(name, traits) {name, traits},
#include "workers/html/element.def"
#undef X
};

static int by_name(const void *name, const void *row)
{
    return strcmp(name, ((const struct element *)row)->name);
}

const struct element *element_find(const char *name)
{
    static const struct element in_line = {"", 0};
    const struct element *found =
        bsearch(name, elements, sizeof elements / sizeof *elements, sizeof *elements, by_name);
    return found ? found : &in_line;
}
