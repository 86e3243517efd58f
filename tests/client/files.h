/* files.h: small files and folders for the tests of this room, made in the test's own directory. */
#ifndef TESTS_CLIENT_FILES_H
#define TESTS_CLIENT_FILES_H

#include <stddef.h>

void make_folder(const char *path);
void make_file(const char *path, const char *text);
void make_bytes(const char *path, const void *bytes, size_t len);
void make_link(const char *target, const char *path);

#endif
