#!/usr/bin/env bash
# Same input, same bytes: of a second run, and of runs with the inputs named one by one and in another order.
set -u
cd "$(dirname "$0")/.."
. tests/tap.sh
work=build/determinism

same_graphs() { # OTHER
    local file
    for file in graph.db graph.ttl graph.graphml; do
        cmp $work/first/$file "$work/$1/$file" || return
    done
}

builds_the_same() { # NAME INPUT...
    local name=$1
    shift
    build/mailuo build "$@" -o "$work/$name" --rules rules && same_graphs "$name"
}

rm -rf $work
files=(seeds/*.txt)
backwards=()
for file in "${files[@]}"; do backwards=("$file" "${backwards[@]}"); done

check "the seeds become a graph" build/mailuo build seeds -o $work/first --rules rules
check "a second run gives the same bytes" builds_the_same second seeds
check "a run into a folder that is not empty gives the same bytes" builds_the_same second seeds
check "files named one by one give the same bytes" builds_the_same named "${files[@]}"
check "files named backwards give the same bytes" builds_the_same backwards "${backwards[@]}"
