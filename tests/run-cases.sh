#!/usr/bin/env bash
# Runs the cases below tests/cases: run-cases.sh [--update] [--jobs N] [GROUP | GROUP/NAME]...
#
# A case is a folder GROUP/NAME. Its files are copied to a scratch folder, where the shell snippet `cmd` runs, with
#   mailuo     on the PATH (the binary that $MAILUO names, else build/mailuo)
#   $RULES     the folder of the rules that are shipped      $TESTS     the folder tests
#   skip WHY   leaves the case out                           unprivileged COMMAND...   file permissions bind even root
# What it must do stands beside `cmd`:
#   status     the exit code; 0 without this file
#   stdout     what it prints, byte for byte; not compared without this file
#   stderr     lines that must occur within lines of what it says, in this order; empty: it must say nothing
#   expected/  files that it must leave behind, byte for byte
# --update writes what came out into the files that differ; look at the change before you keep it.
set -u
cd "$(dirname "$0")/.."
root=$PWD
scratch=$root/build/cases
left_out=77 # the status of a case that skips itself; the reason is the last line it says

# A finding of a sanitizer must not look like one of the exit codes of mailuo.
export ASAN_OPTIONS=exitcode=99 LSAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1

prelude='
skip() { echo "$*" >&2; exit 77; }
unprivileged() {
    [ "$(id -u)" = 0 ] || { "$@"; return; }
    local without="--inh-caps=-all --bounding-set=-dac_override,-dac_read_search"
    setpriv $without true 2>/dev/null || skip "root cannot give up its right to read everything here"
    setpriv $without "$@"
}
'

differs() { # EXPECTED ACTUAL
    ! diff -u --label "expected ${1#"$root"/}" --label actual "$1" "$2"
}

lacks_lines() { # EXPECTED ACTUAL
    local missing
    missing=$(awk 'NR == FNR { wanted[++n] = $0; next }
                   found < n && index($0, wanted[found + 1]) { found++ }
                   END { if (found < n) print wanted[found + 1] }' "$1" "$2")
    [ -s "$1" ] || ! [ -s "$2" ] || missing="nothing at all"
    [ -n "$missing" ] || return 1
    echo "stderr should say: $missing"
    sed 's/^/stderr: /' "$2"
}

# wrong FUNCTION EXPECTED ACTUAL: an update makes what came out the expectation, and then it is right.
wrong() {
    "$@" || return 1
    [ "$update" = yes ] || return 0
    cp "$3" "$2"
    echo "updated ${2#"$root"/}"
    return 1
}

run_case() { # GROUP/NAME: leaves its report in the scratch folder
    local case=$root/tests/cases/$1 work=$scratch/$1 status wanted=0 failed=no file
    rm -rf "$work" "$work".*
    mkdir -p "$work"
    (cd "$case" && find . -mindepth 1 -maxdepth 1 ! -name cmd ! -name status ! -name stdout ! -name stderr \
        ! -name expected -exec cp -R {} "$work" \;)
    (cd "$work" && bash -c "$prelude"'. "$0"' "$case/cmd") >"$work.stdout" 2>"$work.stderr" </dev/null
    status=$?
    if [ $status = $left_out ]; then
        echo "ok - $1 # SKIP $(tail -n 1 "$work.stderr")" >"$work.report"
        return
    fi
    {
        [ ! -e "$case/status" ] || wanted=$(cat "$case/status")
        if [ "$status" != "$wanted" ]; then
            echo "status $status instead of $wanted"
            if [ "$update" = yes ]; then echo "$status" >"$case/status"; else failed=yes; fi
        fi
        if [ -e "$case/stdout" ] && wrong differs "$case/stdout" "$work.stdout"; then failed=yes; fi
        if [ -e "$case/stderr" ] && wrong lacks_lines "$case/stderr" "$work.stderr"; then failed=yes; fi
        if [ -d "$case/expected" ]; then
            while IFS= read -r file; do
                if wrong differs "$case/expected/$file" "$work/$file"; then failed=yes; fi
            done < <(cd "$case/expected" && find . -type f -printf '%P\n' | sort)
        fi
        if [ $failed = yes ] && [ ! -e "$case/stderr" ]; then sed 's/^/stderr: /' "$work.stderr"; fi
    } >"$work.findings" 2>&1
    if [ $failed = yes ]; then echo "not ok - $1"; else echo "ok - $1"; fi >"$work.report"
    sed 's/^/# /' "$work.findings" >>"$work.report"
}

if [ "${1-}" = --one ]; then # how the runner calls itself, for each case
    run_case "$2"
    exit
fi

jobs=$(nproc)
export update=no
while [ $# -gt 0 ]; do
    case $1 in
    --update) update=yes ;;
    --jobs) jobs=$2 && shift ;;
    --*) sed -n '2s/^# //p' "$0" >&2 && exit 2 ;;
    *) break ;;
    esac
    shift
done

binary=$(realpath "${MAILUO:-build/mailuo}")
PATH=$(dirname "$binary"):$PATH
export PATH RULES=$root/rules TESTS=$root/tests MAILUO_CACHE=$root/build/cache
unset NO_COLOR

[ $# -gt 0 ] || set -- .
cases=$(cd tests/cases && find "$@" -type f -name cmd | sed 's,^\./,,; s,/cmd$,,' | sort)
echo "$cases" | xargs -P "$jobs" -n 1 tests/run-cases.sh --one

reports=()
for case in $cases; do reports+=("$scratch/$case.report"); done
cat "${reports[@]}"
failed=$(cat "${reports[@]}" | grep -c '^not ok')
echo "# cases: $((${#reports[@]} - failed)) passed, $failed failed"
[ "$failed" = 0 ]
