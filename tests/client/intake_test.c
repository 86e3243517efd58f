#include "client/intake.h"
#include "proto/tables.h"
#include "tests/client/files.h"
#include "tests/test.h"
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct intake in;

static const char *reading(const char *path)
{
    intake_read(&in, AT_FDCWD, path, false, MAX_DOCUMENT);
    return in.reason ? reason_name(in.reason) : "read";
}

TEST(intake_reads_a_whole_file)
{
    make_bytes("a", "one\0two", 7);
    CHECK_TEXT(reading("a"), "read");
    CHECK(in.bytes.len == 7 && in.length == 7 && memcmp(in.bytes.at, "one\0two", 7) == 0);
    make_file("b", "x");
    CHECK_TEXT(reading("b"), "read");
    CHECK_INT(in.bytes.len, 1);
}

TEST(intake_says_why_not)
{
    make_file("empty", "");
    CHECK_TEXT(reading("empty"), "empty");
    CHECK_TEXT(reading("gone"), "unreadable");
    CHECK_TEXT(in.detail, "No such file or directory");
    CHECK_TEXT(reading("/proc/self/mem"), "unreadable");
    CHECK_TEXT(in.detail, "Input/output error");
    CHECK_TEXT(reading("/dev/null"), "not-a-file");
    CHECK(mkfifo("pipe", 0600) == 0);
    CHECK_TEXT(reading("pipe"), "not-a-file");
    CHECK_INT(in.bytes.len, 0);
}

TEST(intake_follows_a_link_only_where_told)
{
    make_file("file", "text");
    make_link("file", "link");
    CHECK_TEXT(reading("link"), "unreadable"); /* it was a file when it was found */
    intake_read(&in, AT_FDCWD, "link", true, MAX_DOCUMENT);
    CHECK_INT(in.reason, 0);
}

TEST(intake_without_permission)
{
    make_file("closed", "text");
    CHECK(chmod(".", 0755) == 0 && chmod("closed", 0) == 0);
    if (geteuid() == 0) CHECK(setuid(65534) == 0);
    CHECK_TEXT(reading("closed"), "unreadable");
    CHECK_TEXT(in.detail, "Permission denied");
}

TEST(intake_does_not_read_what_is_too_long)
{
    int fd = open("sparse", O_CREAT | O_WRONLY, 0600);
    CHECK(fd >= 0 && ftruncate(fd, 200 << 20) == 0 && close(fd) == 0);
    CHECK_TEXT(reading("sparse"), "too-large");
    CHECK_TEXT(in.detail, "209715200 bytes, over the limit of 134217728 (MAX_DOCUMENT)");
    CHECK_INT(in.length, 200 << 20);
    CHECK_INT(in.bytes.room, 0);
}

/* Large, so that reading it takes longer than the clock of the file system needs to move on. */
TEST(intake_refuses_a_file_that_changes)
{
    enum { LENGTH = 48 << 20 };
    int fd = open("busy", O_CREAT | O_WRONLY, 0600);
    CHECK(fd >= 0 && ftruncate(fd, LENGTH) == 0);
    pid_t writer = fork();
    if (writer == 0)
        for (int i = 0;; i++)
            if (pwrite(fd, "x", 1, i % LENGTH) != 1) _exit(1);
    struct stat st = {0}; /* wait until the writer is at work */
    while (st.st_blocks == 0) CHECK(stat("busy", &st) == 0);
    while (strcmp(reading("busy"), "changed-while-read") != 0) continue; /* until the alarm */
    kill(writer, SIGKILL);
    waitpid(writer, NULL, 0);
    CHECK_TEXT(reading("busy"), "read");
}

/* It says that it has no bytes, and then has some. */
TEST(intake_refuses_a_file_longer_than_it_says)
{
    CHECK_TEXT(reading("/proc/self/maps"), "changed-while-read");
    CHECK_TEXT(in.detail, "it changed each of the 3 times it was read");
}
