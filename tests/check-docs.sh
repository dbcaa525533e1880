#!/usr/bin/env bash
# What the pages show is true: commands say what stands below them, packages of rules compile and pass their examples,
# and links lead to files. `--update` writes what the commands say today into the pages instead.
set -u -o pipefail
cd "$(dirname "$0")/.."
. tests/tap.sh
root=$PWD
work=$root/build/docs

# The commands of each page run in a folder of its own that looks like this one after `make run`.
pages=(README.md docs/rules.md docs/consumers.md docs/inputs.md)

page_tool() {
    /usr/bin/python3 "$root/tests/check_docs.py" "$@" </dev/null
}

prepare() { # FOLDER
    mkdir -p "$1/build"
    ln -s "$root/build/mailuo" "$1/build/mailuo"
    ln -s "$root/rules" "$root/seeds" "$root/tests" "$1"
    build/mailuo build seeds -o "$1/out" --rules rules >"$1/built"
}

in_folder() { # FOLDER COMMAND...
    (cd "$1" && shift && "$@")
}

# Each relative link leads to a file, seen from its page.
links_lead_somewhere() {
    local page link failed=0
    for page in README.md docs/*.md tests/README.md; do
        while read -r link; do
            [ -e "$(dirname "$page")/$link" ] || { echo "$page: $link does not exist" && failed=1; }
        done < <(grep -oP '\]\(\K[^)#:]+(?=(#[^)]*)?\))' "$page")
    done
    return $failed
}

# Each lexicon says where it comes from, and docs/dependencies.md names it.
lexicons_say_their_source() {
    local file failed=0
    for file in rules/lexicon/*; do
        head -n 1 "$file" | grep -qE '^# source: .+; licence: (MIT|Apache-2\.0)' ||
            { echo "$file: its first line names no source and licence" && failed=1; }
        grep -qF "\`${file##*/}\`" docs/dependencies.md ||
            { echo "docs/dependencies.md does not name $file" && failed=1; }
    done
    return $failed
}

rm -rf "$work"
failed=0
for page in "${pages[@]}"; do
    folder=$work/$(basename "$page" .md)
    if [ "${1-}" = --update ]; then
        prepare "$folder" && in_folder "$folder" page_tool update "$root/$page" || failed=1
        continue
    fi
    check "the seeds become a graph for $page" prepare "$folder" || continue
    page_tool commands "$page" | while IFS=$'\t' read -r line command; do
        check "$page:$line: $command" in_folder "$folder" page_tool compare "$root/$page" "$line"
    done
done
[ "${1-}" != --update ] || exit $failed

for line in $(page_tool packages docs/rules.md "$work/packages"); do
    check "docs/rules.md:$line: the package passes" build/mailuo check "$work/packages/$line"
done
check "links in the pages lead to files" links_lead_somewhere
check "each lexicon says its source, and is listed with it" lexicons_say_their_source
