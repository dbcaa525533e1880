#!/usr/bin/env bash
# Builds a graph of the texts in seeds/ and has every output read by programs that have nothing to do with Mailuo.
set -u -o pipefail
cd "$(dirname "$0")/.."
. tests/tap.sh
out=build/outputs

# serd reads it as strictly as it can, and finds as many statements as the store and raptor do.
counts_agree() {
    local store raptor serd
    store=$(sqlite3 $out/graph.db 'SELECT count(*) FROM triples')
    raptor=$(rapper -q -i turtle -o ntriples $out/graph.ttl | sort -u | wc -l)
    serd=$(serdi -e -i turtle -o ntriples $out/graph.ttl | sort -u | wc -l)
    echo "store $store, raptor $raptor, serd $serd"
    [ "$store" -gt 0 ] && [ "$store" = "$raptor" ] && [ "$store" = "$serd" ]
}

pragma_says() { # PRAGMA ANSWER
    local answer
    answer=$(sqlite3 $out/graph.db "PRAGMA $1") && echo "$answer" && [ "$answer" = "$2" ]
}

# The features of a mention are named one by one for explain, and weighed together for the choice.
features_add_up() {
    build/mailuo explain seeds --rules rules --json | /usr/bin/python3 -c '
import json, sys
mentions = [m for line in sys.stdin for m in json.loads(line)["mentions"] if m["features"]]
wrong = [m for m in mentions if abs(sum(f["points"] for f in m["features"]) - m["learned"]) > 0.001]
print(len(mentions), "mentions with features,", len(wrong), "that do not add up:", wrong[:1])
sys.exit(not mentions or wrong != [])'
}

rm -rf $out
check "what features give a mention adds up to what it has learned" features_add_up
check "the seeds become a graph, which is read again" build/mailuo build seeds -o $out --rules rules \
    --format ttl,graphml,gexf --verify
check "raptor reads graph.ttl" rapper -c -i turtle $out/graph.ttl
check "serd reads graph.ttl" serdi -e -i turtle -o ntriples $out/graph.ttl
check "store, raptor and serd count the same triples" counts_agree
check "graph.graphml follows the schema" xmllint --noout --schema tests/schema/graphml.xsd $out/graph.graphml
check "graph.gexf follows the schema" xmllint --noout --schema tests/schema/gexf.xsd $out/graph.gexf
check "networkx and igraph read graph.graphml" /usr/bin/python3 tests/check_graphml.py $out/graph.graphml
check "graph.db is sound" pragma_says integrity_check ok
check "graph.db has no loose references" pragma_says foreign_key_check ""
