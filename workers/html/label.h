/* label.h: the charset that a page says it is in. */
#ifndef WORKERS_HTML_LABEL_H
#define WORKERS_HTML_LABEL_H

#include "proto/memory.h"

/* The label in the first LABEL_REACH bytes: of <meta charset>, of <meta http-equiv="Content-Type">,
 * of an XML declaration; a view into bytes, empty if there is none. */
enum { LABEL_REACH = 4096 };
struct view html_label(struct view bytes);

#endif
