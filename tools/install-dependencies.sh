#!/bin/sh
# Makes sure that what a goal needs is there: `install-dependencies.sh build|bench|check|consumers`.
# On Debian and its children what is missing is installed with apt-get; elsewhere it is named, and the status is 1.
#
# A line of the lists: the Debian package, and a probe for what is wanted of it:
#   command NAME   a program on the PATH          library NAME   a module known to pkg-config
#   python NAME    a module of /usr/bin/python3   sanitizer CC   a compiler that links with its sanitizers
#   header NAME    a header of the C library      opencc NAME    one of OpenCC's dictionaries
set -eu

for_build='
gcc               command gcc
libc6-dev         header stdio.h
make              command make
pkg-config        command pkg-config
libxml2-dev       library libxml-2.0
libraptor2-dev    library raptor2
libsqlite3-dev    library sqlite3
libjansson-dev    library jansson
libxxhash-dev     library libxxhash
libarchive-dev    library libarchive
libuchardet-dev   library uchardet
zlib1g-dev        library zlib
libbrotli-dev     library libbrotlidec
opencc            command opencc_dict
libopencc-data    opencc TSPhrases
'
for_bench='
python3           command /usr/bin/python3
python3-venv      python venv
grep              command grep
'
welcome_for_bench='
libvectorscan-dev library libhs
raptor2-utils     command rapper
serdi             command serdi
python3-networkx  python networkx
python3-igraph    python igraph
'
for_check='
libcmocka-dev     library cmocka
clang             command clang
libclang-rt-dev   sanitizer clang
clang-format      command clang-format
clang-tidy        command clang-tidy
cppcheck          command cppcheck
raptor2-utils     command rapper
serdi             command serdi
libxml2-utils     command xmllint
sqlite3           command sqlite3
python3-networkx  python networkx
python3-igraph    python igraph
diffutils         command diff
util-linux        command setpriv
'
for_consumers='
default-jdk-headless  command javac
maven             command mvn
virtuoso-opensource-7-bin  command virtuoso-t
curl              command curl
python3-venv      python venv
python3-rdflib    python rdflib
python3-pandas    python pandas
'

present() { # KIND NAME
    case $1 in
    command) command -v "$2" ;;
    library) pkg-config --exists "$2" ;;
    header) [ -e "/usr/include/$2" ] ;;
    python) /usr/bin/python3 -c "import $2" ;;
    sanitizer) echo 'int main(void) { return 0; }' | "$2" -fsanitize=address,undefined -x c -o /dev/null - ;;
    opencc) [ -e "/usr/share/opencc/$2.ocd2" ] || [ -e "/usr/local/share/opencc/$2.ocd2" ] ;;
    esac >/dev/null 2>&1
}

missing() {
    echo "$wanted" | while read -r package kind name; do
        [ -z "$package" ] || present "$kind" "$name" || echo "$package"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

welcome= # what the goal does without where it cannot be had
case ${1-} in
build) wanted=$for_build ;;
bench) wanted="$for_build $for_bench" welcome=$welcome_for_bench ;;
check) wanted="$for_build $for_bench $for_check" ;;
consumers) wanted="$for_build $for_bench $for_check $for_consumers" ;;
*)
    echo "usage: $0 build|bench|check|consumers" >&2
    exit 2
    ;;
esac

# What is missing still in $packages.
install_missing() {
    packages=$(missing)
    [ -n "$packages" ] && command -v apt-get >/dev/null || return 0
    echo "installing:" $packages
    as_root apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null || :
    packages=$(missing)
}

install_missing
[ -n "$packages" ] || {
    wanted=$welcome
    install_missing
    [ -z "$packages" ] || echo "$0: does without" $packages
    exit 0
}
echo "$0: this is missing; please install it (names as in Debian):" >&2
echo "$packages" | sed 's/^/  /' >&2
exit 1
