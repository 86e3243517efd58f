/* log_test.c: what log_open() does for the streams that it and others write to. */
#include "proto/log.h"
#include "tests/test.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* In a process whose standard streams are closed: 0 if no file that it opens takes their place. */
static int with_closed_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) close(fd);
    log_open("log_test");
    int fd = open("file", O_RDWR | O_CREAT, 0600);
    log_line(LOG_ERROR, "this must not be in the file");
    bool good = fd > STDERR_FILENO && lseek(fd, 0, SEEK_END) == 0 && write(1, "x", 1) < 0;
    return good ? 0 : 1;
}

TEST(nothing_is_logged_into_a_file_of_ours)
{
    int status = -1;
    pid_t pid = fork();
    if (pid == 0) _exit(with_closed_streams());
    waitpid(pid, &status, 0);
    CHECK_INT(status, 0);
}

/* What a line looks like for a reader of standard error that JOURNAL_STREAM says is the journal. */
static void log_into(int fd, const char *stream)
{
    setenv("JOURNAL_STREAM", stream, 1);
    dup2(fd, STDERR_FILENO);
    log_open("log_test");
    log_line(LOG_WARN, "it\nis so");
    _exit(0);
}

static const char *logged(bool journal)
{
    static char line[200];
    int ends[2];
    char stream[64];
    struct stat st;
    CHECK_INT(pipe(ends), 0);
    CHECK_INT(fstat(ends[1], &st), 0);
    snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)st.st_dev,
             (uintmax_t)st.st_ino + !journal);
    pid_t pid = fork();
    if (pid == 0) log_into(ends[1], stream);
    close(ends[1]);
    ssize_t len = read(ends[0], line, sizeof line - 1);
    CHECK(len > 0);
    line[len] = '\0';
    close(ends[0]);
    waitpid(pid, NULL, 0);
    return line;
}

TEST(the_journal_gets_a_priority_and_others_the_time)
{
    CHECK_TEXT(logged(true), "<4>it?is so\n");
    CHECK(strstr(logged(false), "Z warn log_test: it?is so\n"));
}
