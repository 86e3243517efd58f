/* container.c: see container.h. */
#include "client/archive/container.h"
#include "client/archive/gunzip.h"
#include "client/archive/packed.h"
#include <string.h>

/* In the order in which they are asked. */
static const struct container_kind *const kinds[] = {
    &zip_kind, &seven_zip_kind, &tar_kind, &warc_kind, &mbox_kind, &json_lines_kind, &pieces_kind,
};

const struct container_kind *container_tell(struct view head, const struct reading *how)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i]->tells(head, how)) return kinds[i];
    return NULL;
}

/* Compressions of a single run of bytes. */
static const struct wrapping {
    bool (*tells)(struct view head);
    struct bytes *(*open)(struct bytes *in, struct meter *meter);
} wrappings[] = {{gunzip_tells, gunzip_open}, {packed_tells, packed_open}};
enum { WRAPPINGS = sizeof wrappings / sizeof *wrappings, MAGIC = 16 };

static const struct wrapping *wrapping_of(struct view head)
{
    for (size_t i = 0; i < WRAPPINGS; i++)
        if (wrappings[i].tells(head)) return &wrappings[i];
    return NULL;
}

bool container_is_wrapped(struct view head)
{
    return wrapping_of(head) != NULL;
}

unsigned container_unwrap(struct bytes **in, unsigned most, struct meter *meter)
{
    unsigned count = 0;
    const struct wrapping *w;
    while (count < most && (w = wrapping_of(bytes_peek(*in, MAGIC)))) {
        *in = w->open(*in, meter);
        count++;
    }
    return count;
}

void member_refuse(struct member *m, unsigned reason, const char *detail)
{
    m->reason = reason;
    strncpy(m->detail, detail, sizeof m->detail - 1);
    m->detail[sizeof m->detail - 1] = '\0';
}
