/* program.c: see program.h. */
#include "workers/format/program.h"
#include "proto/log.h"
#include "workers/process/sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGES_MAX = 4096, FILES_MAX = 32, CPU_GRACE_S = 1 };

/* The pipes that are read, and the process that writes. */
struct run {
    pid_t pid;
    struct pollfd ends[2];
    struct buf *into[2];
    size_t most[2];
};

static const char *find(const char *name, char *path, size_t room)
{
    static const char *const places[] = {"/usr/bin", "/usr/local/bin", "/bin"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        snprintf(path, room, "%s/%s", places[i], name);
        if (access(path, X_OK) == 0) return path;
    }
    return NULL;
}

static int input_file(struct view input)
{
    int fd = memfd_create("input", MFD_CLOEXEC);
    for (size_t done = 0; fd >= 0 && done < input.len;) {
        ssize_t n = write(fd, input.at + done, input.len - done);
        if (n > 0) {
            done += (size_t)n;
        } else if (errno != EINTR) {
            close(fd);
            return -1;
        }
    }
    if (fd >= 0) lseek(fd, 0, SEEK_SET);
    return fd;
}

static uint64_t cpu_ms_left(const struct budget *b)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    uint64_t used = (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
    return b->cpu_ms_end > used ? b->cpu_ms_end - used : 0;
}

static void limit(int what, rlim_t most)
{
    setrlimit(what, &(struct rlimit){most, most});
}

/* Between fork and exec: nothing but system calls. */
static void become(const char *path, const struct program *p, const struct budget *b,
                   const int ends[3], pid_t parent)
{
    static char *const environment[] = {"LC_ALL=C.UTF-8", NULL};
    sigset_t none;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    for (int s = 1; s < NSIG; s++) signal(s, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int i = 0; i < 3; i++)
        if (dup2(ends[i], i) < 0) _exit(127);
    close_range(3, ~0u, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, FILES_MAX);
    if (b->memory) limit(RLIMIT_AS, b->memory);
    if (b->cpu_ms_end) limit(RLIMIT_CPU, cpu_ms_left(b) / 1000 + CPU_GRACE_S);
    if (!sandbox_tighten()) _exit(127);
    execve(path, (char *const *)p->argv, environment);
    _exit(127);
}

static void close_all(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fds[i] >= 0) close(fds[i]);
}

/* Makes the pipes and forks. False if that could not be. */
static bool start(struct run *r, const struct program *p, const struct budget *b)
{
    char path[256];
    int out[2] = {-1, -1}, told[2] = {-1, -1}, in = -1;
    pid_t parent = getpid();
    r->pid = -1;
    if (!find(p->argv[0], path, sizeof path)) return false;
    in = input_file(p->input);
    if (in >= 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(told, O_CLOEXEC) == 0) r->pid = fork();
    if (r->pid == 0) become(path, p, b, (int[]){in, out[1], told[1]}, parent);
    close_all((int[]){in, out[1], told[1]}, 3);
    if (r->pid < 0) close_all((int[]){out[0], told[0]}, 2);
    r->ends[0] = (struct pollfd){.fd = out[0], .events = POLLIN};
    r->ends[1] = (struct pollfd){.fd = told[0], .events = POLLIN};
    return r->pid > 0;
}

/* Reads what there is. False if the output is too large; too many messages are passed over. */
static bool take(struct run *r, int i)
{
    char bytes[65536];
    ssize_t n = read(r->ends[i].fd, bytes, sizeof bytes);
    if (n < 0 && errno == EINTR) return true;
    if (n <= 0) {
        close(r->ends[i].fd);
        r->ends[i].fd = -1;
        return true;
    }
    size_t left = r->most[i] - r->into[i]->len;
    buf_add(r->into[i], bytes, (size_t)n < left ? (size_t)n : left);
    return i == 1 || (size_t)n <= left;
}

/* Reads until both pipes are at their end, or there is a reason to kill it. */
static enum program_end follow(struct run *r, const struct budget *b)
{
    enum { LOOK_MS = 200 };
    while (r->ends[0].fd >= 0 || r->ends[1].fd >= 0) {
        if (b->wall_ms_end && clock_mono_ms() >= b->wall_ms_end) return PROGRAM_SLOW;
        if (poll(r->ends, 2, LOOK_MS) <= 0) continue;
        for (int i = 0; i < 2; i++)
            if (r->ends[i].revents && r->ends[i].fd >= 0 && !take(r, i)) return PROGRAM_LARGE;
    }
    return PROGRAM_ENDED;
}

/* The end of a process that closed its pipes: it is over, or will not be long. */
static enum program_end reap(struct run *r, enum program_end so_far, int *status)
{
    int ended = 0;
    if (so_far != PROGRAM_ENDED) kill(r->pid, SIGKILL);
    close_all((int[]){r->ends[0].fd, r->ends[1].fd}, 2);
    while (waitpid(r->pid, &ended, 0) < 0 && errno == EINTR) continue;
    if (so_far != PROGRAM_ENDED) return so_far;
    *status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    if (WIFEXITED(ended)) return *status == 127 ? PROGRAM_MISSING : PROGRAM_ENDED;
    return WTERMSIG(ended) == SIGXCPU || WTERMSIG(ended) == SIGKILL ? PROGRAM_BUSY : PROGRAM_DIED;
}

enum program_end program_run(const struct program *p, const struct budget *budget,
                             struct buf *output, struct buf *messages, int *status)
{
    struct run r = {.into = {output, messages}, .most = {p->output_max, MESSAGES_MAX}};
    if (!start(&r, p, budget)) return PROGRAM_MISSING;
    return reap(&r, follow(&r, budget), status);
}
