# SPDX-License-Identifier: AGPL-3.0-or-later
# The commands of every day. The build itself is Meson's (meson.build); this file only knows its common uses.
#
#   make            build build/bellwether          make run       serve a year of a small studio, to try in a browser
#   make test       build and run every test        make bench     measure speed
#   make lint       clang-tidy, cppcheck, format    make asan      the tests in C under ASan and UBSan
#   make tsan       those with threads under ThreadSanitizer
#   make kill-test  kill -9 under 32 writers, COUNT times (500)
#   make endurance  ten minutes of mixed load with kills and restarts (MINUTES)
#   make mutation   take out each check of the rules in turn, and see a test fail
#   make fuzz       fuzz the readers (FUZZ_SECONDS each)
#   make coverage   what the tests reach            make deps      install what is missing of Debian's packages
#   make format     put every source file in the house's style
#   make lighthouse judge the main pages: accessibility, best practices, speed
#   make readme     put what the commands print now into README.md
#   make guide      draw the pictures of docs/guide.md anew
#   make install    PREFIX=/usr/local, DESTDIR=

SHELL = /bin/bash
BUILD ?= build
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 60
POLLS ?= ../shared/data/polls.csv
ADVISED ?= ../shared/data/advised-decisions.csv

packages_build = gcc libc6-dev meson ninja-build pkg-config gettext \
  libglib2.0-dev libjansson-dev libsodium-dev nettle-dev libsqlite3-dev libzxcvbn-dev liboath-dev \
  libmicrohttpd-dev libsystemd-dev libcsv-dev libsuitesparse-dev libgsl-dev
packages_test = perl g++ mandoc bsdextrautils python3 python3-cryptography openssl chromium $(if $(shell command -v npm),,nodejs npm)
packages_lint = clang-tidy cppcheck clang-format
tsan_tests = actions_work trust_threads store_entries store_erasure store_faults store_processes store_writer \
  identity_accounts identity_guesses identity_sessions http_catch_up

# Those that put a server under load.
tsan_servers = http_account http_refit http_stop http_story

packages_bench = wrk python3
packages_fuzz = clang libclang-rt-14-dev
packages_coverage = gcovr

# Installs what is missing of the packages given, and is quick and silent where nothing is. The package lists are
# fetched only when something has to be installed.
need = @missing=$$(dpkg-query -W -f '$${Package} $${db:Status-Status}\n' $(1) 2>/dev/null | \
         awk -v want="$(1)" '$$2 == "installed" { have[$$1] = 1 } \
           END { n = split(want, name, " "); for (i = 1; i <= n; i++) if (!(name[i] in have)) print name[i] }'); \
  if [ -n "$$missing" ]; then \
    echo "Installing: "$$missing; \
    as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
    export DEBIAN_FRONTEND=noninteractive; \
    $$as_root apt-get update -q && $$as_root apt-get install -y -q --no-install-recommends $$missing; \
  fi

.PHONY: all deps deps-build deps-test deps-bench deps-lint deps-fuzz deps-coverage run test bench bench-estimates lint format asan tsan kill-test endurance mutation fuzz coverage \
  lighthouse readme guide install clean

all: deps-build $(BUILD)/build.ninja
	@ninja -C $(BUILD) -j$(JOBS)

$(BUILD)/build.ninja: | deps-build
	@meson setup $(BUILD) --prefix=$(PREFIX)

deps-build:
	$(call need,$(packages_build))
deps-test: deps-build
	$(call need,$(packages_test))
	@[ tests/npm/node_modules/.package-lock.json -nt tests/npm/package-lock.json ] || \
	  (cd tests/npm && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
deps-bench: deps-build
	$(call need,$(packages_bench))
deps-lint: deps-build
	$(call need,$(packages_lint))
deps-fuzz: deps-build
	$(call need,$(packages_fuzz))
deps-coverage: deps-test
	$(call need,$(packages_coverage))
deps: deps-test deps-bench deps-lint deps-fuzz deps-coverage

# Plays the demonstrations into a new record under $(BUILD), and serves it: LISTEN=address:port.
LISTEN ?= 127.0.0.1:8080
run: deps-build $(BUILD)/build.ninja
	@ninja -C $(BUILD) -j$(JOBS) bellwether
	@examples/demonstration/serve $(BUILD)/bellwether $(BUILD)/demonstration --listen $(LISTEN)

test: deps-test all
	@BUILD=$(abspath $(BUILD)) SOURCE=$(CURDIR) prove --jobs $(JOBS) --exec '' - < $(BUILD)/tests/list

# Prints machine, rows, median and spread. RECORDS="FILE.csv …" times the commands on further records.
bench: deps-bench all
	@BUILD=$(abspath $(BUILD)) POLLS=$(POLLS) bench/run $(RECORDS)

# Judges the estimates at length: coverage, and lme4 anew where R is installed. POLLS, ADVISED: the whole records of
# which examples/ has excerpts.
bench-estimates: all
	@ninja -C $(BUILD) -j$(JOBS) bench-estimates
	@BUILD=$(abspath $(BUILD)) POLLS=$(POLLS) ADVISED=$(ADVISED) bench/run_estimates

sources = $(shell git ls-files '*.c' '*.h')
tidied = $(filter src/%.c,$(sources))

lint: deps-lint all
	@clang-format --dry-run --Werror $(sources)
	@cppcheck --quiet --std=c11 --error-exitcode=1 --enable=warning,performance,portability --inline-suppr \
	  --suppress=missingIncludeSystem --suppress=internalAstError --library=gtk \
	  '-DG_DEFINE_AUTOPTR_CLEANUP_FUNC(type,free)=' '-DG_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(type,clear)=' \
	  '-DG_DEFINE_QUARK(name,function)=' \
	  '-Djson_array_foreach(array,index,value)=while(json_step(array,&index,&value))' '-Djson_object_foreach(object,key,value)=while(json_step(object,&key,&value))' \
	  '-Djson_object_foreach_safe(object,next,key,value)=while(json_step(object,&key,&value))' -j $(JOBS) -Iinclude -Isrc $(tidied)
	@printf '%s\n' $(tidied) | xargs -P $(JOBS) -n 4 clang-tidy -p $(BUILD) --quiet --warnings-as-errors='*'

format: deps-lint
	@clang-format -i $(sources)

# All tests but that of the installed library under the sanitizers, whose findings end the test that met them.
asan: deps-test
	@[ -e $(BUILD)-asan/build.ninja ] || meson setup $(BUILD)-asan -Db_sanitize=address,undefined -Db_lundef=false \
	  -Dc_args=-fsanitize=float-cast-overflow
	@ninja -C $(BUILD)-asan -j$(JOBS)
	@UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 BUILD=$(abspath $(BUILD)-asan) SOURCE=$(CURDIR) \
	  prove --jobs $(JOBS) --exec '' - < <(grep -v 'library[.]t$$' $(BUILD)-asan/tests/list)

# Those that use threads, under the sanitizer that finds races; setarch, for it knows only addresses that are not shuffled,
# and G_SLICE, for it can not see who hands memory on inside GLib.
tsan: deps-test
	@[ -e $(BUILD)-tsan/build.ninja ] || meson setup $(BUILD)-tsan -Db_sanitize=thread -Db_lundef=false
	@ninja -C $(BUILD)-tsan -j$(JOBS) bellwether $(patsubst %,tests/%,$(tsan_tests))
	@{ printf '$(abspath $(BUILD)-tsan)/tests/%s\n' $(tsan_tests); printf '$(CURDIR)/tests/%s.t\n' $(tsan_servers); } | \
	  G_SLICE=always-malloc TSAN_OPTIONS=halt_on_error=1 BUILD=$(abspath $(BUILD)-tsan) SOURCE=$(CURDIR) setarch -R prove --jobs $(JOBS) --exec '' -

# Kills thirty-two writers COUNT times, and looks each time for what was acknowledged to them.
COUNT ?= 500
kill-test: deps-test all
	@KILLS=$(COUNT) $(BUILD)/tests/store_processes --tap -p /store/processes/kill

# A server under mixed load for MINUTES, killed and started again: what was acknowledged must be there, once.
MINUTES ?= 10
endurance: deps-test all
	@BUILD=$(abspath $(BUILD)) MINUTES=$(MINUTES) bench/http_endurance

# Each fuzz target for FUZZ_SECONDS, starting from tests/fuzz/corpus; what it finds stays under $(BUILD)-fuzz.
fuzz: deps-fuzz
	@[ -e $(BUILD)-fuzz/build.ninja ] || CC=clang meson setup $(BUILD)-fuzz -Dfuzz=true \
	  -Db_sanitize=address,undefined -Db_lundef=false
	@ninja -C $(BUILD)-fuzz -j$(JOBS) fuzz
	@cd $(BUILD)-fuzz && for target in tests/fuzz_*[a-z]; do \
	  [ -x $$target ] && [ ! -d $$target ] || continue; \
	  name=$${target#tests/fuzz_}; mkdir -p corpus/$$name; echo "== $$name"; \
	  $$target -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
	    corpus/$$name $(CURDIR)/tests/fuzz/corpus/$$name || exit; \
	done

# Lines and branches that the tests reach, room by room. Branches of assertions are not counted: they can't be reached.
coverage: deps-coverage
	@[ -e $(BUILD)-coverage/build.ninja ] || meson setup $(BUILD)-coverage -Db_coverage=true -Dbuildtype=debug -Dc_args=-fprofile-update=atomic
	@ninja -C $(BUILD)-coverage -j$(JOBS)
	@BUILD=$(abspath $(BUILD)-coverage) SOURCE=$(CURDIR) prove --exec '' - < <(grep -v 'library[.]t$$' $(BUILD)-coverage/tests/list)
	@for room in src/*/; do \
	  printf '\n%s\n' $$room; \
	  gcovr --root . --filter $$room --exclude-throw-branches --exclude-branches-by-pattern '.*g_assert.*' \
	    --print-summary --output $(BUILD)-coverage/room.txt $(BUILD)-coverage || exit; \
	done

# Takes out each check of the record's rules (or of FILES="src/...") in turn; prints those that no test misses.
mutation: deps-test
	@tests/mutate $(BUILD)-mutation $(FILES)

# Prints Lighthouse's scores of the five main pages; fails under 100, and under 95 for speed. It is apart from the tests'
# packages, for it brings two hundred of its own.
lighthouse: deps-test all
	@[ tests/npm/lighthouse/node_modules/.package-lock.json -nt tests/npm/lighthouse/package-lock.json ] || \
	  (cd tests/npm/lighthouse && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
	@BUILD=$(abspath $(BUILD)) SOURCE=$(CURDIR) bench/lighthouse

# Puts what the commands print now into the documents that show it.
readme: all
	@BUILD=$(abspath $(BUILD)) SOURCE=$(CURDIR) REFRESH=1 tests/readme.t
	@SOURCE=$(CURDIR) REFRESH=1 $(BUILD)/tests/actions_limits >/dev/null
	@SOURCE=$(CURDIR) REFRESH=1 $(BUILD)/tests/http_units >/dev/null

# Draws the pictures of the guide, and the sheets of all pages, from the demonstration; then looks whether the guide says
# what they show.
guide: deps-test all
	@BUILD=$(abspath $(BUILD)) SOURCE=$(CURDIR) REFRESH=1 prove --exec '' tests/browser_guide.t

install: all
	@meson install -C $(BUILD) --no-rebuild

clean:
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-tsan $(BUILD)-fuzz $(BUILD)-coverage $(BUILD)-mutation
