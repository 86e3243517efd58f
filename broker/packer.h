/* packer.h: squeezes documents and results anew, with what they have in common (store_packed.h).
 *
 * The compactor's thread does it, when nobody brings documents and there is nothing to be merged.
 * It goes over the documents in the order of their numbers, up to the first one that still waits,
 * and makes slices for the loop to write. Nothing is begun for little: dictionaries are made when
 * there are some megabytes, later ones only if they save more than they take.
 */
#ifndef BROKER_PACKER_H
#define BROKER_PACKER_H

#include "broker/store_packed.h"

struct packer;
struct packer *packer_open(struct store_read *read); /* used between the caller's own pages */
void packer_free(struct packer **p);                 /* harmless on NULL */

/* Fills *slice with what comes next; *any is false if there is nothing. A slice that was not
 * written is lost, and so packer_restart() must be called. */
int packer_step(struct packer *p, struct packed_slice *slice, bool *any, struct err *err);
void packer_restart(struct packer *p);

/* Bytes that documents must have before dictionaries are made of them: less in tests. */
void packer_set_least(struct packer *p, uint64_t bytes);

#endif
