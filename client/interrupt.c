/* interrupt.c: see interrupt.h. */
#include "client/interrupt.h"
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t came, companion;

static void on_signal(int number)
{
    (void)number;
    if (came++ == 0) return;
    if (companion) kill((pid_t)companion, SIGKILL);
    _exit(INTERRUPT_STATUS);
}

void interrupt_catch(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &action, NULL);
}

bool interrupt_came(void)
{
    return came > 0;
}

int interrupt_status(int status)
{
    return interrupt_came() ? INTERRUPT_STATUS : status;
}

void interrupt_takes_along(pid_t pid)
{
    companion = pid;
}
