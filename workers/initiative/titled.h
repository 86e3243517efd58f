/* titled.h: initiatives that a document is about: 《校园书香行动实施方案》 tells of 校园书香行动.
 *
 * The title itself is a document and stays one; its initiative is looked for in the text.
 */
#ifndef WORKERS_INITIATIVE_TITLED_H
#define WORKERS_INITIATIVE_TITLED_H

#include "workers/initiative/mention.h"

/* Reads the title that opens at `at`. Where reading goes on. */
const char *titled_read(struct passage *r, const char *at);

#endif
