/* query_show.h: the tree of a query in one line, for tests and fuzzers. */
#ifndef TESTS_PROTO_QUERY_SHOW_H
#define TESTS_PROTO_QUERY_SHOW_H

#include "proto/query.h"

/* Appends it: (and "调解" {quantity unit:元}). */
void query_show(const struct query_node *node, struct buf *out);

#endif
