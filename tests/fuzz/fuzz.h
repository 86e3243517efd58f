/* fuzz.h: a fuzzer is a function that takes any bytes and aborts if something that must always hold
 * does not.
 *
 * `make fuzz` links each with libFuzzer under AddressSanitizer and UBSan and runs it for long;
 * `make test` links it with driver.c, which feeds it mutations of its seeds for a short time.
 * Either way a failure leaves its input in a file, and `build/fuzz/NAME FILE` shows it again.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Inputs to begin with; ends with NULL. They may hold no NUL. */
extern const char *const fuzz_seeds[];

#define MUST(truth, ...)                                                                           \
    do {                                                                                           \
        if (truth) break;                                                                          \
        fprintf(stderr, "%s:%d: not so: %s: ", __FILE__, __LINE__, #truth);                        \
        fprintf(stderr, __VA_ARGS__);                                                              \
        fputc('\n', stderr);                                                                       \
        abort();                                                                                   \
    } while (0)

#endif
