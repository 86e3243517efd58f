/* id.h: SHA-256, and the stable id of a document.
 *
 * id = SHA-256(archive NUL source)[0..8) followed by sha256(content)[0..8): 16 bytes, 32
 * hexadecimal digits. Ordered by id, the versions of one source stand together, and the order does
 * not depend on when a document came.
 */
#ifndef PROTO_ID_H
#define PROTO_ID_H

#include "proto/memory.h"
#include <stdint.h>

#define SHA256_LEN 32
#define DOC_ID_LEN 16

void sha256(const void *bytes, size_t len, unsigned char out[SHA256_LEN]); /* FIPS 180-4 */

struct sha256_stream; /* over many pieces */
struct sha256_stream *sha256_begin(void);
void sha256_add(struct sha256_stream *s, const void *bytes, size_t len);
void sha256_end(struct sha256_stream **s, unsigned char out[SHA256_LEN]); /* frees it */

void doc_id(struct view archive, struct view source, const unsigned char content[SHA256_LEN],
            unsigned char out[DOC_ID_LEN]);

/* 2·len digits and a NUL into out. */
void hex_encode(const void *bytes, size_t len, char *out);
/* How many bytes were read from digits (an even number of them); -1 if it is not hexadecimal. */
int hex_decode(struct view digits, unsigned char *out, size_t room);

#endif
