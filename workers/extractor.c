/* extractor.c: see extractor.h. */
#include "workers/extractor.h"
#include "build/stages.h"
#include "proto/id.h"
#include "proto/version.h"
#include "workers/resources.h"
#include <stdio.h>
#include <string.h>

void extractor_id(const struct pipeline *p, const struct resources *r, char out[EXTRACTOR_ROOM])
{
    enum { DIGITS = 12 };
    unsigned char hash[SHA256_LEN];
    char digits[2 * SHA256_LEN + 1];
    struct sha256_stream *s = sha256_begin();
    sha256_add(s, STAGES_HASH, strlen(STAGES_HASH));
    sha256_add(s, resources_digest(r), RESOURCE_DIGEST_LEN);
    sha256_end(&s, hash);
    hex_encode(hash, sizeof hash, digits);
    const char *version = p == &pipelines[0] ? GARNER_VERSION : p->name;
    snprintf(out, EXTRACTOR_ROOM, "%.32s+%.*s", version, DIGITS, digits);
}
