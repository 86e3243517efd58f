/* program.c: see program.h. */
#include "client/program.h"
#include "proto/language.h"
#include "proto/log.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOG_KEEPS = 4 << 20, POLL_MS = 10, LAST_LINE = 400, TOLD = 2 };

/* Finding */

/* Whether folder/name is a program; *out is then its path, and is unchanged otherwise. */
static bool is_at(struct buf *out, struct view folder, const char *below, const char *name)
{
    size_t before = out->len;
    struct stat st;
    buf_add_view(out, folder);
    buf_format(out, "%s/%s", below, name);
    const char *path = buf_string(out) + before;
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0) return true;
    out->len = before;
    return false;
}

static bool is_in_path(struct buf *out, const char *name)
{
    const char *path = getenv("PATH");
    while (path && *path) {
        struct view folder = {path, strcspn(path, ":")};
        if (folder.len > 0 && is_at(out, folder, "", name)) return true;
        path += folder.len + (path[folder.len] == ':');
    }
    return false;
}

int program_find(const char *name, struct buf *out, struct err *err)
{
    char self[4096];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self);
    while (len > 0 && self[len - 1] != '/') len--;
    struct view here = {self, len > 0 ? (size_t)len - 1 : 0};
    if (here.len > 0 && is_at(out, here, "", name)) return 0;
    if (here.len > 0 && is_at(out, here, "/../lib/garner", name)) return 0;
    if (is_in_path(out, name)) return 0;
    return fail(err, 0, "the program %s is not in %.*s, %.*s/../lib/garner or PATH", name,
                (int)here.len, here.at, (int)here.len, here.at);
}

/* Starting */

static int open_log(const char *path)
{
    struct stat st;
    struct buf old = {0};
    if (stat(path, &st) == 0 && st.st_size > LOG_KEEPS) {
        buf_format(&old, "%s.old", path);
        if (rename(path, buf_string(&old)) != 0) unlink(path);
        buf_free(&old);
    }
    return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

/* In the child: becomes the program, or writes errno to `trouble`. */
static _Noreturn void become(char *const argv[], int out, int log, int trouble)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing >= 0 && setsid() >= 0 && dup2(nothing, 0) >= 0 && dup2(out, 1) >= 0 &&
        dup2(log, 2) >= 0)
        execv(argv[0], argv);
    int why = errno;
    if (write(trouble, &why, sizeof why) < 0) _exit(126);
    _exit(127);
}

/* The child's errno, 0 if it became the program: then the pipe is closed without a word. */
static int trouble_of(int pipe_end)
{
    int why = 0;
    ssize_t got;
    do got = read(pipe_end, &why, sizeof why);
    while (got < 0 && errno == EINTR);
    return got == sizeof why ? why : 0;
}

static int start(char *const argv[], int out, int log, pid_t *pid, struct err *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return fail_errno(err, 0, "a pipe");
    fflush(NULL);
    *pid = fork();
    if (*pid == 0) become(argv, out, log, ends[1]);
    int why = *pid < 0 ? errno : 0;
    close(ends[1]);
    if (why == 0) why = trouble_of(ends[0]);
    close(ends[0]);
    if (why == 0) return 0;
    if (*pid > 0) waitpid(*pid, NULL, 0);
    *pid = 0;
    errno = why;
    return fail_errno(err, 0, "%s", argv[0]);
}

int program_start(char *const argv[], const char *log, pid_t *pid, struct err *err)
{
    int fd = open_log(log);
    if (fd < 0) return fail_errno(err, 0, "%s", log);
    int result = start(argv, fd, fd, pid, err);
    close(fd);
    return result;
}

int program_start_into(char *const argv[], const char *out, pid_t *pid, struct err *err)
{
    int to = open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    int result = to < 0 || nowhere < 0 ? fail_errno(err, 0, "%s", to < 0 ? out : "/dev/null")
                                       : start(argv, to, nowhere, pid, err);
    if (to >= 0) close(to);
    if (nowhere >= 0) close(nowhere);
    return result;
}

/* Of lines of a log (proto/log.h), the last one; and what it says behind time, level and program.
 */
static struct view last_line(struct view said)
{
    while (said.len > 0 && said.at[said.len - 1] == '\n') said.len--;
    const char *before = said.len ? memrchr(said.at, '\n', said.len) : NULL;
    size_t cut = before ? (size_t)(before + 1 - said.at) : 0;
    return (struct view){said.at + cut, said.len - cut};
}

static struct view text_of(struct view line)
{
    const char *program = memmem(line.at, line.len, "garner-", strlen("garner-"));
    size_t left = program ? line.len - (size_t)(program - line.at) : 0;
    const char *text = program ? memmem(program, left, ": ", strlen(": ")) : NULL;
    if (!text) return line;
    size_t cut = (size_t)(text + strlen(": ") - line.at);
    return (struct view){line.at + cut, line.len - cut};
}

static void read_all(int fd, struct buf *out)
{
    ssize_t got;
    do {
        buf_reserve(out, PIPE_BUF);
        got = read(fd, out->at + out->len, PIPE_BUF);
        if (got > 0) out->len += (size_t)got;
    } while (got > 0 || (got < 0 && errno == EINTR));
}

int program_run(char *const argv[], struct buf *last, struct err *err)
{
    int ends[2], status = -1;
    struct buf said = {0};
    if (pipe2(ends, O_CLOEXEC) != 0) return fail_errno(err, 0, "a pipe");
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        if (dup2(ends[1], 2) >= 0) execv(argv[0], argv);
        _exit(127);
    }
    close(ends[1]);
    if (pid < 0) fail_errno(err, 0, "%s", argv[0]);
    if (pid > 0) read_all(ends[0], &said);
    close(ends[0]);
    if (pid > 0)
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    buf_add_view(last, text_of(last_line(buf_view(&said))));
    buf_free(&said);
    return status;
}

/* Ending */

bool program_ended(pid_t *pid, int *status)
{
    if (*pid == 0 || waitpid(*pid, status, WNOHANG) == 0) return false;
    *pid = 0;
    return true;
}

bool program_ended_within(pid_t *pid, int wait_ms)
{
    const struct timespec step = {.tv_nsec = POLL_MS * 1000000};
    uint64_t end = clock_mono_ms() + (uint64_t)wait_ms;
    int status;
    while (*pid != 0 && !program_ended(pid, &status)) {
        if (clock_mono_ms() >= end) return false;
        nanosleep(&step, NULL);
    }
    return true;
}

void program_stop(pid_t *pid, int wait_ms)
{
    if (*pid == 0) return;
    kill(*pid, SIGTERM);
    if (program_ended_within(pid, wait_ms)) return;
    kill(*pid, SIGKILL);
    waitpid(*pid, NULL, 0);
    *pid = 0;
}

/* Appends the end of the file, LAST_LINE bytes at most. */
static void read_tail(const char *path, struct buf *out)
{
    char tail[LAST_LINE];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
    ssize_t len =
        size <= 0 ? 0 : pread(fd, tail, LAST_LINE, size > LAST_LINE ? size - LAST_LINE : 0);
    if (fd >= 0) close(fd);
    if (len > 0) buf_add(out, tail, (size_t)len);
}

void program_last_words(int status, const char *log, struct buf *out)
{
    struct buf tail = {0};
    read_tail(log, &tail);
    struct view line = last_line(buf_view(&tail)), text = text_of(line);
    bool told = WIFEXITED(status) && WEXITSTATUS(status) == TOLD && text.len < line.len;
    if (told)
        buf_add_string(out, _("does not run: "));
    else if (WIFSIGNALED(status))
        buf_format(out, _("was killed by SIG%s"), sigabbrev_np(WTERMSIG(status)));
    else
        buf_format(out, _("ended with status %d"), WEXITSTATUS(status));
    if (!told && line.len > 0) buf_format(out, _("; the last line of %s: "), log);
    buf_add_view(out, told ? text : line);
    buf_free(&tail);
}
