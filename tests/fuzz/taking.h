/* taking.h: takes a container apart and holds what comes out against what must always hold. */
#ifndef TESTS_FUZZ_TAKING_H
#define TESTS_FUZZ_TAKING_H

#include "client/archive/contents.h"

/* Empties *container. Whether its members are named by paths can only be held against what they
 * must be if no web archive is in it, where they are URIs. */
void take_apart(struct buf *container, const struct reading *how, bool paths);

#endif
