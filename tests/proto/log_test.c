/* log_test.c: what log_open() does for the streams that it and others write to. */
#include "proto/log.h"
#include "tests/test.h"
#include <fcntl.h>
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
