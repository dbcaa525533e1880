#!/usr/bin/env bash
# Every check there is, the quick ones first; `make check` installs what they need and calls this.
# Closes with the checks that failed and the line `N passed, N failed`; the status says whether all passed.
set -u -o pipefail
cd "$(dirname "$0")/.."
. tests/tap.sh

make=${MAKE:-make}
log=build/check.log
warnings="-Wall -Wextra -Wpedantic -Werror"
export UBSAN_OPTIONS=print_stacktrace=1 MAILUO_CACHE=$PWD/build/cache

formatted() {
    find src tests -name '*.[ch]' -print0 | xargs -0 -r clang-format --dry-run --Werror
}

unit_tests() {
    local program name status
    for program in tests/unit/test_*.c; do
        [ -e "$program" ] || continue
        name=$(basename "$program" .c)
        CMOCKA_MESSAGE_OUTPUT=TAP "build/debug-asan/tests/unit/$name" >build/unit.log 2>&1
        status=$?
        sed -nE "s/^(not )?ok [0-9]+ - /\1ok - $name: /p; t; /^(TAP version|1\.\.)/d; s/^(# )?/# /p" build/unit.log
        if [ $status != 0 ] && ! grep -q '^not ok' build/unit.log; then
            echo "not ok - $name ended with status $status"
        fi
    done
}

rules_are_fine() {
    local said
    said=$(build/mailuo check rules 2>&1) || { echo "$said"; return 1; }
    echo "$said"
    ! grep -q 'warning:' <<<"$said"
}

fuzz_targets() {
    local target name
    for target in tests/fuzz/fuzz_*.c; do
        name=$(basename "$target" .c)
        check "fuzz target ${name#fuzz_} takes its corpus" \
            "build/debug-asan/tests/fuzz/$name" "tests/fuzz/corpus/${name#fuzz_}"
    done
}

everything() {
    check "sources are formatted (clang-format)" formatted
    check "mailuo.h stands alone in C" gcc -std=c17 $warnings -x c -fsyntax-only src/mailuo.h
    check "mailuo.h stands alone in C++" clang -std=c++17 $warnings -x c++ -fsyntax-only src/mailuo.h
    check "everything compiles with gcc, and with clang and its sanitizers" $make check-programs || return
    check "the rules compile without a warning and their examples pass" rules_are_fine
    unit_tests
    fuzz_targets
    MAILUO=build/debug-asan/mailuo tests/run-cases.sh
    tests/check-gold.sh
    tests/check-outputs.sh
    tests/check-determinism.sh
    tests/check-threads.sh
    /usr/bin/python3 tests/check_faults.py 12
    tests/check-docs.sh
    tests/check-install.sh
    check "cppcheck finds nothing" $make cppcheck
    check "clang-tidy finds nothing" $make -k tidy
}

mkdir -p build
everything | tee "$log"
passed=$(grep -c '^ok ' "$log")
failed=$(grep -c '^not ok ' "$log")
if [ "$failed" != 0 ]; then
    echo
    grep '^not ok ' "$log"
fi
echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
