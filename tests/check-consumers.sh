#!/usr/bin/env bash
# Has what Mailuo writes read by the programs that people use: a graph of the texts in seeds/, and one of 100,000 invented
# facts. Zero errors, zero warnings, and counts that agree with the store. What is not installed, and cannot be without
# asking, is reported as skipped. CONSUMERS_FACTS is the size of the large graph.
set -u -o pipefail
cd "$(dirname "$0")/.."
. tests/tap.sh
work=build/consumers
formats=ttl,nt,nq,trig,jsonld,rdfxml,graphml,gexf,csv
facts=${CONSUMERS_FACTS:-100000}

skip() { echo "ok - $1 # SKIP $2"; }

silent() { # a command that must succeed and say nothing
    local said
    said=$("$@" 2>&1) && [ -z "$said" ] || { echo "$said" | head -n 20; return 1; }
}

# ---- programs that have to be fetched ----

python=/usr/bin/python3
fetch_oxigraph() {
    [ -x $work/venv/bin/python ] || /usr/bin/python3 -m venv --system-site-packages $work/venv || return
    $work/venv/bin/python -c 'import pyoxigraph' 2>/dev/null || $work/venv/bin/pip install -q pyoxigraph || return
    python=$work/venv/bin/python
}

fetch_jena() {
    command -v java >/dev/null && command -v mvn >/dev/null || return
    [ -n "$(find $work/jena -name 'jena-cmds*.jar' 2>/dev/null)" ] ||
        mvn -q -f tests/consumers/pom.xml dependency:copy-dependencies -DoutputDirectory="$PWD/$work/jena" >/dev/null
}

jena() { # CLASS ARGUMENT...
    java -Xmx2g -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$work/jena/*" "$@"
}

# ---- questions to Jena ----

tdb_load() { # DATABASE FILE
    rm -rf "$1" && jena tdb2.tdbloader --loc "$1" "$2" 2>&1 | grep -E 'WARN|ERROR' && return 1
    return 0
}

triples_in_tdb() { # DATABASE
    jena tdb2.tdbquery --loc "$1" --results CSV 'SELECT (count(*) AS ?n) { ?s ?p ?o }' | tail -n 1 | tr -d '\r'
}

shapes_hold() { # FILE
    jena shacl.shacl validate --shapes docs/shapes.ttl --data "$1" >$work/shacl.txt 2>&1
    grep -q 'sh:conforms *true' $work/shacl.txt || { head -n 20 $work/shacl.txt; return 1; }
}

# The answers in SQL and SPARQL, as sorted lines without quotes and with numbers in one form.
lines() { tr -d '\r"' | sed -E 's/\.0+(,|$)/\1/g' | sort; }
same_answer() { # DATABASE STORE QUESTION
    diff <(sqlite3 -csv "$2" <"tests/consumers/questions/$3.sql" | lines) \
        <(jena tdb2.tdbquery --loc "$1" --results CSV --query "tests/consumers/questions/$3.rq" | tail -n +2 | lines)
}

same_count() { # WHAT FOUND WANTED
    [ "$2" = "$3" ] || { echo "$1: $2 instead of $3"; return 1; }
}

# ---- one graph ----

# Every format of a store, read by everybody. What takes minutes at a size that nobody gives that program is left out.
read_by_all() { # NAME FOLDER PYTHON_OPTIONS...
    local name=$1 folder=$2 file triples
    shift 2
    triples=$(sqlite3 "$folder/graph.db" 'SELECT count(*) FROM triple')
    for file in ttl:turtle nt:ntriples nq:nquads trig:trig rdf:rdfxml; do
        check "$name: raptor reads ${file%:*}" silent rapper -q -c -i "${file#*:}" "$folder/graph.${file%:*}"
    done
    for file in "ttl:-e -i turtle" "nt:-e -i ntriples" "nq:-i nquads" "trig:-e -i trig"; do # -e knows no quads in lines
        check "$name: serd reads ${file%%:*}" silent sh -c "serdi ${file#*:} -o nquads $folder/graph.${file%%:*} >/dev/null"
    done
    check "$name: GraphML follows its schema" xmllint --noout --stream --schema tests/schema/graphml.xsd "$folder/graph.graphml"
    check "$name: GEXF is XML" silent xmllint --noout --stream "$folder/graph.gexf"
    check "$name: programs in Python count and answer alike" $python tests/consumers/read.py "$folder" "$@"
    if [ $with_jena = no ]; then
        skip "$name: Jena" "java, mvn or Maven Central is missing"
        return
    fi
    for file in ttl nt nq trig jsonld rdf; do
        check "$name: Jena's riot validates $file" silent jena riotcmd.riot --validate "$folder/graph.$file"
    done
    check "$name: Jena loads it into TDB2" tdb_load "$folder/tdb" "$folder/graph.ttl"
    check "$name: Jena counts the same triples" same_count "triples" "$(triples_in_tdb "$folder/tdb")" "$triples"
    check "$name: the shapes hold" shapes_hold "$folder/graph.ttl"
}

# ---- both graphs ----

mkdir -p $work
fetch_oxigraph || echo "# pyoxigraph cannot be installed"
with_jena=yes
fetch_jena || with_jena=no

check "the seeds become a graph" build/mailuo build seeds -o $work/seeds --rules rules --format $formats --verify || exit 1
read_by_all seeds $work/seeds --questions tests/consumers/questions
if [ $with_jena = yes ]; then
    for question in tests/consumers/questions/*.rq; do
        question=$(basename "$question" .rq)
        check "seeds: SQL and Jena answer $question alike" same_answer $work/seeds/tdb $work/seeds/graph.db "$question"
    done
    check "docs/vocabulary.ttl is sound" silent jena riotcmd.riot --validate docs/vocabulary.ttl
    check "docs/shapes.ttl is sound" silent jena riotcmd.riot --validate docs/shapes.ttl
fi

export_all() {
    local format suffix
    mkdir -p $work/large && build/release/tests/bench/make_store $work/large/graph.db "$facts" || return
    for format in ttl:.ttl nt:.nt nq:.nq trig:.trig jsonld:.jsonld rdfxml:.rdf graphml:.graphml gexf:.gexf csv:-csv; do
        suffix=${format#*:}
        build/mailuo export $work/large/graph.db -f "${format%:*}" -o "$work/large/graph$suffix" || return
    done
}
check "$facts facts are exported in every format" export_all || exit 1
read_by_all "$facts facts" $work/large --without rdflib
skip "$facts facts: rdflib" "it takes minutes at this size"
skip "Virtuoso" "not part of this check yet"
skip "Gephi Toolkit" "its dependencies are not on Maven Central"
