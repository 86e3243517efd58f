/* zip_directory.h: what a zip's own tables tell that libarchive does not: whether it is a document,
 * and which names are flagged as UTF-8 and are not.
 *
 * Format: PKWARE, APPNOTE.TXT 6.3.10, 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its
 * end), 4.4.4 (flag bit 11: names in UTF-8).
 */
#ifndef CLIENT_ARCHIVE_ZIP_DIRECTORY_H
#define CLIENT_ARCHIVE_ZIP_DIRECTORY_H

#include "proto/memory.h"
#include <stdbool.h>

/* Whether it is an Office document (OOXML: a part [Content_Types].xml, ECMA-376 part 2; ODF 1.3
 * part 2 and EPUB 3.3: a first member `mimetype`), of which head is the beginning or all. */
bool zip_is_document(struct view head);

/* Takes the flag from names that are not UTF-8, in the zip's len bytes: libarchive would drop them.
 */
void zip_unflag(char *zip, size_t len);

#endif
