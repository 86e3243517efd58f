/* store_backup.h: a copy of a store, made while its broker works.
 *
 * LMDB lets other processes read: the copy is what one commit left, whatever is committed
 * meanwhile, and it holds no free pages. It is a data directory by itself: to restore is to copy it
 * likewise, or to start a broker on it. Keys are not copied: who holds a backup should not be the
 * broker.
 */
#ifndef BROKER_STORE_BACKUP_H
#define BROKER_STORE_BACKUP_H

#include "proto/error.h"
#include <stdint.h>

/* Copies the store in the directory `from` into the directory `to`, which is made if it is not
 * there, and must hold no store. *bytes: of the copy. It is on the disk, and was read again from
 * its first page to its last, when this returns 0. -1 with *err: no store is in `to`. */
int store_backup(const char *from, const char *to, uint64_t *bytes, struct err *err);

#endif
