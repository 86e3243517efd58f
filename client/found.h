/* found.h: what a record says beside its kind, text and place, in a cell of a table.
 *
 * Scripts get all of it, as members of a JSON object. People, who see the text beside it, get what
 * the text does not say: "7,294,000,000 元, 完成投资"; the bounds of a date, dimensions and base
 * units are left to scripts.
 */
#ifndef CLIENT_FOUND_H
#define CLIENT_FOUND_H

#include "proto/memory.h"
#include "proto/pack.h"

/* Append to out. record: a map of the export contract (PROTOCOL.md, 15), checked. */
void found_for_people(struct buf *out, struct unpack record);
void found_for_scripts(struct buf *out, struct unpack record); /* "value":"353000000","unit":"元" */

#endif
