/* words_shared.h: the word model of the resources, open: stages that need it share one.
 */
#ifndef WORKERS_WORDS_SHARED_H
#define WORKERS_WORDS_SHARED_H

#include "workers/resources.h"
#include "workers/words/words.h"

/* The model in part "words", opened once a process: to check its digest takes longer than many a
 * document. It stays open. NULL with *err if there are no resources, or no model in them. */
const struct words *words_shared(const struct resources *shared, struct err *err);

#endif
