/* element.h: what each element of HTML is for a text: element.def. */
#ifndef WORKERS_HTML_ELEMENT_H
#define WORKERS_HTML_ELEMENT_H

#include <stdint.h>

enum element_trait {
    E_BLOCK = 1 << 0,     /* its text stands on lines of its own */
    E_SECTION = 1 << 1,   /* holds parts of a page */
    E_PARAGRAPH = 1 << 2, /* holds one paragraph */
    E_HEADING = 1 << 3,
    E_LINK = 1 << 4,
    E_ITEM = 1 << 5,
    E_ROW = 1 << 6,
    E_CELL = 1 << 7,
    E_DROP = 1 << 8,   /* what stands in it is no text of the page */
    E_OUTER = 1 << 9,  /* navigation, foot, aside: around the text */
    E_MAIN = 1 << 10,  /* says that it holds the text */
    E_BREAK = 1 << 11, /* ends a line; has nothing in it */
    E_ROOT = 1 << 12,  /* around everything: says nothing */
    E_KEEP = 1 << 13,  /* blanks and line ends in it count */
    E_META = 1 << 14,  /* read for what it says of the page */
};

struct element {
    const char *name;
    uint32_t traits;
};

/* The row of a name in lower case; for a name that is not in the table a row without traits. */
const struct element *element_find(const char *name);

#endif
