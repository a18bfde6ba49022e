#!/bin/sh
# A calculation says what it will take before it starts, and what it took afterwards.
# usage: seeing.sh MAINSHOCK DEMO_DIR
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MAINSHOCK_DATADIR="$work/data"
cp -r "$2" "$work/job"
cd "$work/job"
fail() { echo "seeing: $*"; exit 1; }
has() { grep -q -- "$2" "$1" || { cat "$1"; fail "no '$2' in $1"; }; }

# memory: a table, and a refusal within five seconds that names the parts and what to change
"$1" check job.ini > check.txt 2> log.txt
has check.txt "rates of exceedance .* MB"
has check.txt "memory needed, about .* MB"
"$1" run job.ini --dry-run > dry.txt 2> log.txt
has dry.txt "memory needed, about .* MB"
for how in "run job.ini --memory 0.005 --export-dir none" "run job.ini --memory 0.005 --dry-run"; do
    begin=$(date +%s)
    status=0
    "$1" $how > /dev/null 2> refused.txt || status=$?
    test $status = 1 || fail "$how: exit status $status"
    test $(($(date +%s) - begin)) -le 5 || fail "the refusal took more than five seconds"
    has refused.txt "not enough memory: about .* GB are needed and 0.01 GB are allowed (--memory); the largest parts are .*, .*, .*What to change: use fewer"
done
test ! -e none || fail "exported although refused"
echo "seeing: done"
