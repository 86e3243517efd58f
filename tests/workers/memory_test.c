/* memory_test.c: what a child takes while it extracts, and what it shares with the others. */
#include "tests/test.h"
#include "tests/workers/extracting.h"
#include <string.h>
#include <sys/resource.h>

enum { TEXT_BYTES = 1 << 20, RSS_MB_MOST = 150 };

/* Kilobytes of the mapping of garner.data that are this process's own. */
static long own_kilobytes(void)
{
    FILE *f = fopen("/proc/self/smaps", "r");
    char line[512];
    bool inside = false;
    long own = -1, copied;
    CHECK(f != NULL);
    while (fgets(line, sizeof line, f)) {
        unsigned long from, to;
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2) inside = strstr(line, "garner.data") != NULL;
        if (inside && own < 0) own = 0;
        if (inside && sscanf(line, "Anonymous: %ld kB", &copied) == 1) own += copied;
    }
    fclose(f);
    return own;
}

TEST(a_child_shares_the_dictionaries_and_takes_little_besides)
{
    static const char sentence[] =
        "2019年,石阡县人民法院院长张建国介绍,推行“院坝议事会”机制以来,全县化解纠纷320件。\n";
    static char text[TEXT_BYTES];
    struct rusage use;
    size_t length = 0;
    while (length + sizeof sentence < sizeof text) {
        memcpy(text + length, sentence, sizeof sentence - 1);
        length += sizeof sentence - 1;
    }
    struct extracting x = extracting_bytes(text, length);
    CHECK(x.records.count > length / sizeof sentence);
    CHECK_INT(own_kilobytes(), 0);
    getrusage(RUSAGE_SELF, &use);
    CHECK(use.ru_maxrss < RSS_MB_MOST * 1024L);
    extracting_free(&x);
}
