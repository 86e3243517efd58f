/* warc_type.h: which captures of a web archive hold text for people.
 *
 * Half of what a crawler brings is pictures, fonts, styles and scripts. They are in the ledger by
 * name, but need not travel. A page that was labelled as one of them by mistake begins with '<'.
 */
#ifndef CLIENT_ARCHIVE_WARC_TYPE_H
#define CLIENT_ARCHIVE_WARC_TYPE_H

#include "proto/memory.h"
#include <stdbool.h>

bool warc_type_is_text(struct view declared, struct view content);

#endif
