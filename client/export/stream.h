/* stream.h: a file that an export writes: it takes its name only when it is whole and on the disk.
 *
 * Until then it stands beside its place under another name, so that a file of that name is always a
 * finished one, the old or the new. A device or a pipe is written to where it stands. What is
 * written is counted and, if wanted, hashed on the way.
 */
#ifndef CLIENT_EXPORT_STREAM_H
#define CLIENT_EXPORT_STREAM_H

#include "proto/error.h"
#include "proto/id.h"
#include <stdbool.h>
#include <stdint.h>

struct stream;

struct stream_sum { /* of a finished one */
    uint64_t bytes;
    unsigned char sha256[SHA256_LEN];
};

/* Begins a file that will be called path (copied), or standard output if path is NULL. hashed: its
 * sum will be asked for. NULL with *err. */
struct stream *stream_open(const char *path, bool hashed, struct err *err);

/* Appends. -1 with *err that names the file. */
int stream_write(struct stream *s, struct view bytes, struct err *err);

uint64_t stream_offset(const struct stream *s); /* bytes written so far */

/* Finishes the file, puts it in its place, and frees *s. sum may be NULL, and must be
 * if the stream is not hashed. -1 with *err: the file of
 * that name, if there was one, is as it was. */
int stream_keep(struct stream **s, struct stream_sum *sum, struct err *err);

/* Removes what was written and frees *s. Harmless on NULL. */
void stream_drop(struct stream **s);

/* Whether a device or a pipe stands at path. -1 with *err if it is a folder. */
int stream_stands(const char *path, struct err *err);

/* The name that a file has while it is written: path, a dot, this process's number, ".new". */
void stream_young_name(struct buf *out, const char *path);

/* Moves a written file from its young name to path, data first. -1 with *err; it is then removed.
 */
int stream_settle(const char *young, const char *path, struct err *err);

#endif
