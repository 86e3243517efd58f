# Garner. `make demo` and `make test` do everything, packages included; `make help` lists the rest.

V ?= 0
Q := $(if $(filter 1,$(V)),,@)
B := build

CC      ?= gcc
WARN    := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
           -Wformat=2 -Wvla -Wno-unused-parameter
CFLAGS  ?= -O2 -g
CFLAGS  += -std=c11 -D_GNU_SOURCE $(WARN) -I. -fno-strict-aliasing
LDLIBS  := -lzmq -lmsgpackc -llmdb -lzstd -lxxhash -lcrypto -lm -lpthread

# What the build, the tests and the demo need from Debian 12, beyond git and make.
PACKAGES := gcc libc6-dev libzmq3-dev libmsgpack-dev liblmdb-dev libzstd-dev libxxhash-dev libssl-dev \
            python3 python3-zmq python3-msgpack procps strace

SRC      = $(filter-out %_main.c,$(wildcard $(1)/*.c))
OBJ      = $(patsubst %.c,$(B)/%.o,$(call SRC,$(1)))
PROGRAMS := $(B)/garner-broker $(B)/garner-worker $(B)/garner
ROOMS    := proto broker workers client
TESTS    := $(foreach r,$(ROOMS),$(if $(wildcard tests/$(r)/*.c),$(B)/tests/test-$(r)))

.PHONY: all
all: $(PROGRAMS)

$(B)/garner-broker: $(B)/broker/broker_main.o $(call OBJ,broker) $(call OBJ,proto)
$(B)/garner-worker: $(B)/workers/worker_main.o $(call OBJ,workers) $(call OBJ,proto)
$(B)/garner:        $(B)/client/client_main.o $(call OBJ,client) $(call OBJ,proto)

$(PROGRAMS):
	@echo "  LINK  $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/%.o: %.c | $(B)/.packages
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# One test program a room: its own sources, the room's and proto's.
$(B)/tests/test-%: $(B)/tests/runner.o
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(sort $^) $(LDLIBS)
define test_room
$(B)/tests/test-$(1): $(patsubst %.c,$(B)/%.o,$(wildcard tests/$(1)/*.c)) $(call OBJ,$(1)) $(call OBJ,proto)
endef
$(foreach r,$(ROOMS),$(eval $(call test_room,$(r))))

# Installs what is missing, as root or with sudo; does nothing where all is there.
$(B)/.packages: Makefile
	@mkdir -p $(B)
	$(Q)tests/packages $(PACKAGES)
	@touch $@

.PHONY: test
test: $(PROGRAMS) $(TESTS)
	$(Q)tests/run $(TESTS)

.PHONY: format
format:
	$(Q)clang-format -i $(wildcard */*.[ch] tests/*/*.[ch])

.PHONY: clean
clean:
	$(Q)rm -rf $(B)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
