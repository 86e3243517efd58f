# Garner. `make demo` and `make test` do everything, packages included; `make help` lists the rest.

V ?= 0
Q := $(if $(filter 1,$(V)),,@)
B := build

CC      ?= gcc
WARN    := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
           -Wformat=2 -Wvla -Wno-unused-parameter
CFLAGS  ?= -O2 -g
BASE    := -std=c11 -D_GNU_SOURCE $(WARN) -I. -isystem /usr/include/libxml2 -fno-strict-aliasing
LDLIBS  := -Wl,--as-needed -lzmq -lmsgpackc -llmdb -lzstd -lxxhash -lcrypto -larchive -lz -llzma -lbz2 -lbrotlidec -lxml2 -lsqlite3 -lseccomp -lm -lpthread

# What the build, the tests and the demo need from Debian 12, beyond git and make.
PACKAGES := gcc libc6-dev libzmq3-dev libmsgpack-dev liblmdb-dev libzstd-dev libxxhash-dev libssl-dev \
            libarchive-dev zlib1g-dev liblzma-dev libbz2-dev libbrotli-dev libxml2-dev \
            libsqlite3-dev libseccomp-dev poppler-utils \
            opencc gettext mandoc zsh python3 python3-zmq python3-msgpack python3-jieba procps strace lmdb-utils

SRC      = $(filter-out %_main.c,$(wildcard $(1)/*.c $(1)/*/*.c))
OBJ      = $(patsubst %.c,$(B)/%.o,$(call SRC,$(1)))
PROGRAMS := $(B)/garner-broker $(B)/garner-worker $(B)/garner
ROOMS    := proto broker workers client
TESTS    := $(foreach r,$(ROOMS),$(if $(wildcard tests/$(r)/*.c),$(B)/tests/test-$(r)))

.SECONDARY: # nothing that was built is taken away again

.PHONY: all
all: $(PROGRAMS) $(B)/garner.data $(B)/man/garner.1 $(B)/completion/bash/garner

$(B)/garner-broker: $(B)/broker/broker_main.o $(call OBJ,broker) $(call OBJ,proto)
$(B)/garner-worker: $(B)/workers/worker_main.o $(call OBJ,workers) $(call OBJ,proto)
$(B)/garner:        $(B)/client/client_main.o $(call OBJ,client) $(call OBJ,proto)

define LINK
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(BASE) $(CFLAGS) $(LDFLAGS) -o $@ $(1) $(LDLIBS)
endef
$(PROGRAMS) $(B)/garner-data $(B)/garner-words $(B)/garner-places $(B)/garner-names:
	$(call LINK,$^)

$(B)/%.o: %.c | $(B)/.packages
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(BASE) $(CFLAGS) -MMD -MP -c -o $@ $<

# Which characters people do not tell apart: proto/fold.h.
$(B)/fold_table.h: proto/fold_make.py | $(B)/.packages
	@echo "  FOLD  $@"
	$(Q)$< $@.new && mv $@.new $@
$(B)/proto/fold.o $(B)/hooks/proto/fold.o: $(B)/fold_table.h

# The names of areas in use, by code: proto/area.h.
$(B)/area_names.h: workers/data/places/areas.tsv | $(B)/.packages
	@echo "  AREAS $@"
	$(Q)grep -v '^#' $< | awk -F '\t' '$$4 == "" {print "{\"" $$1 "\", \"" $$2 "\"},"}' | LC_ALL=C sort >$@.new
	$(Q)mv $@.new $@
$(B)/proto/area.o: $(B)/area_names.h

# Messages in Chinese: proto/language.h. The strings of a .po file are those of C; msgfmt(1) checks them.
$(B)/language_zh.h: proto/language/zh_CN.po | $(B)/.packages
	@echo "  WORDS $@"
	$(Q)awk '/^msgid /  { printf "%s", count++ ? "},\n{" : "{" } \
	       /^msgstr / { printf "," } \
	       sub(/^msg(id|str) /, "") || /^"/ { gsub(/<PRIu64>/, "\" PRIu64 \""); print } \
	       END { print "}," }' $< >$@.new
	$(Q)mv $@.new $@
$(B)/proto/language.o $(B)/hooks/proto/language.o: $(B)/language_zh.h

# What the stages share between documents: PARTS are NAME=FILE (workers/resources.h).
PARTS := words=$(B)/words.model places=$(B)/places.image names=$(B)/names.facts

# The word model: trained from our own marked text and jieba's dictionary.
DICTIONARY := /usr/lib/python3/dist-packages/jieba/dict.txt
MARKED     := $(wildcard workers/data/words/*.txt)
$(B)/garner-words: $(B)/workers/data/train_main.o $(call OBJ,proto) \
                   $(call OBJ,workers/words) $(patsubst %,$(B)/workers/%.o,text file resources)
$(B)/words.model: $(B)/garner-words $(MARKED)
	@echo "  TRAIN $@"
	$(Q)$< $@ $(DICTIONARY) $(MARKED)

# The gazetteer: from the tables of workers/data/places.
PLACES := $(patsubst %,workers/data/places/%.tsv,areas towns countries forms)
$(B)/garner-places: $(B)/workers/data/places_main.o $(call OBJ,proto) \
                    $(patsubst %,$(B)/workers/%.o,place/gazetteer_make place/name_table place/trie_make place/short_form text file)
$(B)/places.image: $(B)/garner-places $(PLACES)
	@echo "  PLACES $@"
	$(Q)$< $@ $(PLACES) $(DICTIONARY)
# What is known of names: family names, given names, words around names.
NAMES := $(patsubst %,workers/data/names/%.txt,surnames words) workers/data/places/areas.tsv
$(B)/garner-names: $(B)/workers/data/names_main.o $(call OBJ,proto) \
                   $(patsubst %,$(B)/workers/%.o,name/facts name/facts_make text file)
$(B)/names.facts: $(B)/garner-names $(NAMES)
	@echo "  NAMES $@"
	$(Q)$< $@ $(NAMES) $(DICTIONARY)
$(B)/garner-data: $(B)/workers/data/pack_main.o $(patsubst %,$(B)/workers/%.o,resources file) \
                  $(call OBJ,proto)
$(B)/garner.data: $(B)/garner-data $(foreach p,$(PARTS),$(lastword $(subst =, ,$(p))))
	$(Q)$< $@ $(PARTS)

# The hash that stands for all that finds something (workers/extractor.h): every source of workers/ but
# those that run processes, read command lines or make the data files.
RUNNING := worker_main.c process/% command/% resources% extractor% file% data/% \
           $(patsubst %,words/words_%%,train learner read kind score write)
FINDING  = $(sort $(filter-out $(addprefix workers/,$(RUNNING)),$(foreach f,*.[ch] *.def,$(wildcard workers/$(f) workers/*/$(f)))) \
                  $(foreach f,utf8 pack json_read fold numeral numeral_value decimal unit records,proto/$(f).c) proto/units.def \
                  $(wildcard proto/charset/*.[ch]))
$(B)/stages.h: $(FINDING)
	@mkdir -p $(@D)
	$(Q)echo "#define STAGES_HASH \"$$(sha256sum $(FINDING) | sha256sum | cut -c1-64)\"" >$@
$(B)/workers/extractor.o: $(B)/stages.h

# One test program a room: its own sources, the room's and proto's.
$(B)/tests/test-%: $(B)/tests/runner.o
	$(call LINK,$(sort $^))
define test_room
$(B)/tests/test-$(1): $(patsubst %.c,$(B)/%.o,$(wildcard tests/$(1)/*.c)) $(call OBJ,$(1)) $(call OBJ,proto)
endef
$(foreach r,$(ROOMS),$(eval $(call test_room,$(r))))

# The simulator (tests/sim/sim.h), with the real core and with one that can be told to be wrong.
SIM := $(patsubst %.c,%.o,$(wildcard tests/sim/*.c broker/core*.c))
$(B)/sim:        $(addprefix $(B)/,$(SIM)) $(call OBJ,proto)
$(B)/sim-broken: $(addprefix $(B)/hooks/,$(SIM)) $(call OBJ,proto)
$(B)/sim $(B)/sim-broken:
	$(call LINK,$^)
$(B)/hooks/%.o: %.c | $(B)/.packages
	@mkdir -p $(@D)
	@echo "  CC    $< (hooks)"
	$(Q)$(CC) $(BASE) $(CFLAGS) -DCORE_HOOKS -MMD -MP -c -o $@ $<

# Installs what is missing, as root or with sudo; does nothing where all is there.
$(B)/.packages: Makefile
	@mkdir -p $(B)
	$(Q)tests/packages $(PACKAGES)
	@touch $@

# The fuzzers, with a driver of our own; `make fuzz` builds them again with libFuzzer.
FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
TAKING  := $(B)/fuzz/fuzz_archive $(B)/fuzz/fuzz_warc
$(TAKING): $(B)/tests/fuzz/taking.o $(call OBJ,client)
$(filter-out $(TAKING),$(FUZZERS)): $(call OBJ,workers)
$(B)/fuzz/fuzz_query: $(B)/tests/proto/query_show.o
DRIVER  := $(B)/tests/fuzz/driver.o
$(FUZZERS): $(B)/fuzz/%: $(B)/tests/fuzz/%.o $(DRIVER) $(call OBJ,proto)
	$(call LINK,$^)

# Random text of many makes, with the checks of fuzz_pipeline.
$(B)/fuzz/random_text: $(B)/tests/fuzz/random_text.o $(B)/tests/fuzz/fuzz_pipeline.o $(call OBJ,workers) $(call OBJ,proto)
	$(call LINK,$^)

##demo    builds, works through the sample archive, shows answers
.PHONY: demo
demo: all
	$(Q)tests/demo

##test    builds and runs all tests
.PHONY: test tests
tests: $(TESTS) $(B)/sim $(B)/sim-broken $(FUZZERS) $(B)/fuzz/random_text
test: all tests
	$(Q)tests/run $(TESTS)

##sanitize all tests with AddressSanitizer and UBSan, and with ThreadSanitizer (ONLY=address or thread)
.PHONY: sanitize
sanitize: $(B)/.packages
	$(Q)tests/sanitize $(ONLY)

##coverage which lines the tests run, by room (LEAST=85 % of broker/ and proto/)
.PHONY: coverage
coverage: $(B)/.packages
	$(Q)tests/packages gcovr
	$(Q)tests/coverage

##sim     the core in a world of faults, for long (SEEDS=)
.PHONY: sim
sim: $(B)/sim
	$(Q)$(B)/sim --seeds $${SEEDS:-100000}

##fuzz    each fuzzer with libFuzzer, ASan and UBSan (MINUTES=10 each, ONLY="fuzz_query …")
.PHONY: fuzz
fuzz: $(B)/garner.data $(FUZZERS)
	$(Q)tests/packages clang libclang-rt-14-dev
	$(Q)tests/fuzz/long $(ONLY)

##test-random a gigabyte of random text through all stages: no crash, nothing out of place, linear time (MB=1000, SEED=)
.PHONY: test-random
test-random: all $(B)/fuzz/random_text
	$(Q)GARNER_DATA_FILE=$(B)/garner.data $(B)/fuzz/random_text $${MB:-1000} $${SEED:-$$$$}

##parquet  the sample archive as Parquet, read by DuckDB and hyparquet (npm, outside of the tree)
.PHONY: parquet
parquet: all
	$(Q)d=$$(mktemp -d /tmp/garner-parquet-XXXXXX); trap 'rm -rf "$$d"' EXIT; set -e; \
	(cd $$d && npm install --silent --no-fund --no-audit hyparquet hyparquet-compressors @duckdb/node-api >/dev/null); \
	cp tests/export/peers.mjs $$d; \
	$(B)/garner -d $$d/data run --quiet tests/sample >/dev/null; \
	$(B)/garner -d $$d/data export --format parquet --output $$d/out; \
	$(B)/garner -d $$d/data stop >/dev/null; \
	node $$d/peers.mjs $$d/out

include tests/bench/bench.mk

##chaos   kills everything at random for long (KILLS=, DOCUMENTS=, SEED=)
.PHONY: chaos
chaos: all
	$(Q)KILLS=$${KILLS:-1000} DOCUMENTS=$${DOCUMENTS:-20000} tests/system/80-chaos

##extending a new kind of record, as docs/extending.md shows it: applied to a copy of the tree, built and asked for
.PHONY: extending
extending: all
	$(Q)WHOLE=1 tests/system/59-extending

##soak    everything at once for long, and nothing grows (MINUTES=60, SEED=)
.PHONY: soak
soak: all
	$(Q)SECONDS=$$((60 * $${MINUTES:-60})) tests/system/83-soak

# Put before a broker, it says what that does to its store at rest, and ends or fails it there.
$(B)/faults/rest.so: tests/faults/rest.c | $(B)/.packages
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(BASE) $(CFLAGS) -fPIC -shared -o $@ $<

##faults  power losses, full disks, failed writes, no memory, a clock that leaps, a store at rest, for long (ROUNDS=, SEED=, KINDS=)
.PHONY: faults
faults: all $(B)/faults/rest.so
	$(Q)tests/packages xfsprogs e2fsprogs strace fiu-utils faketime util-linux
	$(Q)tests/faults/run $(KINDS)

##queues  what beanstalkd, redis, NATS and RabbitMQ lose beside Garner when killed, or without power (REPEATS=, root)
.PHONY: queues
queues: all
	$(Q)tests/packages xfsprogs e2fsprogs util-linux beanstalkd redis-server nats-server rabbitmq-server python3-pika
	$(Q)tests/faults/queues $(SERVERS)

##compose runs docker-compose.yml for real, with an engine of its own (root)
.PHONY: compose
compose:
	$(Q)tests/packages docker.io docker-compose mmdebstrap python3
	$(Q)tests/hosts/compose

# What the hosts of network namespaces run beside the programs themselves.
HOSTS := $(B)/hosts/switch $(B)/hosts/crowd
$(B)/hosts/crowd: $(B)/workers/process/session.o $(B)/workers/process/backlog.o $(call OBJ,proto)
$(HOSTS): $(B)/hosts/%: $(B)/tests/hosts/%.o
	$(call LINK,$^)

##hosts   workers on other hosts, network cuts, thousands at once (root; ROUNDS=100, CROWD=2000, SEED=, ONLY=)
.PHONY: hosts
hosts:
	$(Q)tests/packages iproute2 util-linux python3 python3-zmq python3-msgpack
	$(Q)$(MAKE) --no-print-directory all $(HOSTS)
	$(Q)tests/hosts/hosts $(ONLY)

##slurm   a Slurm cluster of three nodes on this machine: arrays of workers, time limits, lost nodes; the filter and its import (root)
.PHONY: slurm
slurm:
	$(Q)tests/packages slurm-wlm munge iproute2 util-linux python3
	$(Q)$(MAKE) --no-print-directory all
	$(Q)tests/hosts/slurm

##swarm   docker-stack.yml on a Docker Swarm of three engines on this machine (root; IMAGE=)
.PHONY: swarm
swarm:
	$(Q)tests/packages docker.io mmdebstrap iproute2 util-linux python3
	$(Q)tests/hosts/swarm

##fresh   `make demo` and `make test` in a Debian that has git and make only (root)
.PHONY: fresh
fresh:
	$(Q)tests/packages mmdebstrap
	$(Q)tests/hosts/fresh

##messages brings proto/language/zh_CN.po up to date with the texts of the programs, and tells what it lacks
.PHONY: messages
messages: all
	$(Q)proto/language/messages $(B)/messages.pot
	$(Q)msgmerge --quiet --update --backup=none --no-fuzzy-matching --no-wrap --no-location proto/language/zh_CN.po $(B)/messages.pot
	$(Q)msgattrib --no-obsolete --no-wrap --output-file=proto/language/zh_CN.po proto/language/zh_CN.po
	$(Q)msgattrib --untranslated proto/language/zh_CN.po

# Manual pages and completion, of what the programs say of themselves.
$(B)/man/garner.1: $(PROGRAMS) install/manual.py install/describe.py
	@echo "  MAN   $(@D)"
	$(Q)install/manual.py $(B) $(@D)
$(B)/completion/bash/garner: $(PROGRAMS) install/completion.py install/describe.py
	@echo "  SHELL $(B)/completion"
	$(Q)install/completion.py $(B) $(B)/completion

##install programs, manual, completion, units and documents into $(DESTDIR)$(PREFIX); uninstall takes them away
PREFIX     ?= /usr/local
SYSCONFDIR ?= $(if $(filter /usr /usr/local,$(PREFIX)),/etc,$(PREFIX)/etc)
ZSHDIR     ?= $(PREFIX)/share/zsh/site-functions
UNITDIR    ?= $(PREFIX)/lib/systemd/system
PUT        = install -D -m 644
.PHONY: install
install: all
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	$(PUT) -t $(DESTDIR)$(PREFIX)/lib/garner $(B)/garner.data
	$(PUT) -t $(DESTDIR)$(PREFIX)/share/man/man1 $(B)/man/*.1
	$(PUT) -t $(DESTDIR)$(PREFIX)/share/man/man7 $(B)/man/*.7
	$(PUT) -t $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(B)/completion/bash/*
	$(PUT) -t $(DESTDIR)$(ZSHDIR) $(B)/completion/zsh/*
	$(PUT) -t $(DESTDIR)$(PREFIX)/share/doc/garner README.md README.zh.md CHANGELOG.md proto/PROTOCOL.md $(wildcard docs/*)
	$(if $(wildcard workers/slurm),cp -r workers/slurm $(DESTDIR)$(PREFIX)/share/doc/garner)
	install -d $(DESTDIR)$(UNITDIR)
	for unit in broker workers; do \
	    sed 's|@BIN@|$(PREFIX)/bin|; s|@ETC@|$(SYSCONFDIR)|' install/garner-$$unit.service >$(DESTDIR)$(UNITDIR)/garner-$$unit.service; \
	done
	$(PUT) install/sysusers.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/garner.conf
	for file in broker workers; do \
	    [ -e $(DESTDIR)$(SYSCONFDIR)/garner/$$file.conf ] || $(PUT) -t $(DESTDIR)$(SYSCONFDIR)/garner install/$$file.conf; \
	done

# What an installation elsewhere would have; SYSCONFDIR stays.
.PHONY: uninstall
uninstall:
	$(Q)there=$$(mktemp -d); trap 'rm -rf "$$there"' EXIT; \
	$(MAKE) -s install DESTDIR="$$there" >/dev/null && \
	(cd "$$there" && find . -type f ! -path '.$(SYSCONFDIR)/*' -print0) | (cd "$(DESTDIR)/" && xargs -0 rm -f); \
	rm -rf "$(DESTDIR)$(PREFIX)/share/doc/garner"; rmdir "$(DESTDIR)$(PREFIX)/lib/garner" 2>/dev/null || true

##deb     builds build/deb/garner_*.deb (debian/)
.PHONY: deb
deb:
	$(Q)tests/packages $(PACKAGES) build-essential debhelper lintian git
	$(Q)debian/make $(B)/deb

##deb-test the same, looked at by lintian, installed in a Debian of its own, used, and taken away again (root)
.PHONY: deb-test
deb-test: deb
	$(Q)tests/packages mmdebstrap systemd
	$(Q)tests/hosts/deb

.PHONY: help
help:
	@awk '/^##/ { name = substr($$1, 3); sub(/^[^ ]+ +/, ""); printf "  make %-14s %s\n", name, $$0 }' $(MAKEFILE_LIST)

##format  the sources as .clang-format says
.PHONY: format
format:
	$(Q)clang-format -i $$(git ls-files '*.c' '*.h')

.PHONY: clean
clean:
	$(Q)rm -rf $(B)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
