/* victims.c: see victims.h. Found by proc(5): /proc/PID/task/PID/children. */
#include "client/victims.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 256 };

const char *victim_name(enum victim kind)
{
    static const char *const names[] = {
#define X(NAME, name) name,
        VICTIMS(X)
#undef X
    };
    return names[kind];
}

/* Whether the process runs that program. The kernel keeps 15 bytes of the name. */
static bool runs(pid_t pid, const char *program)
{
    char path[64], name[32] = "";
    snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
    FILE *f = fopen(path, "re");
    if (!f) return false;
    if (!fgets(name, sizeof name, f)) name[0] = '\0';
    fclose(f);
    name[strcspn(name, "\n")] = '\0';
    return strcmp(name, program) == 0;
}

/* Adds the children of `parent` that run the program to pids[0..count); returns the new count. */
static int find(pid_t parent, const char *program, pid_t pids[MOST], int count)
{
    char path[64];
    int pid;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
    FILE *f = fopen(path, "re");
    if (!f) return count;
    while (count < MOST && fscanf(f, "%d", &pid) == 1)
        if (runs(pid, program)) pids[count++] = pid;
    fclose(f);
    return count;
}

bool victim_kill(pid_t run, enum victim kind, uint64_t lot)
{
    pid_t first[MOST], second[MOST], *from = first;
    int count = find(run, kind == VICTIM_BROKER ? "garner-broker" : "garner-worker", first, 0);
    if (kind == VICTIM_CHILD) {
        int supervisors = count;
        count = 0;
        for (int i = 0; i < supervisors; i++)
            count = find(first[i], "garner-worker", second, count);
        from = second;
    }
    return count > 0 && kill(from[lot % (uint64_t)count], SIGKILL) == 0;
}
