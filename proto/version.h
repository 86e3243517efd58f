/* version.h: the version of the programs, as HELLO, WELCOME and --version tell it. */
#ifndef PROTO_VERSION_H
#define PROTO_VERSION_H

#define GARNER_VERSION "0.1.0"

#endif
