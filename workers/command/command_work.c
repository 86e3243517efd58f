/* command_work.c: garner-worker, and garner-worker work: computes for a broker. */
#include "proto/key.h"
#include "workers/command/command.h"
#include "workers/extractor.h"
#include "workers/process/sandbox.h"
#include "workers/process/supervisor.h"
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

static const char *broker, *key, *broker_key;
static struct wire_keys keys;
static uint64_t children, grace_ms = 8000;
static bool nice_children, once, with_parent;
static struct setup_options setup_options = SETUP_DEFAULTS;

static const struct option_row rows[] = {
    {"broker", 'b', OPTION_STRING, &broker, "ENDPOINT", "GARNER_BROKER", 0, 0,
     "the broker to work for, as tcp://host:7717 or ipc:///path"},
    {"key", 0, OPTION_STRING, &key, "FILE", "GARNER_KEY", 0, 0,
     "this worker's private key, for a broker in a network (garner help keys)"},
    {"broker-key", 0, OPTION_STRING, &broker_key, "FILE", "GARNER_BROKER_KEY", 0, 0,
     "and the public key of that broker"},
    {"children", 'c', OPTION_COUNT, &children, "N", NULL, 1, 4096,
     "processes that compute; default: one for each processor"},
    {"nice", 'n', OPTION_FLAG, &nice_children, NULL, NULL, 0, 0,
     "let them compute only when nothing else wants to (nice 19)"},
    {"grace", 0, OPTION_TIME, &grace_ms, "TIME", NULL, 0, 0,
     "how long documents may take to end after SIGTERM or SIGINT; default: 8s"},
    {"once", 0, OPTION_FLAG, &once, NULL, NULL, 0, 0,
     "end when the broker stops, is lost or refuses this extractor, instead of trying again"},
    {"with-parent", 0, OPTION_FLAG, &with_parent, NULL, NULL, 0, 0,
     "stop, as by SIGTERM, when the process that started this one ends"},
    SETUP_ROWS(setup_options),
};
static const struct command_line line = {
    "work", "", "Works for a broker until told to stop.", rows, sizeof rows / sizeof *rows,
};

static void stop_with_parent(void)
{
    pid_t parent = getppid();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) raise(SIGTERM);
}

/* Those that this process may run on: a batch system may have given it some of many. */
static uint64_t processors(void)
{
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
    return (uint64_t)CPU_COUNT(&allowed);
}

static int check_arguments(int operands, char **argv, struct err *err)
{
    if (operands) return fail(err, 0, "%s: work takes no operands", argv[1]);
    if (!broker) return fail(err, 0, "which broker? Say --broker ENDPOINT, or set GARNER_BROKER");
    if (!key != !broker_key)
        return fail(err, 0, "--key and --broker-key go together: the worker's, and the broker's");
    return key ? key_read_pair(key, broker_key, &keys, err) : 0;
}

int command_work(int argc, char **argv)
{
    int operands, status;
    struct err err;
    struct resources *shared;
    char extractor[EXTRACTOR_ROOM];
    struct supervisor_setup setup = {0};
    if (!command_options(&line, argc, argv, &operands, &status)) return status;
    if (check_arguments(operands, argv, &err) != 0) return command_trouble(&err);
    if (setup_open(&setup_options, &setup.work, &shared, &err) != 0) return command_trouble(&err);
    extractor_id(setup.work.pipeline, shared, extractor);
    setup.endpoint = broker;
    setup.keys = key ? &keys : NULL;
    setup.extractor = extractor;
    setup.children = (unsigned)(children ? children : processors());
    setup.nice = nice_children;
    setup.once = once;
    setup.grace_ms = grace_ms;
    if (with_parent) stop_with_parent();
    if (setup.work.sandbox) sandbox_report();
    status = supervisor_run(&setup);
    resources_close(&shared);
    return status;
}
