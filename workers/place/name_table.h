/* name_table.h: names and words on their way into a gazetteer, each once, with links to the areas
 * that they name. */
#ifndef WORKERS_PLACE_NAME_TABLE_H
#define WORKERS_PLACE_NAME_TABLE_H

#include "workers/place/gazetteer.h"

struct name_entry {
    uint32_t text, length; /* in `texts` */
    uint32_t last_link;    /* index + 1 of its link added last; 0 = none */
    uint8_t flags;         /* enum form_flag */
    bool told;             /* forms.tsv has a verdict on it */
};
struct name_link {
    uint32_t link, before; /* before: index + 1 of the entry's link added before */
};
struct name_table { /* zero-initialise */
    struct buf texts;
    struct name_entry *entry;
    uint32_t entries, entry_room;
    uint32_t *slot; /* open addressing; index of the entry + 1 */
    uint32_t slots;
    struct name_link *link;
    uint32_t links, link_room;
};

/* The entry of a text, made if there is none yet; valid until the next call. */
struct name_entry *name_table_entry(struct name_table *t, struct view text);
/* The same, or NULL if there is none. */
struct name_entry *name_table_find(const struct name_table *t, struct view text);
/* Says that the text names an area; what is known already is not added again. */
void name_table_link(struct name_table *t, struct view text, uint32_t area, enum link_kind kind);
struct view name_table_text(const struct name_table *t, const struct name_entry *e);
void name_table_free(struct name_table *t);

#endif
