/* words_shared.c: see words_shared.h. */
#include "workers/words/words_shared.h"
#include <string.h>

const struct words *words_shared(const struct resources *shared, struct err *err)
{
    static struct words *open;
    static unsigned char of[RESOURCE_DIGEST_LEN];
    static const char *at;
    if (!shared) return fail(err, 0, "no resources are open"), NULL;
    struct view model = resources_part(shared, "words");
    if (open && at == model.at && memcmp(of, resources_digest(shared), sizeof of) == 0) return open;
    words_close(&open);
    open = words_open(model, err);
    memcpy(of, resources_digest(shared), sizeof of);
    at = model.at;
    return open;
}
