# SPDX-License-Identifier: AGPL-3.0-or-later
# The commands of every day. The build itself is Meson's (meson.build); this file only knows its common uses.
#
#   make            build build/bellwether          make run       show it at work on the example records
#   make test       build and run every test        make bench     measure speed
#   make lint       clang-tidy, cppcheck, format    make asan      the tests in C under ASan and UBSan
#   make fuzz       fuzz the readers (FUZZ_SECONDS each)
#   make coverage   what the tests reach            make deps      install what is missing of Debian's packages
#   make install    PREFIX=/usr/local, DESTDIR=

SHELL = /bin/bash
BUILD ?= build
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 60

packages_build = gcc libc6-dev meson ninja-build pkg-config gettext \
  libglib2.0-dev libjansson-dev libsodium-dev libcsv-dev libsuitesparse-dev libgsl-dev
packages_test = perl g++ python3 python3-cryptography
packages_lint = clang-tidy cppcheck clang-format
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

.PHONY: all deps deps-build deps-test deps-lint deps-fuzz deps-coverage run test bench lint asan fuzz coverage install \
  clean format

all: deps-build $(BUILD)/build.ninja
	@ninja -C $(BUILD) -j$(JOBS)

$(BUILD)/build.ninja: | deps-build
	@meson setup $(BUILD) --prefix=$(PREFIX)

deps-build:
	$(call need,$(packages_build))
deps-test: deps-build
	$(call need,$(packages_test))
deps-lint: deps-build
	$(call need,$(packages_lint))
deps-fuzz: deps-build
	$(call need,$(packages_fuzz))
deps-coverage: deps-test
	$(call need,$(packages_coverage))
deps: deps-test deps-lint deps-fuzz deps-coverage

test: deps-test all
	@BUILD=$(abspath $(BUILD)) SOURCE=$(CURDIR) prove --jobs $(JOBS) --exec '' - < $(BUILD)/tests/list

# The sanitizers' findings end the test that met them.
asan: deps-test
	@[ -e $(BUILD)-asan/build.ninja ] || meson setup $(BUILD)-asan -Db_sanitize=address,undefined -Db_lundef=false
	@ninja -C $(BUILD)-asan -j$(JOBS)
	@UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 BUILD=$(abspath $(BUILD)-asan) SOURCE=$(CURDIR) \
	  prove --jobs $(JOBS) --exec '' - < <(grep -v '[.]t$$' $(BUILD)-asan/tests/list)

install: all
	@meson install -C $(BUILD) --no-rebuild

clean:
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-fuzz $(BUILD)-coverage
