/* terminal.c: see terminal.h. */
#include "client/terminal.h"
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static bool is_saved;
static struct winsize kept; /* of the terminal that a pager shows standard output on */
static bool is_kept;

bool terminal_is(FILE *stream)
{
    return (is_kept && stream == stdout) || isatty(fileno(stream));
}

const struct style *terminal_style(FILE *stream)
{
    static const struct style plain = {"", "", "", "", "", "", ""};
    static const struct style coloured = {"\033[1m",  "\033[2m",  "\033[31m", "\033[32m",
                                          "\033[33m", "\033[34m", "\033[0m"};
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    bool wanted = !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
    return wanted && terminal_is(stream) ? &coloured : &plain;
}

static struct winsize size_of(FILE *stream)
{
    struct winsize size = {0};
    if (is_kept && stream == stdout) return kept;
    ioctl(fileno(stream), TIOCGWINSZ, &size);
    if (size.ws_col == 0) size.ws_col = 80;
    if (size.ws_row == 0) size.ws_row = 24;
    return size;
}

void terminal_keep(void)
{
    kept = size_of(stdout);
    is_kept = true;
}

unsigned terminal_columns(FILE *stream)
{
    return size_of(stream).ws_col;
}

unsigned terminal_rows(FILE *stream)
{
    return size_of(stream).ws_row;
}

int terminal_begin_keys(void)
{
    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &saved) != 0) return -1;
    struct termios keys = saved;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    keys.c_cc[VMIN] = 0;
    keys.c_cc[VTIME] = 0;
    is_saved = true;
    atexit(terminal_end_keys);
    return tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0 ? STDIN_FILENO : -1;
}

void terminal_end_keys(void)
{
    if (is_saved) tcsetattr(STDIN_FILENO, TCSANOW, &saved);
    is_saved = false;
}

char terminal_key(void)
{
    char key;
    return is_saved && read(STDIN_FILENO, &key, 1) == 1 ? key : '\0';
}
