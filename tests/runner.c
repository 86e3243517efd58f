/* runner.c: runs the tests that registered themselves; see test.h. */
#include "tests/test.h"
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_FAILED_CHECK = 1, EXIT_SKIPPED = 77, AT_ONCE = 4 };

struct slot { /* a test that is running */
    struct test *test;
    pid_t pid;
    FILE *output;
    char dir[64];
};

static struct test *tests;
static bool verbose;
static unsigned passed, failed, skipped;

void test_register(struct test *t)
{
    t->next = tests;
    tests = t;
}

unsigned test_time_factor(void)
{
    const char *factor = getenv("GARNER_TIME_FACTOR");
    return factor && atoi(factor) > 1 ? (unsigned)atoi(factor) : 1;
}

bool test_sanitized(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#else
    return false;
#endif
}

void test_fail(const char *file, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("%s:%d: ", file, line);
    vprintf(format, args);
    printf("\n");
    exit(EXIT_FAILED_CHECK);
}

void test_skip(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    printf("\n");
    exit(EXIT_SKIPPED);
}

void test_check_int(const char *file, int line, const char *what, long long got, long long want)
{
    if (got != want) test_fail(file, line, "%s is %lld, not %lld", what, got, want);
}

void test_check_text(const char *file, int line, const char *what, const char *got,
                     const char *want)
{
    if (strcmp(got, want) != 0)
        test_fail(file, line, "%s is\n  \"%s\", not\n  \"%s\"", what, got, want);
}

/* In the child: a directory, an output file and a time limit of its own. */
static void run_alone(struct slot *s)
{
    setpgid(0, 0);
    if (chdir(s->dir) != 0) abort();
    dup2(fileno(s->output), STDOUT_FILENO);
    dup2(fileno(s->output), STDERR_FILENO);
    alarm(s->test->seconds * test_time_factor());
    s->test->run();
    exit(0);
}

static void start(struct slot *s, struct test *t)
{
    s->test = t;
    s->output = tmpfile();
    strcpy(s->dir, "/tmp/garner-test-XXXXXX");
    if (!s->output || !mkdtemp(s->dir)) {
        perror("test directory");
        exit(2);
    }
    fflush(NULL);
    s->pid = fork();
    if (s->pid < 0) {
        perror("fork");
        exit(2);
    }
    if (s->pid == 0) run_alone(s);
}

static void show_output(FILE *output)
{
    char line[4096];
    rewind(output);
    while (fgets(line, sizeof line, output))
        printf("    %s%s", line, strchr(line, '\n') ? "" : "\n");
}

static void remove_dir(const char *dir)
{
    pid_t pid = fork();
    if (pid == 0) {
        execlp("rm", "rm", "-rf", dir, (char *)NULL);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
}

static void finish(struct slot *s, int status)
{
    const char *name = s->test->name;
    bool ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    bool skip = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SKIPPED;
    kill(-s->pid, SIGKILL); /* whatever it started and left */
    if (ok)
        passed++;
    else if (skip)
        skipped++;
    else
        failed++;
    if (!ok || verbose) printf("%s %s\n", ok ? "ok" : skip ? "skipped" : "FAILED", name);
    if (WIFSIGNALED(status))
        printf("    %s\n",
               WTERMSIG(status) == SIGALRM ? "ran out of time" : strsignal(WTERMSIG(status)));
    if (!ok || verbose) show_output(s->output);
    fclose(s->output);
    remove_dir(s->dir);
    s->test = NULL;
}

static void finish_one(struct slot *slots)
{
    int status;
    pid_t pid = wait(&status);
    for (int i = 0; i < AT_ONCE; i++)
        if (slots[i].test && slots[i].pid == pid) finish(&slots[i], status);
}

static struct slot *free_slot(struct slot *slots)
{
    for (;;) {
        for (int i = 0; i < AT_ONCE; i++)
            if (!slots[i].test) return &slots[i];
        finish_one(slots);
    }
}

static bool wanted(const struct test *t, int argc, char **argv)
{
    bool any = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-v") == 0) continue;
        any = true;
        if (strstr(t->name, argv[i])) return true;
    }
    return !any;
}

int main(int argc, char **argv)
{
    struct slot slots[AT_ONCE] = {0};
    for (int i = 1; i < argc; i++) verbose |= strcmp(argv[i], "-v") == 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (struct test *t = tests; t; t = t->next)
        if (wanted(t, argc, argv)) start(free_slot(slots), t);
    for (int i = 0; i < AT_ONCE; i++)
        while (slots[i].test) finish_one(slots);
    printf("%u passed, %u failed, %u skipped\n", passed, failed, skipped);
    return failed ? 1 : 0;
}
