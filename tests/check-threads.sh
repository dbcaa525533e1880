#!/usr/bin/env bash
# The number of threads changes nothing but the time; and ThreadSanitizer finds no two that touch the same memory.
set -u
cd "$(dirname "$0")/.."
. tests/tap.sh
work=build/threads
export TSAN_OPTIONS=exitcode=99:halt_on_error=1

# Each seed under many ids, with lines between them that are no documents and are reported.
copies() {
    local n id=0 text
    for n in 1 2 3 4; do
        for text in seeds/*.txt; do
            id=$((id + 1))
            python3 -c 'import json, sys; print(json.dumps({"id": sys.argv[1], "text": open(sys.argv[2]).read()[:4000]}))' \
                "d$id" "$text"
            echo '{"id": "none"}'
        done
    done
}

extracts_the_same() { # THREADS
    build/mailuo extract -j "$1" $work/copies.jsonl >"$work/out$1" 2>"$work/err$1"
    [ $? = 1 ] && cmp $work/out1 "$work/out$1" && cmp $work/err1 "$work/err$1"
}

builds_the_same() { # THREADS
    build/mailuo build -j "$1" seeds -o "$work/graph$1" &&
        for file in graph.db graph.ttl graph.graphml; do cmp $work/graph1/$file "$work/graph$1/$file" || return; done
}

no_races() { # NAME COMMAND...
    check "no data races: $1" build/debug-tsan/mailuo "${@:2}"
}

rm -rf $work && mkdir -p $work
copies >$work/copies.jsonl
build/mailuo extract -j 1 $work/copies.jsonl >$work/out1 2>$work/err1
build/mailuo build -j 1 seeds -o $work/graph1 >/dev/null
for threads in 2 3 8; do
    check "extract with $threads threads gives the bytes and messages of one" extracts_the_same $threads
    check "build with $threads threads gives the bytes of one" builds_the_same $threads
done
no_races build build -j 4 seeds -o $work/tsan
no_races extract extract -j 4 seeds
