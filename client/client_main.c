/* client_main.c: the program `garner`. */
#include "client/command.h"
#include "proto/language.h"
#include "proto/log.h"

int main(int argc, char **argv)
{
    log_open("garner");
    language_open();
    return command_line(argc, argv);
}
