/* driver.c: runs a fuzzer without libFuzzer.
 *
 *     NAME [-s SEED] [-t SECONDS]    feeds it mutations of its seeds
 *     NAME FILE…                     feeds it the files
 *     NAME -w DIRECTORY              writes the seeds there, a file each
 *
 * The input under way is kept in a file, so that what crashed it is known, and removed at the end.
 */
#include "tests/fuzz/fuzz.h"
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 1 << 16 };

static uint64_t state;

static uint32_t dice(uint32_t below)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return below ? (uint32_t)(state >> 11) % below : 0;
}

/* Copies a piece of the input to another place of it, or of another seed into it. */
static size_t splice(uint8_t *b, size_t len, const char *from, size_t from_len)
{
    size_t piece = 1 + dice((uint32_t)from_len), at = dice((uint32_t)len + 1);
    size_t begin = dice((uint32_t)(from_len - piece + 1));
    if (len + piece > ROOM) return len;
    memmove(b + at + piece, b + at, len - at);
    memcpy(b + at, from + begin, piece);
    return len + piece;
}

static size_t cut(uint8_t *b, size_t len)
{
    size_t piece = 1 + dice((uint32_t)len), at = dice((uint32_t)(len - piece + 1));
    memmove(b + at, b + at + piece, len - at - piece);
    return len - piece;
}

static size_t mutate(uint8_t *b, size_t len, size_t seeds)
{
    const char *other = fuzz_seeds[dice((uint32_t)seeds)];
    switch (dice(5)) {
    case 0: return len ? cut(b, len) : len;
    case 1:
        if (len) b[dice((uint32_t)len)] = (uint8_t)dice(256);
        return len;
    case 2:
        if (len) b[dice((uint32_t)len)] ^= (uint8_t)(1 << dice(8));
        return len;
    default: return *other ? splice(b, len, other, strlen(other)) : len;
    }
}

static void keep(const char *path, const uint8_t *b, size_t len)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(b, 1, len, f) != len || fclose(f) != 0) exit(2);
}

static int feed_file(const char *path)
{
    static uint8_t b[64 << 20];
    FILE *f = fopen(path, "rb");
    if (!f) return perror(path), 2;
    size_t len = fread(b, 1, sizeof b, f);
    fclose(f);
    return LLVMFuzzerTestOneInput(b, len);
}

static int feed_mutations(uint64_t seed, long seconds)
{
    static uint8_t b[ROOM];
    char path[64];
    size_t seeds = 0;
    long rounds = 0;
    time_t until = time(NULL) + seconds;
    snprintf(path, sizeof path, "/tmp/garner-fuzz-%d", (int)getpid());
    while (fuzz_seeds[seeds]) seeds++;
    state = seed * 0x9E3779B97F4A7C15u + 1;
    printf("seed %llu, input in %s\n", (unsigned long long)seed, path);
    fflush(stdout);
    for (; time(NULL) < until; rounds++) {
        const char *first = fuzz_seeds[dice((uint32_t)seeds)];
        size_t len = strlen(first);
        memcpy(b, first, len);
        for (uint32_t n = dice(12); n > 0; n--) len = mutate(b, len, seeds);
        keep(path, b, len);
        LLVMFuzzerTestOneInput(b, len);
    }
    unlink(path);
    printf("%ld inputs\n", rounds);
    return 0;
}

static int write_seeds(const char *directory)
{
    char path[4096];
    for (size_t i = 0; fuzz_seeds[i]; i++) {
        snprintf(path, sizeof path, "%s/seed-%zu", directory, i);
        keep(path, (const uint8_t *)fuzz_seeds[i], strlen(fuzz_seeds[i]));
    }
    return 0;
}

int main(int argc, char **argv)
{
    uint64_t seed = (uint64_t)time(NULL);
    long seconds = 5;
    for (int c; (c = getopt(argc, argv, "s:t:w:")) != -1;) {
        if (c == 's')
            seed = strtoull(optarg, NULL, 10);
        else if (c == 't')
            seconds = atol(optarg);
        else if (c == 'w')
            return write_seeds(optarg);
        else
            return 2;
    }
    for (int i = optind; i < argc; i++)
        if (feed_file(argv[i]) != 0) return 2;
    return optind < argc ? 0 : feed_mutations(seed, seconds);
}
