# What is measured, each beside a peer where there is one. Figures belong into docs/numbers.md, with the command.

##bench   all of the following but the last two, one after the other (some ten minutes)
.PHONY: bench
bench: bench-queue bench-archive bench-decode bench-html bench-segment bench-words bench-stages bench-layout bench-index bench-query

##bench-queue documents a second through the queue, beside redis (ROUNDS=)
.PHONY: bench-queue
bench-queue: all
	$(Q)tests/packages redis-server libhiredis-dev
	$(Q)$(MAKE) --no-print-directory $(B)/bench/queue_bench $(B)/bench/redis_bench
	$(Q)tests/bench/queue

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
	$(Q)MB=$${MB:-40} tests/bench/words $(MARKED)
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
	$(Q)ARTICLES=$${ARTICLES:-100000} DIR=$${DIR:-/tmp} tests/bench/index

##bench-ripgrep whether 2,000 random texts are found in the files that ripgrep finds (RIPGREP=2000, ARTICLES=20000, SEED=1)
.PHONY: bench-ripgrep
bench-ripgrep: all $(B)/bench/index_bench
	$(Q)tests/packages ripgrep
	$(Q)RIPGREP=$${RIPGREP:-2000} ARTICLES=$${ARTICLES:-20000} DIR=$${DIR:-/tmp} tests/bench/index

# Runs a bench in a new directory under DIR, which goes with it.
IN_DIRECTORY = d=$$(mktemp -d $${DIR:-/tmp}/garner-bench-XXXXXX); $(1); s=$$?; rm -rf $$d; exit $$s

##bench-query ranges and sums of many figures (FIGURES=5000000, DIR=/tmp)
.PHONY: bench-query
bench-query: $(B)/bench/query_bench
	$(Q)$(call IN_DIRECTORY,GARNER_LOG=warn $< $$d/store $${FIGURES:-5000000})

##bench-waiting what ten million waiting documents cost (DOCUMENTS=, BYTES=; 5 GB in DIR=/tmp)
.PHONY: bench-waiting
bench-waiting: all $(B)/bench/waiting_bench
	$(Q)$(call IN_DIRECTORY,$(B)/bench/waiting_bench $$d/store $${DOCUMENTS:-10000000} $${BYTES:-256})

##bench-store the store beside plain LMDB (DIR=/tmp, SECONDS_EACH=3)
.PHONY: bench-store
bench-store: $(B)/bench/store_bench
	$(Q)GARNER_LOG=warn $< $${DIR:-/tmp} $${SECONDS_EACH:-3}

##bench-bulk a whole archive of web pages, from folder and zip, beside what one would put together (ARCHIVE=, PART=1500)
.PHONY: bench-bulk
bench-bulk: all
	$(Q)tests/packages parallel
	$(Q)tests/bench/bulk $(ARCHIVE)

##curves  what it costs when a store grows: docs/growth.tsv and .svg (DOCUMENTS=1000000; ten minutes, 6 GB in TMPDIR)
.PHONY: curves
curves: all
	$(Q)tests/packages gnuplot-nox
	$(Q)DOCUMENTS=$${DOCUMENTS:-1000000} OUT=docs/growth.tsv tests/bench/growth
	$(Q)gnuplot docs/growth.gnuplot >docs/growth.svg

# What each program is made of beside its own source and proto.
KIT   := $(B)/tests/bench/bench_kit.o
STORE := $(patsubst %.c,$(B)/%.o,$(wildcard broker/store*.c broker/lookup*.c broker/index*.c broker/content.c))
$(B)/bench/queue_bench $(B)/bench/redis_bench $(B)/bench/waiting_bench: $(KIT)
$(B)/bench/redis_bench: LDLIBS += -lhiredis
$(B)/bench/archive_bench: $(call OBJ,client)
$(B)/bench/decode_bench $(B)/bench/html_bench $(B)/bench/segment_bench: $(B)/tests/bench/bench_texts.o $(call OBJ,workers)
$(B)/bench/index_bench: $(KIT) $(STORE)
$(B)/bench/query_bench $(B)/bench/peer_bench: $(KIT) $(call OBJ,broker)
$(B)/bench/store_bench: $(STORE)
BENCHES := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*_bench.c))
$(BENCHES): $(B)/bench/%: $(B)/tests/bench/%.o $(call OBJ,proto)
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(BASE) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)
