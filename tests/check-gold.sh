#!/usr/bin/env bash
# The graph of seeds/ reaches the floors in tests/gold/floors.tsv. A floor is raised by hand, and never lowered.
set -u -o pipefail
cd "$(dirname "$0")/.."
. tests/tap.sh
out=build/gold

# Each line of the table of relations has `lenient` or `strict`, with F1 in the third column behind it.
reaches() { # RELATION COMPARED FLOOR
    awk -v relation="$1" -v compared="$2" -v floor="$3" -v notes=$out/notes '
        NF == 0 { exit }
        $1 != "lenient" && $1 != "strict" { name = $1; sub(/^[^ ]+ +/, "") }
        name == relation && $1 == compared { f1 = $4; found = 1 }
        END {
            if (!found) { print "eval says nothing of it"; exit 1 }
            if (f1 < floor) { print "F1 is " f1; exit 1 }
            could = int(f1 * 100) / 100
            if (could > floor) printf "# %s, %s: the floor can be raised to %.2f\n", relation, compared, could >>notes
        }' $out/scores
}

rm -rf $out
check "the seeds become a graph to be held against tests/gold" \
    build/mailuo build seeds -o $out --rules rules --format nt || exit
check "the graph is held against tests/gold" build/mailuo eval tests/gold $out/graph.db || exit
build/mailuo eval tests/gold $out/graph.db >$out/scores
: >$out/notes
while IFS=$'\t' read -r relation compared floor; do
    [ "$relation" != relation ] && [ "${relation#\#}" = "$relation" ] || continue
    check "$relation, $compared: F1 is at least $floor" reaches "$relation" "$compared" "$floor"
done <tests/gold/floors.tsv
cat $out/notes
