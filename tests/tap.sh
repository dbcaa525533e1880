# Sourced by the check scripts. They write a line for each check, as TAP has them: `ok - NAME`, `ok - NAME # SKIP why`,
# or `not ok - NAME` with the reason behind it in lines that start with `# `.

# check NAME COMMAND...: passes when the command does; its output is shown only when it does not.
check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        echo "ok - $name"
    else
        echo "not ok - $name"
        sed 's/^/# /' <<<"$output"
        return 1
    fi
}
