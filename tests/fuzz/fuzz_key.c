/* fuzz_key.c: any bytes as the file of a key: refused with a reason, or a key that is written and
 * read again as the same. */
#include "proto/key.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const fuzz_seeds[] = {
    "name alice\npublic rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\n"
    "secret JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6\nroles submit query\n",
    "name a-b_c.d\r\npublic Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID\nroles work,admin",
    "# of whom\nname x\n\npublic\nroles nothing\n", NULL};

/* A file in memory, by a name; private, or a private key would be refused for that alone. */
static int in_memory(const uint8_t *bytes, size_t len, char path[32])
{
    int fd = memfd_create("key", 0);
    if (fd < 0 || fchmod(fd, 0600) != 0 || write(fd, bytes, len) != (ssize_t)len) exit(2);
    snprintf(path, 32, "/proc/self/fd/%d", fd);
    return fd;
}

static void written_again(const struct key *k, const char *path)
{
    struct key back;
    struct err err;
    bool private = k->pair.secret_key[0];
    MUST(key_check_name(k->name, &err) == 0, "%s", err.text);
    MUST(key_write(path, k, private, true, &err) == 0, "%s", err.text);
    MUST(key_read(path, &back, &err) == 0, "%s", err.text);
    MUST(strcmp(back.name, k->name) == 0 && back.roles == k->roles, "%s", k->name);
    MUST(memcmp(&back.pair, &k->pair, sizeof back.pair) == 0, "another pair");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char path[32], copy[64];
    struct key k;
    struct err err = {0};
    int fd = in_memory(bytes, len, path);
    snprintf(copy, sizeof copy, "/dev/shm/garner-fuzz-key-%d", (int)getpid());
    if (key_read(path, &k, &err) == 0)
        written_again(&k, copy);
    else
        MUST(err.text[0], "refused without a word");
    close(fd);
    unlink(copy);
    return 0;
}
