/* container.c: see container.h. */
#include "client/archive/container.h"
#include "client/archive/decompress.h"
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

unsigned container_unwrap(struct bytes **in, unsigned most, struct meter *meter)
{
    unsigned count = 0;
    const struct codec *codec;
    while (count < most && (codec = codec_tell(bytes_peek(*in, CODEC_MAGIC)))) {
        *in = decompress_open(*in, codec, meter);
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
