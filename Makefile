# Mailuo. `make help` lists the goals. CC, CFLAGS, LDFLAGS, PREFIX and DESTDIR mean what they usually mean.
VERSION := 0.1.0
PREFIX  ?= /usr/local

ifeq ($(origin CC),default)
CC := gcc
endif
CHECK_CC := clang
CFLAGS   ?= -O2 -g

warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
dialect  := -std=c17 -D_XOPEN_SOURCE=700 -fvisibility=hidden -pthread -Isrc
modules  := libxml-2.0 sqlite3 jansson libxxhash libarchive uchardet zlib libbrotlidec
loaded   := raptor2 # when it is needed: src/base/rdf_parse.h says why

# Asked of pkg-config once, and only when something is compiled: before, it may not be installed yet.
module_cflags = $(eval module_cflags := $(shell pkg-config --cflags $(modules) $(loaded)))$(module_cflags)
module_libs   = $(eval module_libs := $(shell pkg-config --libs $(modules)) -lm -ldl -pthread)$(module_libs)
cmocka_libs   = $(eval cmocka_libs := $(shell pkg-config --libs cmocka))$(cmocka_libs)
loaded_libs   = $(eval loaded_libs := $(shell pkg-config --libs $(loaded)))$(loaded_libs)

command_sources := $(wildcard src/main.c src/cmd/*.c)
library_sources := $(filter-out $(command_sources),$(wildcard src/*/*.c)) build/gen/fold_table.c build/gen/fingerprint.c
test_sources    := $(wildcard tests/unit/*.c)
bench_sources   := $(wildcard tests/bench/*.c)
fuzz_sources    := $(wildcard tests/fuzz/fuzz_*.c)
own_sources     := $(wildcard src/main.c src/*/*.c)
own_files       := $(wildcard src/*.[ch] src/*/*.[ch] tests/*/*.[ch])

# What is installed first builds in a second make, which then finds it; without -j it takes every core.
cores = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))
again = +$(MAKE) --no-print-directory $(cores)

.PHONY: all run check check-consumers check-faults bench install clean help check-programs fuzz tidy cppcheck format
.DELETE_ON_ERROR:
.SECONDARY:

# Names what is made; V=1 shows the commands instead.
quietly = $(if $(V),,@echo '$(1)';)

all: build/mailuo build/release/libmailuo.a

run:
	@tools/install-dependencies.sh build
	@$(again) all
	build/mailuo build seeds -o out --rules rules --verify

check:
	@tools/install-dependencies.sh check
	+@MAKE='$(MAKE) --no-print-directory $(cores)' tests/check.sh

check-consumers:
	@tools/install-dependencies.sh consumers
	@$(again) all build/release/tests/bench/make_store
	tests/check-consumers.sh

# Builds with faults on the way; `make check` makes a few of them.
FAULT_ROUNDS ?= 200
FAULT_SEED ?= 1
check-faults:
	@tools/install-dependencies.sh check
	@$(again) all build/release/tests/faults/faulty.so
	/usr/bin/python3 tests/check_faults.py $(FAULT_ROUNDS) $(FAULT_SEED)

bench:
	@tools/install-dependencies.sh bench
	@$(again) all $(bench_sources:%.c=build/release/%)
	/usr/bin/python3 tests/bench/bench.py

# Finds the rules from any folder, as an installed program does.
build/mailuo: build/release/mailuo
	@mkdir -p build/share/mailuo && ln -sfn ../../../rules build/share/mailuo/rules
	@ln -sf release/mailuo $@

# ---- objects: the same rules for the program that people use and for the one that checks itself ----

# $(call variant,NAME,COMPILER,FLAGS)
define variant
build/$(1)/%.o: %.c Makefile
	@mkdir -p $$(@D)
	$$(call quietly,$(2) $$<)$(2) $(dialect) $(warnings) -DML_VERSION='"$(VERSION)"' $$(module_cflags) -MMD -MP $(3) -c -o $$@ $$<

build/$(1)/libmailuo.a: $(library_sources:%.c=build/$(1)/%.o)
	$$(call quietly,ar $$@)rm -f $$@ && ar rcs $$@ $$^

build/$(1)/mailuo: $(command_sources:%.c=build/$(1)/%.o) build/$(1)/libmailuo.a
	$$(call quietly,link $$@)$(2) $(3) $$(LDFLAGS) -o $$@ $$^ $$(module_libs)

build/$(1)/tests/bench/%: build/$(1)/tests/bench/%.o build/$(1)/libmailuo.a
	$$(call quietly,link $$@)$(2) $(3) $$(LDFLAGS) -o $$@ $$^ $$(cmocka_libs) $$(module_libs)

build/$(1)/tests/unit/%: build/$(1)/tests/unit/%.o build/$(1)/libmailuo.a
	$$(call quietly,link $$@)$(2) $(3) $$(LDFLAGS) -o $$@ $$^ $$(cmocka_libs) $$(loaded_libs) $$(module_libs)

# Hyperscan or Vectorscan stands beside the trie where it is installed.
build/$(1)/tests/bench/bench_scan: build/$(1)/tests/bench/bench_scan.o build/$(1)/libmailuo.a
	$$(call quietly,link $$@)$(2) $(3) $$(LDFLAGS) -o $$@ $$^ $$(module_libs) $$(shell pkg-config --libs libhs 2>/dev/null)

build/$(1)/tests/fuzz/fuzz_%: build/$(1)/tests/fuzz/fuzz_%.o $$(if $$(filter fuzz,$(1)),,build/$(1)/tests/fuzz/replay.o) build/$(1)/libmailuo.a
	$$(call quietly,link $$@)$(2) $(3) $$(if $$(filter fuzz,$(1)),-fsanitize=fuzzer) $$(LDFLAGS) -o $$@ $$^ $$(module_libs)

-include $(patsubst %.c,build/$(1)/%.d,$(library_sources) $(command_sources) $(test_sources) $(bench_sources) $(fuzz_sources) tests/fuzz/replay.c)
endef

sanitizers := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
$(eval $(call variant,release,$$(CC),$$(CFLAGS)))
$(eval $(call variant,debug-asan,$$(CHECK_CC),$$(sanitizers)))
$(eval $(call variant,debug-tsan,$$(CHECK_CC),-O1 -g -fsanitize=thread))
$(eval $(call variant,fuzz,$$(CHECK_CC),$$(sanitizers) -fsanitize=fuzzer-no-link))

# Traditional to Simplified, character by character, out of OpenCC's dictionary.
build/gen/fold_table.c: tools/fold-table.sh tools/fold-phrases.tsv
	@mkdir -p $(@D)
	$(call quietly,generate $@)tools/fold-table.sh > $@

# What extraction depends on beside rules and texts: with another fingerprint, a build extracts everything anew. And the
# whole program: with another one, a build writes everything anew.
extraction_sources := $(wildcard src/base/*.[ch] src/text/*.[ch] src/rules/*.[ch] src/extract/*.[ch]) build/gen/fold_table.c
build/gen/fingerprint.c: $(extraction_sources) $(wildcard src/*.[ch] src/graph/*.[ch] src/write/*.[ch] src/cmd/*.[ch])
	@mkdir -p $(@D)
	$(call quietly,generate $@)for name in ml_fingerprint:"$(extraction_sources)" ml_program:"$^"; do \
	    echo "extern const char $${name%%:*}[];"; \
	    echo "const char $${name%%:*}[] = \"$$(cat $${name#*:} | sha256sum | cut -c 1-32)\";"; \
	done > $@

# What makes calls of a program fail, for tests/check_faults.py.
build/release/tests/faults/faulty.so: tests/faults/faulty.c Makefile
	@mkdir -p $(@D)
	$(call quietly,$(CC) $<)$(CC) -std=c17 $(warnings) -Wno-pedantic -O2 -fPIC -shared -o $@ $< -ldl

# ---- checks (tests/check.sh puts them in order and counts) ----

check-programs: all build/release/tests/faults/faulty.so build/debug-asan/mailuo build/debug-tsan/mailuo $(test_sources:%.c=build/debug-asan/%) $(fuzz_sources:%.c=build/debug-asan/%)

# Each target in turn for so many seconds; what it finds new is kept in build/fuzz/corpus, what fails in build/fuzz.
FUZZ_SECONDS ?= 60
fuzz: $(fuzz_sources:tests/fuzz/fuzz_%.c=fuzz-%)

fuzz-%: build/fuzz/tests/fuzz/fuzz_%
	@mkdir -p build/fuzz/corpus/$*
	$< -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=4096 -max_len=65536 -artifact_prefix=build/fuzz/$*- -print_final_stats=1 \
	  build/fuzz/corpus/$* tests/fuzz/corpus/$*

format:
	clang-format -i $(own_files)

# A source is looked at again when it or a header it includes has changed, which is when its object is made anew.
tidy: $(own_sources:%.c=build/tidy/%.ok)

build/tidy/%.ok: build/debug-asan/%.o .clang-tidy
	@mkdir -p $(@D)
	$(call quietly,clang-tidy $*.c)clang-tidy --quiet $*.c -- $(dialect) -DML_VERSION='""' $(module_cflags) 2>$@.log || { cat $@.log; exit 1; }
	@touch $@

cppcheck:
	@mkdir -p build/cppcheck
	$(call quietly,cppcheck src)cppcheck --enable=warning,performance,portability --error-exitcode=1 --inline-suppr -q --std=c11 -j $(shell nproc) \
	  --cppcheck-build-dir=build/cppcheck -Isrc -DML_VERSION='""' src

# ---- installing ----

destination = $(DESTDIR)$(PREFIX)

define pkg_config_file
prefix=$(PREFIX)
includedir=$${prefix}/include
libdir=$${prefix}/lib

Name: mailuo
Description: Builds knowledge graphs from Chinese text by rules
Version: $(VERSION)
Requires: $(modules)
Cflags: -I$${includedir}
Libs: -L$${libdir} -lmailuo -lm -ldl -pthread
endef

install: export PC := $(pkg_config_file)
install: all
	install -Dm755 build/release/mailuo $(destination)/bin/mailuo
	install -Dm644 build/release/libmailuo.a $(destination)/lib/libmailuo.a
	install -Dm644 src/mailuo.h $(destination)/include/mailuo.h
	install -d $(destination)/lib/pkgconfig
	echo "$$PC" > $(destination)/lib/pkgconfig/mailuo.pc
	cd rules && find . -type f -exec install -Dm644 {} $(abspath $(destination))/share/mailuo/rules/{} \;
	install -Dm644 docs/mailuo.1 $(destination)/share/man/man1/mailuo.1

clean:
	rm -rf build out/graph.*

help:
	@echo 'make            builds build/mailuo and build/release/libmailuo.a'
	@echo 'make run        installs what is missing, builds, and makes a graph of the texts in seeds/ in out/'
	@echo 'make check      installs what is missing, and runs every test and check'
	@echo 'make check-consumers  has the formats read by Jena, Oxigraph, rdflib, networkx, pandas and others'
	@echo 'make check-faults  kills and disturbs builds and goes on (FAULT_ROUNDS=200, FAULT_SEED=1)'
	@echo 'make bench      measures the throughput (BENCH_CORPUS=FILE.jsonl, BENCH_RUNS=5)'
	@echo 'make fuzz       looks for inputs that break the readers (FUZZ_SECONDS=60 for each of them)'
	@echo 'make format     formats the sources with clang-format'
	@echo 'make install    installs below PREFIX ($(PREFIX)); DESTDIR is put in front'
	@echo 'make clean      removes what was made'
	@echo 'V=1 shows the commands that run'
