/* file.h: whole files, in and out. */
#ifndef WORKERS_FILE_H
#define WORKERS_FILE_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdbool.h>

/* Appends all of the file at path ("-": standard input) to *out. 0, or -1 with *err naming it, also
 * if it is longer than a gigabyte: a device may have no end. */
int file_read(const char *path, struct buf *out, struct err *err);

/* Writes a file in one step: to a temporary beside it, which is renamed. 0, or -1 with *err naming
 * it. */
int file_write(const char *path, struct view bytes, struct err *err);

/* Takes the next line off *text, without its end (LF or CR LF). False where nothing is left. */
bool file_line(struct view *text, struct view *line);

#endif
