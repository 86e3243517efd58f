/* headed.h: names without quotation marks: what stands between a verb and a head (建立…机制).
 *
 * The head is found first; its name is then sought backwards, up to a verb that opens names or to
 * the end of the name before it (A工程、B工程). What begins at neither is no name.
 */
#ifndef WORKERS_INITIATIVE_HEADED_H
#define WORKERS_INITIATIVE_HEADED_H

#include "workers/initiative/mention.h"

/* Reads the name whose head begins at `at`, and adds its mention. Where reading goes on; NULL if no
 * head is here. */
const char *headed_read(struct passage *r, const char *at);

#endif
