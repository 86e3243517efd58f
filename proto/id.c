/* id.c: see id.h. */
#include "proto/id.h"
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* OpenSSL 3 looks an algorithm up by name on each use unless it was fetched before; that costs more
 * than hashing a small document. */
static EVP_MD *algorithm;
static pthread_once_t algorithm_once = PTHREAD_ONCE_INIT;

static void fetch_algorithm(void)
{
    algorithm = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    if (!algorithm) out_of_memory("find SHA-256"); /* every OpenSSL has it */
}

static EVP_MD_CTX *begin(void)
{
    pthread_once(&algorithm_once, fetch_algorithm);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context || !EVP_DigestInit_ex2(context, algorithm, NULL)) out_of_memory("begin a hash");
    return context;
}

/* The stream is OpenSSL's context under a name of ours. */
struct sha256_stream *sha256_begin(void)
{
    return (struct sha256_stream *)begin();
}

void sha256_add(struct sha256_stream *s, const void *bytes, size_t len)
{
    if (!EVP_DigestUpdate((EVP_MD_CTX *)s, bytes, len)) abort();
}

void sha256_end(struct sha256_stream **s, unsigned char out[SHA256_LEN])
{
    EVP_MD_CTX *context = (EVP_MD_CTX *)*s;
    if (!EVP_DigestFinal_ex(context, out, NULL)) abort();
    EVP_MD_CTX_free(context);
    *s = NULL;
}

void sha256(const void *bytes, size_t len, unsigned char out[SHA256_LEN])
{
    struct sha256_stream *s = sha256_begin();
    sha256_add(s, bytes, len);
    sha256_end(&s, out);
}

void doc_id(struct view archive, struct view source, const unsigned char content[SHA256_LEN],
            unsigned char out[DOC_ID_LEN])
{
    unsigned char place[SHA256_LEN];
    struct sha256_stream *s = sha256_begin();
    sha256_add(s, archive.at, archive.len);
    sha256_add(s, "", 1);
    sha256_add(s, source.at, source.len);
    sha256_end(&s, place);
    memcpy(out, place, DOC_ID_LEN / 2);
    memcpy(out + DOC_ID_LEN / 2, content, DOC_ID_LEN / 2);
}

void hex_encode(const void *bytes, size_t len, char *out)
{
    const unsigned char *in = bytes;
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = "0123456789abcdef"[in[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[in[i] & 15];
    }
    out[2 * len] = '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

int hex_decode(struct view digits, unsigned char *out, size_t room)
{
    if (digits.len % 2 != 0 || digits.len / 2 > room) return -1;
    for (size_t i = 0; i < digits.len; i += 2) {
        int high = hex_digit(digits.at[i]), low = hex_digit(digits.at[i + 1]);
        if (high < 0 || low < 0) return -1;
        out[i / 2] = (unsigned char)(high << 4 | low);
    }
    return (int)(digits.len / 2);
}
