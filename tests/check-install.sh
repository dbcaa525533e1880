#!/usr/bin/env bash
# Installs into a folder of its own and uses what is there as a stranger would: the program, and the library from C.
set -u
cd "$(dirname "$0")/.."
. tests/tap.sh
place=$PWD/build/installed

install_it() {
    ${MAKE:-make} install PREFIX=/usr DESTDIR="$place"
}

program_runs() {
    "$place/usr/bin/mailuo" --version && "$place/usr/bin/mailuo" check "$place/usr/share/mailuo/rules"
}

# Through pkg-config, told that the prefix lies below the folder it was installed into.
library_links() {
    local flags
    flags=$(PKG_CONFIG_PATH=$place/usr/lib/pkgconfig pkg-config --define-variable=prefix="$place/usr" \
        --cflags --libs mailuo) || return
    gcc -std=c17 -Wall -Wextra -Werror -x c - -x none -o build/client $flags <<'C' || return
#include <mailuo.h>

int main(void) {
  return puts(ml_version()) == EOF;
}
C
    "$place/usr/bin/mailuo" --version | grep -wF "$(build/client)"
}

rm -rf "$place"
check "make install installs" install_it
check "the installed program runs" program_runs
check "a program in C uses the installed library" library_links
