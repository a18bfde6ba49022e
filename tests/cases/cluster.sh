#!/bin/sh
# The demo over ZeroMQ on loopback: the same bytes as in one process, with workers that come late, one that is killed, one that leaves,
# and one that does not see the same inputs and says so on both sides.
# usage: cluster.sh MAINSHOCK DEMO_DIR
set -e
engine=$1
work=$(mktemp -d)
finish() { status=$?; [ $status = 0 ] || tail -n 5 "$work"/log "$work"/program "$work"/bits "$work"/changed; [ ! -f "$work/pids" ] || xargs kill -9 < "$work/pids" 2>/dev/null || true; rm -rf "$work"; exit $status; }
trap finish EXIT
export MAINSHOCK_DATADIR="$work/data"
cp -r "$2" "$work/job"
cd "$work/job"
sums() { (cd "$1" && for f in *.csv; do sed 1d "$f" | sha256sum | sed "s/-/${f%_*.csv}/"; done); }
until_line() {                              # until a line like $1 is in the file $2
    i=0
    until grep -q "$1" "$2"; do
        i=$((i + 1))
        [ $i -lt 300 ] || { echo "no line like '$1' in $2:"; cat "$2"; exit 1; }
        sleep 0.1
    done
}
worker() { "$engine" worker --cluster "$at" --workers 1 $2 > "$work/$1" 2>&1 & echo $! >> "$work/pids"; }

"$engine" run job.ini -p region_grid_spacing=8 --exports csv --export-dir "$work/here" --workers 0 2>/dev/null
"$engine" run job.ini -p region_grid_spacing=8 --exports csv --export-dir "$work/there" --cluster zmq://127.0.0.1:0 > "$work/log" 2>&1 &
master=$!
echo $master >> "$work/pids"
until_line "worker --cluster" "$work/log"
at=$(sed -n 's/.*worker --cluster \([^ ]*\) .*/\1/p' "$work/log")
test "$(stat -c %a "$work/data/cluster.key")" = 600

cp job.ini job.kept                         # what the master has read is not what this one reads
sed -i 's/^description.*/description = changed/' job.ini
cmp -s job.ini job.kept && { echo "nothing changed"; exit 1; }
"$engine" worker --cluster "$at" > "$work/changed" 2>&1 && { echo "a worker with other inputs was let in"; exit 1; }
grep -q "not the same inputs: [0-9a-f]* in the master, [0-9a-f]* here" "$work/changed"
until_line "refuses: .*not the same inputs: [0-9a-f]* in the master, [0-9a-f]* here" "$work/log"
mv job.kept job.ini

refused="not the same program, or not the same bits from the mathematical library: [^ ]* [0-9a-f]* in the master, [^ ]* [0-9a-f]* here"
if command -v python3 > /dev/null; then     # another build: a bit of the build-id is changed
    python3 -c 'import sys; b = bytearray(open(sys.argv[1], "rb").read()); b[b.index(b"\x14\0\0\0\x03\0\0\0GNU\0") + 12] ^= 1; open(sys.argv[2], "wb").write(b)' "$engine" "$work/other"
    chmod +x "$work/other"
    "$work/other" worker --cluster "$at" > "$work/program" 2>&1 && { echo "another program was let in"; exit 1; }
    grep -q "$refused" "$work/program"
fi
if [ -z "$GLIBC_TUNABLES" ] && grep -qw fma /proc/cpuinfo && ldd "$engine" | grep -q libm.so.6; then       # a processor that rounds otherwise
    GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4 "$engine" worker --cluster "$at" > "$work/bits" 2>&1 && { echo "other arithmetic was let in"; exit 1; }
    grep -q "$refused" "$work/bits"
fi

cp "$work/data/cluster.key" "$work/open.key"
chmod 644 "$work/open.key"
"$engine" worker --cluster "$at" --key "$work/open.key" > "$work/open" 2>&1 && { echo "a key that all can read was used"; exit 1; }
grep -q "others may read this key" "$work/open"

worker victim
victim=$(tail -1 "$work/pids")
until_line "joins with 1 workers" "$work/log"
children() { cat /proc/$1/task/*/children 2>/dev/null; }
for process in $(for parent in $(children "$victim"); do children $parent; done); do kill -9 $process; done
until_line "was killed by signal 9 (Killed): its task is tried again" "$work/log"
kill -TERM "$victim"
until_line "with 1 workers leaves" "$work/log"
worker one "--jobs 1"
until_line "read in" "$work/one"             # before another could take all that is left
worker two "--jobs 1"
wait $master || { cat "$work/log"; exit 1; }
until_line ": over" "$work/one"
sums "$work/here" > "$work/sums_here"
sums "$work/there" > "$work/sums_there"
test "$(wc -l < "$work/sums_here")" -ge 20
cmp "$work/sums_here" "$work/sums_there"
echo "same bits over ZeroMQ"
