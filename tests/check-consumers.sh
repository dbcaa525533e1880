#!/usr/bin/env bash
# Has what Mailuo writes read by the programs that people use: a graph of the texts in seeds/, one of all that formats
# have to escape, and one of 100,000 invented facts. Zero errors, zero warnings, and counts that agree with the store.
# What cannot be installed is reported as skipped. CONSUMERS_FACTS is the size of the large graph.
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
fetch_python() { # MODULE
    [ -x $work/venv/bin/python ] || /usr/bin/python3 -m venv --system-site-packages $work/venv || return
    $work/venv/bin/python -c "import $1" 2>/dev/null || $work/venv/bin/pip install -q "$1" || return
    python=$work/venv/bin/python
}

# An older one, as Debian has it, cannot read GEXF 1.3.
fetch_networkx() {
    $python -c 'import networkx; assert "1.3" in networkx.readwrite.gexf.GEXF.versions' 2>/dev/null ||
        $work/venv/bin/pip install -q 'networkx>=3'
}

# NAME: copies the jars of tests/consumers/NAME/pom.xml to a folder of that name.
fetch_jars() {
    command -v java >/dev/null && command -v mvn >/dev/null || return
    [ -n "$(find "$work/$1" -name '*.jar' 2>/dev/null)" ] ||
        mvn -q -f "tests/consumers/$1/pom.xml" dependency:copy-dependencies -DoutputDirectory="$PWD/$work/$1" >/dev/null
}

gephi=$work/gephi/gephi-toolkit-0.10.1-all.jar
fetch_gephi() {
    command -v javac >/dev/null && command -v mvn >/dev/null || return
    [ -e "$gephi" ] || mvn -q dependency:copy -Dartifact=org.gephi:gephi-toolkit:0.10.1:jar:all \
        -DoutputDirectory="$PWD/$work/gephi" >/dev/null
}

jena() { # CLASS ARGUMENT...
    java -Xmx4g -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$work/jena/*" "$@"
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

# A server over the database answers all questions as SQL does, and has nothing to complain of.
fuseki_answers() { # DATABASE STORE
    local port question server status=0
    port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    java -Xmx1g -cp "$work/fuseki/*" org.apache.jena.fuseki.main.cmds.FusekiMainCmd --tdb2 --loc "$1" --localhost \
        --port "$port" /graph >$work/fuseki.log 2>&1 &
    server=$!
    for _ in $(seq 60); do
        sleep 1
        curl -s -o $work/answer "localhost:$port/graph/sparql?query=ASK%7B%7D" && break
    done
    for question in tests/consumers/questions/*.rq; do
        diff <(sqlite3 -csv "$2" <"${question%.rq}.sql" | lines) <(curl -s -H 'Accept: text/csv' \
            --data-urlencode "query@$question" "localhost:$port/graph/sparql" | tail -n +2 | lines) || status=1
    done
    kill $server
    wait $server 2>/dev/null
    grep -E 'WARN|ERROR' $work/fuseki.log && return 1
    return $status
}

datasette_answers() { # STORE
    local question asked status=0
    for question in tests/consumers/questions/*.sql; do
        asked=$(/usr/bin/python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.stdin.read()))' <"$question")
        diff <(sqlite3 -csv "$1" <"$question" | lines) \
            <($work/venv/bin/datasette "$1" --get "/graph.csv?sql=$asked" | tail -n +2 | grep . | lines) || status=1
    done
    return $status
}

same_count() { # WHAT FOUND WANTED
    [ "$2" = "$3" ] || { echo "$1: $2 instead of $3"; return 1; }
}

# ---- Gephi and Neo4j ----

# Gephi's importer has nothing to say about a file, and finds the nodes and edges that are in it.
gephi_reads() { # FILE
    local said wanted
    wanted="$(grep -c '<node ' "$1") nodes, $(grep -c '<edge ' "$1") edges"
    said=$(java -Djava.awt.headless=true -cp "$gephi" tests/consumers/GephiImport.java "$1" 2>$work/gephi.log) &&
        [ "$said" = "$wanted" ] || { echo "$said instead of $wanted" && tail -n 20 $work/gephi.log && return 1; }
}

# An import of the CSV files into an empty database by the command of docs/consumers.md, with nothing skipped.
neo4j_imports() { # FOLDER
    local home=$PWD/$work/neo4j-home jars=$PWD/$work/neo4j command said wanted
    rm -rf "$home" && mkdir -p "$home/conf"
    neo4j-admin() { NEO4J_HOME=$home NEO4J_CONF=$home/conf java -cp "$jars/*" org.neo4j.cli.AdminTool "$@"; }
    command=$(sed -n '/^neo4j-admin/,/^```/{/^```/!p}' docs/consumers.md)
    said=$(cd "$1" && eval "$command" 2>&1) || { tail -n 20 <<<"$said" && return 1; }
    said=$(grep -E '^ +[0-9]+ (nodes|relationships)$' <<<"$said" | xargs)
    wanted=$(sqlite3 "$1/graph.db" "SELECT format('%d nodes %d relationships', (SELECT count(*) FROM entity) + (SELECT count(*)
        FROM fact) + (SELECT count(*) FROM evidence) + (SELECT count(*) FROM document), $(wc -l <"$1/graph-csv/roles.csv") - 1 +
        (SELECT count(*) FROM fact WHERE source IS NOT NULL AND target IS NOT NULL) + 2 * (SELECT count(*) FROM evidence))")
    same_count imported "$said" "$wanted"
}

# ---- one graph ----

# Every format of a store, read by everybody.
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
    check "$name: GEXF follows its schema" xmllint --noout --schema tests/schema/gexf.xsd "$folder/graph.gexf"
    check "$name: programs in Python count and answer alike" $python tests/consumers/read.py "$folder" "$@"
    if Rscript -e 'library(igraph); library(RSQLite)' >/dev/null 2>&1; then
        check "$name: R counts alike" silent Rscript tests/consumers/read.R "$folder"
    else
        skip "$name: R" "Rscript, igraph or RSQLite is missing"
    fi
    if command -v virtuoso-t >/dev/null && command -v isql-vt >/dev/null; then
        check "$name: Virtuoso loads it" /usr/bin/python3 tests/consumers/virtuoso.py "$folder" \
            $work/virtuoso "$@"
    else
        skip "$name: Virtuoso" "virtuoso-t or isql-vt is missing"
    fi
    if [ $with_gephi = yes ]; then
        for file in gexf graphml; do
            check "$name: Gephi imports $file" gephi_reads "$folder/graph.$file"
        done
    else
        skip "$name: Gephi" "javac, mvn or Maven Central is missing"
    fi
    if [ $with_neo4j = yes ]; then
        check "$name: Neo4j imports it" neo4j_imports "$folder"
    else
        skip "$name: Neo4j" "java, mvn or Maven Central is missing"
    fi
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

# The store of a folder in every format.
export_all() { # FOLDER
    local format suffix
    for format in ttl:.ttl nt:.nt nq:.nq trig:.trig jsonld:.jsonld rdfxml:.rdf graphml:.graphml gexf:.gexf csv:-csv; do
        suffix=${format#*:}
        build/mailuo export "$1/graph.db" -f "${format%:*}" -o "$1/graph$suffix" || return
    done
}

invent() { # FOLDER FACTS
    mkdir -p "$1" && build/release/tests/bench/make_store "$1/graph.db" "$2" && export_all "$1"
}

# ---- the graphs ----

mkdir -p $work
fetch_python pyoxigraph || echo "# pyoxigraph cannot be installed"
fetch_networkx || echo "# networkx 3 cannot be installed"
with_jena=yes with_fuseki=yes with_gephi=yes with_neo4j=yes
fetch_jars jena || with_jena=no
fetch_jars fuseki || with_fuseki=no
fetch_jars neo4j || with_neo4j=no
fetch_gephi || with_gephi=no

check "the seeds become a graph" build/mailuo build seeds -o $work/seeds --rules rules --format $formats --verify || exit 1
read_by_all seeds $work/seeds --questions tests/consumers/questions
if [ $with_jena = yes ]; then
    for question in tests/consumers/questions/*.rq; do
        question=$(basename "$question" .rq)
        check "seeds: SQL and Jena answer $question alike" same_answer $work/seeds/tdb $work/seeds/graph.db "$question"
    done
    if [ $with_fuseki = yes ]; then
        check "seeds: SQL and Fuseki answer alike" fuseki_answers $work/seeds/tdb $work/seeds/graph.db
    else
        skip "seeds: Fuseki" "Maven Central is missing"
    fi
    check "docs/vocabulary.ttl is sound" silent jena riotcmd.riot --validate docs/vocabulary.ttl
    check "docs/shapes.ttl is sound" silent jena riotcmd.riot --validate docs/shapes.ttl
fi
if fetch_python datasette; then
    check "seeds: SQL and Datasette answer alike" datasette_answers $work/seeds/graph.db
else
    skip "seeds: Datasette" "it cannot be installed"
fi

check "strange texts are exported in every format" invent $work/strange strange || exit 1
read_by_all "strange texts" $work/strange

check "$facts facts are exported in every format" invent $work/large "$facts" || exit 1
read_by_all "$facts facts" $work/large --large
