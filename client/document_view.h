/* document_view.h: a document for people to read: its line of the ledger, its articles with their
 * sections, and a table of what was found in each.
 */
#ifndef CLIENT_DOCUMENT_VIEW_H
#define CLIENT_DOCUMENT_VIEW_H

#include "client/table.h"
#include "proto/msg.h"
#include "proto/pack.h"

/* Prints to standard output. result: expanded, and checked (check_whole), or empty. For scripts
 * (TABLE_TSV) only the records are printed. */
void document_view(const struct msg_row *row, struct view result, enum table_form form);

#endif
