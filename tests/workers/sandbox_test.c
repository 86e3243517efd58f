/* sandbox_test.c: a process that is shut in tries to get out. */
#include "tests/test.h"
#include "workers/format/program.h"
#include "workers/process/sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What is tried: 0 if it was possible, else its errno. */
static int attempt_write(void)
{
    return open("outside", O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0;
}

static int attempt_append(void)
{
    return open("there", O_RDWR | O_APPEND) < 0 ? errno : 0;
}

static int attempt_read(void)
{
    return open("there", O_RDONLY) < 0 ? errno : 0;
}

static int attempt_remove(void)
{
    return unlink("there") < 0 ? errno : 0;
}

static int attempt_directory(void)
{
    return mkdir("outside", 0700) < 0 ? errno : 0;
}

static int attempt_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
}

static int attempt_unix_socket(void)
{
    return socket(AF_UNIX, SOCK_DGRAM, 0) < 0 ? errno : 0;
}

static int attempt_trace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 ? errno : 0;
}

static int attempt_ring(void)
{
    return syscall(SYS_io_uring_setup, 1, NULL) < 0 ? errno : 0;
}

static int attempt_exec(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return errno;
}

static int attempt_exec_of_memory(void)
{
    int fd = memfd_create("program", 0);
    if (write(fd, "#!/bin/true\n", 12) != 12) return 0;
    fexecve(fd, (char *[]){"x", NULL}, (char *[]){NULL});
    return errno;
}

static int attempt_core(void)
{
    return setrlimit(RLIMIT_CORE, &(struct rlimit){1, 1}) < 0 ? errno : 0;
}

static int attempt_work(void)
{
    char bytes[4096];
    int fd = memfd_create("input", 0), ends[2];
    if (fd < 0 || write(fd, bytes, sizeof bytes) < 0 || pipe(ends) != 0) return errno;
    return mmap(NULL, 1 << 24, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                   MAP_FAILED
               ? errno
               : 0;
}

/* The exit status of a process that tries it within the sandbox. */
static int tried(enum sandbox kind, int (*attempt)(void))
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        sandbox_enter(kind);
        _exit(attempt());
    }
    CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool kernel_has_landlock(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1;
}

static void make_file(void)
{
    int fd = open("there", O_WRONLY | O_CREAT, 0600);
    CHECK(fd >= 0);
    close(fd);
}

TEST(sandbox_refuses_what_no_document_needs)
{
    static int (*const attempts[])(void) = {
        attempt_write,  attempt_append,        attempt_remove, attempt_directory,
        attempt_socket, attempt_unix_socket,   attempt_trace,  attempt_ring,
        attempt_core,   attempt_exec_of_memory};
    make_file();
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        CHECK_INT(tried(SANDBOX_CHILD, attempts[i]), EPERM);
        CHECK_INT(tried(SANDBOX_FILTER, attempts[i]), EPERM);
    }
    CHECK(access("there", F_OK) == 0 && access("outside", F_OK) != 0);
    CHECK_INT(tried(SANDBOX_NONE, attempt_write), 0); /* it is the sandbox that refuses */
    CHECK_INT(tried(SANDBOX_NONE, attempt_socket), 0);
}

TEST(sandbox_refuses_files_and_programs_by_landlock)
{
    if (!kernel_has_landlock()) test_skip("the kernel has no Landlock");
    make_file();
    CHECK_INT(tried(SANDBOX_CHILD, attempt_read), EACCES);
    CHECK_INT(tried(SANDBOX_FILTER, attempt_read), 0);
    CHECK_INT(tried(SANDBOX_CHILD, attempt_exec), EACCES);
    CHECK_INT(tried(SANDBOX_FILTER, attempt_exec), EACCES);
}

TEST(sandbox_leaves_what_the_work_needs)
{
    CHECK_INT(tried(SANDBOX_CHILD, attempt_work), 0);
    CHECK_INT(tried(SANDBOX_FILTER, attempt_work), 0);
}

/* What stands for the program, in a process that is in a sandbox and tightens it. */
static int attempt_process_when_tight(void)
{
    if (!sandbox_tighten()) return 0;
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    return pid < 0 ? errno : 0;
}

static int attempt_signal_when_tight(void)
{
    if (!sandbox_tighten()) return 0;
    return kill(getpid(), 0) < 0 ? errno : 0;
}

static int attempt_program(void)
{
    static const char *const argv[] = {"pdftotext", "-v", NULL};
    struct program p = {.argv = argv, .output_max = 4096};
    struct budget no_limit = {0};
    struct buf output = {0}, messages = {0};
    int status = -1;
    enum program_end end = program_run(&p, &no_limit, &output, &messages, &status);
    return end == PROGRAM_ENDED && messages.len > 0 ? 0 : 1;
}

TEST(sandbox_lets_the_program_for_pdf_run_and_nothing_of_its_own)
{
    CHECK_INT(tried(SANDBOX_CHILD, attempt_process_when_tight), EPERM);
    CHECK_INT(tried(SANDBOX_CHILD, attempt_signal_when_tight), EPERM);
    CHECK_INT(tried(SANDBOX_CHILD, attempt_program), 0);
    CHECK_INT(tried(SANDBOX_FILTER, attempt_program), 0);
}
