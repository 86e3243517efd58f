# What is measured, each beside a peer where there is one. Figures belong into docs/numbers.md, with the command.

BENCHES := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*_bench.c))

##bench   everything in short, ten minutes: one table of ours, best peer, what bounds it, goal
.PHONY: bench
bench: all
	$(Q)tests/packages redis-server redis-tools libhiredis-dev sqlite3 ripgrep
	$(Q)command -v npm >/dev/null || tests/packages nodejs npm || echo "without npm its peers are skipped"
	$(Q)$(MAKE) --no-print-directory $(BENCHES)
	$(Q)tests/bench/table

##bench-queue documents a second through the queue, beside redis and ZeroMQ alone (ROUNDS=)
.PHONY: bench-queue
bench-queue: all
	$(Q)tests/packages redis-server redis-tools libhiredis-dev
	$(Q)$(MAKE) --no-print-directory $(addprefix $(B)/bench/,queue_bench redis_bench zeromq_bench)
	$(Q)tests/bench/queue

##bench-limits what this machine gives at most: copying, hashing, squeezing, syncing … (SECONDS_EACH=2)
.PHONY: bench-limits
bench-limits: $(B)/bench/limits_bench
	$(Q)tests/bench/limits

##bench-archive archives taken apart, beside libarchive alone (DOCUMENTS=4000, SECONDS_EACH=2)
.PHONY: bench-archive
bench-archive: $(B)/bench/archive_bench
	$(Q)tests/bench/archive

##bench-decode the speed of decoding in several charsets, one thread (SECONDS_EACH=2)
.PHONY: bench-decode
bench-decode: $(B)/bench/decode_bench
	$(Q)tests/bench/decode

##bench-html web pages to their main text, one thread, generated ones or FILES= (SECONDS_EACH=3)
.PHONY: bench-html
bench-html: $(B)/bench/html_bench
	$(Q)FILES="$(FILES)" tests/bench/html

##bench-segment the segmenter's speed and memory, one thread (ARTICLES=22000, SECONDS_EACH=3)
.PHONY: bench-segment
bench-segment: $(B)/bench/segment_bench
	$(Q)tests/bench/segment

##bench-words cutting words beside @node-rs/jieba and ICU, with memory, and on unseen text (MB=40)
.PHONY: bench-words
bench-words: all
	$(Q)tests/bench/words
	$(Q)echo "text that it has not seen:" && $(B)/garner-words --score $(B)/words.model workers/data/words/unseen/*.txt

##bench-stages the speed of each stage of the pipeline, one thread (FILES=, SECONDS_EACH=3)
.PHONY: bench-stages
bench-stages: all
	$(Q)FILES="$(FILES)" tests/bench/stages

##bench-layout articles found in generated pages, compilations and web pages (SEEDS=20)
.PHONY: bench-layout
bench-layout: all
	$(Q)tests/layout/score.py --seeds $${SEEDS:-20}

##bench-index searching in generated articles, beside SQLite FTS5 and ripgrep (ARTICLES=100000, DIR=/tmp)
.PHONY: bench-index
bench-index: all $(B)/bench/index_bench $(B)/bench/peer_bench
	$(Q)tests/packages sqlite3 ripgrep
	$(Q)tests/bench/index

##bench-ripgrep whether 2,000 random texts are found in the files that ripgrep finds (RIPGREP=2000, ARTICLES=20000, SEED=1)
.PHONY: bench-ripgrep
bench-ripgrep: all $(B)/bench/index_bench
	$(Q)tests/packages ripgrep
	$(Q)RIPGREP=$${RIPGREP:-2000} ARTICLES=$${ARTICLES:-20000} tests/bench/index

##bench-query ranges and sums of many figures, beside SQLite (FIGURES=5000000, DIR=/tmp)
.PHONY: bench-query
bench-query: $(B)/bench/query_bench
	$(Q)tests/bench/query

##bench-export JSON lines of a whole store, beside sqlite3 (ARTICLES=16000)
.PHONY: bench-export
bench-export: all
	$(Q)tests/packages sqlite3
	$(Q)tests/bench/export

##bench-waiting what ten million waiting documents cost (DOCUMENTS=, BYTES=; 5 GB in DIR=/tmp)
.PHONY: bench-waiting
bench-waiting: all $(B)/bench/waiting_bench
	$(Q)tests/packages redis-server redis-tools
	$(Q)tests/bench/waiting

##bench-store the store beside plain LMDB (DIR=/tmp, SECONDS_EACH=3)
.PHONY: bench-store
bench-store: $(B)/bench/store_bench
	$(Q)tests/bench/store

##bench-bulk a whole archive of web pages, from folder and zip, beside what one would put together (ARCHIVE=, PART=1500)
.PHONY: bench-bulk
bench-bulk: all
	$(Q)tests/packages parallel zstd
	$(Q)tests/bench/bulk $(ARCHIVE)

##curves  what it costs when a store grows: docs/growth.tsv and .svg (DOCUMENTS=1000000; ten minutes, 6 GB in TMPDIR)
.PHONY: curves
curves: all
	$(Q)tests/packages gnuplot-nox
	$(Q)DOCUMENTS=$${DOCUMENTS:-1000000} OUT=docs/growth.tsv tests/bench/growth
	$(Q)gnuplot docs/growth.gnuplot >docs/growth.svg

# What each program is made of beside its own source, the rows and proto.
KIT   := $(B)/tests/bench/bench_kit.o
ROWS  := $(B)/tests/bench/rows.o
STORE := $(patsubst %.c,$(B)/%.o,$(wildcard broker/store*.c broker/lookup*.c broker/index*.c broker/content.c))
$(B)/bench/queue_bench $(B)/bench/redis_bench $(B)/bench/waiting_bench $(B)/bench/zeromq_bench: $(KIT)
$(B)/bench/redis_bench: LDLIBS += -lhiredis
$(B)/bench/archive_bench: $(call OBJ,client)
$(B)/bench/decode_bench $(B)/bench/html_bench $(B)/bench/segment_bench $(B)/bench/limits_bench: $(B)/tests/bench/bench_texts.o $(call OBJ,workers)
$(B)/bench/index_bench: $(KIT) $(STORE) $(addprefix $(B)/tests/bench/,list.o index_result.o index_roles.o index_ask.o index_ripgrep.o)
$(B)/bench/query_bench $(B)/bench/peer_bench: $(KIT) $(call OBJ,broker)
$(B)/bench/peer_bench: $(addprefix $(B)/tests/bench/,list.o peer_sqlite.o)
$(B)/bench/store_bench: $(STORE)
$(BENCHES): $(B)/bench/%: $(B)/tests/bench/%.o $(ROWS) $(call OBJ,proto)
	$(call LINK,$^)
