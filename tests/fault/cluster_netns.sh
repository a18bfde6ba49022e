#!/bin/bash
# usage: tests/fault/cluster_netns.sh MAINSHOCK DEMO_DIR [short|full] [JOB.ini|'' [NAME=VALUE]...]
#        [ALONE=DIR] tests/fault/cluster_netns.sh MAINSHOCK DEMO_DIR zmq|amqp JOB.ini [NAME=VALUE]...
# A cluster of four machines and a master, each in a network namespace of its own, over ZeroMQ and over RabbitMQ, with what
# happens to clusters: a machine that dies, cables pulled for 5 and 60 s, a broker killed and restarted, strangers at every port,
# machines that come and go. Each run must export the same bytes as one process does. Needs root; 77: namespaces or tools are missing.
# zmq, amqp: how fast four undisturbed machines are over one of the two, and where their time went. The bytes to compare with are those in
# ALONE, if there are any from an earlier time; else the job is run by one process first (and its exports are kept there).
here=$(cd "$(dirname "$0")" && pwd)
. "$here/rabbit.sh"
engine=$1; demo=$2; size=${3:-short}; job=$4
overrides=(); for p in "${@:5}"; do overrides+=(-p "$p"); done
case $size in
short|full) patience=300 ;;
zmq|amqp) patience=3600; [ -f "$job" ] || { echo "which job?"; exit 1; } ;;
*) echo "short, full, zmq or amqp?"; exit 1 ;;
esac

[ "$(id -u)" = 0 ] && command -v ip ss python3 >/dev/null || { echo "skipped: needs root, ip, ss and python3"; exit 77; }
rabbit_here || { echo "skipped: no RabbitMQ here"; exit 77; }
m=shk$$m
ip netns add $m 2>/dev/null || { echo "skipped: no network namespaces here"; exit 77; }
work=$(mktemp -d)
finish() {
    rabbit_stop
    for n in $m ${m}1 ${m}2 ${m}3 ${m}4; do
        ip netns pids $n 2>/dev/null | xargs -r kill -9 2>/dev/null
        ip netns del $n 2>/dev/null
    done
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

# The master is 10.77.0.1 for everybody; each machine hangs on a cable of its own.
address=10.77.0.1
ip -n $m link set lo up
ip -n $m addr add $address/32 dev lo
for k in 1 2 3 4; do
    ip netns add $m$k
    ip -n $m$k link set lo up
    ip link add shk$k netns $m type veth peer name eth netns $m$k || { echo "skipped: no veth here"; exit 77; }
    ip -n $m addr add 10.77.$k.1/24 dev shk$k
    ip -n $m link set shk$k up
    ip -n $m$k addr add 10.77.$k.2/24 dev eth
    ip -n $m$k link set eth up
    ip -n $m$k route add default via 10.77.$k.1
done
cables() { for k in 1 2 3 4; do ip -n $m link set shk$k "$1"; done; }

export MAINSHOCK_DATADIR="$work/data"
if [ -z "$job" ]; then
    cp -r "$demo" "$work/job"
    job=$work/job/job.ini
fi
sums() { (cd "$1" && for f in *.csv; do sed 1d "$f" | sha256sum | sed "s/-/${f%_*.csv}/"; done); }
long_enough() {                             # to measure speed the job is what it is
    ls "$ALONE"/*.csv >/dev/null 2>&1 && { cp -r "$ALONE" "$work/alone"; echo "run done in 0 s, earlier" > "$work/alone.log"; return; }
    "$engine" run "$job" "${overrides[@]}" --exports csv --export-dir "$work/alone" 2>"$work/alone.log" || { cat "$work/alone.log"; exit 1; }
    [ -z "$ALONE" ] || { mkdir -p "$ALONE" && cp "$work/alone"/*.csv "$ALONE"; }
}
# Long enough to be disturbed: with as many processes as there will be machines it takes eight seconds, or is made finer.
for spacing in 12 9 6.5 5 3.5 2.5; do
    [ $patience = 300 ] || { long_enough; break; }
    [ $# -gt 4 ] || overrides=(-p region_grid_spacing=$spacing)
    rm -rf "$work/alone"
    "$engine" run "$job" "${overrides[@]}" --workers 4 --exports csv --export-dir "$work/alone" 2>"$work/alone.log" || { cat "$work/alone.log"; exit 1; }
    [ $# -gt 4 ] || [ "$(sed -n 's/.* done in \([0-9]*\)\..*/\1/p' "$work/alone.log")" -ge 8 ] && break
done
sums "$work/alone" > "$work/want"
echo "alone: $(wc -l < "$work/want") files, $(sha256sum < "$work/want" | cut -c-16), $(sed -n 's/.* done in \([0-9.]* s\).*/\1/p' "$work/alone.log")"

worker() { ip netns exec $m$1 "$engine" worker --cluster "$url" --workers 1 "${@:2}" >> "$work/worker$1.log" 2>&1 & pid[$1]=$!; disown $!; }
workers() { for k in 1 2 3 4; do worker $k; done; }
until_count() {                             # until $2 lines like $1 are in the master's log
    for ((i = 0; i < 1200; i++)); do
        [ "$(grep -c "$1" "$log")" -ge "$2" ] && return
        kill -0 $master 2>/dev/null || return
        sleep 0.1
    done
    failed "no $2 lines like '$1'"
}
failed() { echo "FAILED $name: $1"; tail -n 20 "$log"; tail -n 5 "$work"/worker*.log; exit 1; }
begin() {                                   # a case: its name; the master starts, with what follows
    name=$1; log=$work/log; out=$work/out
    : > "$log"
    rm -rf "$out"
    began=$(date +%s%N)
    again run "$job" "${overrides[@]}" "${@:2}"
}
again() {
    ip netns exec $m "$engine" "$@" --exports csv --export-dir "$out" --cluster "$master_url" > "$log" 2>&1 &
    master=$!
}
running() { kill -0 $master 2>/dev/null; }
harmed() { running || failed "the job was over before the harm was done: give it more to do"; }
same() {                                    # the case must end well, within its time; then pairs: a pattern in the master's log, what its lines are
    for ((i = 0; i < 10 * patience; i++)); do running || break; sleep 0.1; done
    running && failed "hangs"
    wait $master || failed "the master failed"
    sums "$out" > "$work/got"
    cmp "$work/want" "$work/got" || failed "other bytes"
    local told="$name: same bytes, $((($(date +%s%N) - began) / 1000000)) ms"
    while [ $# -gt 1 ]; do told="$told, $(grep -c "$1" "$log") $2"; shift 2; done
    echo "$told"
}
garbage() {                                 # $1: port of the master, from every machine
    for k in 1 2 3 4; do ip netns exec $m$k python3 -S - $address "$1" <<'END' & sent[$k]=$!
import os, socket, sys, struct
to = (sys.argv[1], int(sys.argv[2]))
greeting = b'\xff' + bytes(8) + b'\x7f\x03\x00'
held = []
for n, data in enumerate([b'', os.urandom(10), os.urandom(100000), b'GET / HTTP/1.1\r\n\r\n', b'AMQP\x00\x00\x09\x01' + os.urandom(5000), greeting + b'NULL'.ljust(20, b'\0') + bytes(32),
                          greeting + b'CURVE'.ljust(20, b'\0') + bytes(32) + b'\x04\xc8\x05HELLO' + os.urandom(194), greeting[:7]] * 5):
    s = socket.create_connection(to, 5)
    try: s.sendall(data)
    except OSError: pass
    if n % 3: s.close()
    else: held.append(s)                    # and others that never say another word
END
    done
    for k in 1 2 3 4; do wait ${sent[$k]} || failed "cannot send garbage"; done
}
strangers() {                               # workers with keys that are wrong as a whole and in the client's part
    MAINSHOCK_DATADIR=$work/other timeout 1 "$engine" worker --cluster zmq://127.0.0.1:1 2>/dev/null             # makes a key
    grep server "$work/data/cluster.key" > "$work/half.key"; grep client "$work/other/cluster.key" >> "$work/half.key"
    chmod 600 "$work/half.key"
    for k in 1 2; do
        ip netns exec $m$k timeout 20 "$engine" worker --cluster "$url" --key "$work/other/cluster.key" >> "$work/wrong.log" 2>&1 & disown $!
        ip netns exec $m$k timeout 20 "$engine" worker --cluster "$url" --key "$work/half.key" >> "$work/wrong.log" 2>&1 & disown $!
    done
}
listening() {                               # sockets of the master's namespace that others can reach: only those we asked for
    ip netns exec $m ss -Hltn | awk '{print $4}' | grep -v '^127\.\|^\[::1\]' | grep -v "^$address:\($1\)\$" && failed "listens where it should not"
}
explain() { "$engine" explain "$(sed -n 's/^calculation \([0-9]*\);.*/\1/p' "$log")"; }
efficiency() { explain | sed -n 's/^ *\([0-9.]* *while tasks ran.*\)/  efficiency \1/p'; }
fast() {                                    # where speed is measured nothing else is done
    [ "$size" = "$1" ] || return
    explain | sed -n '/^tasks/,/^  main process/p'
    echo "load of the machine: $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) processors"
    stop_workers
    exit 0
}
stop_workers() { kill -TERM ${pid[@]}; }

cases() {                                   # $1: zmq or amqp; the rest: of the master's command line
    local via=$1; shift
    begin "$via, a machine killed" "$@"; until_count joins 4; sleep 1; harmed; kill -9 ${pid[1]}; worker 1; same 'go to others' 'given up'
    begin "$via, cables out for 5 s" "$@"; until_count joins 4; sleep 1; harmed; cables down; sleep 5; cables up; same
    begin "$via, strangers" "$@"; until_count joins 4; strangers; garbage $port; same 'turned away' noticed
    grep -q "read in" "$work/wrong.log" && failed "a stranger was let in"
    begin "$via, the master killed" "$@"; until_count joins 4; sleep 2; harmed; kill -9 $master; wait $master 2>/dev/null
    local id=$(sed -n 's/^calculation \([0-9]*\);.*/\1/p' "$log")
    again resume "$id" "$@"; same 'joins' 'joined again'
    [ "$size" = full ] || return
    begin "$via, cables out for 60 s" "$@"; until_count joins 4; sleep 1; harmed; cables down; sleep 60; harmed; cables up; same 'go to others' 'given up' joins joined
    begin "$via, come and go" "$@"
    for k in 1 2 3 4 1 2 3 4; do until_count joins 1; sleep 0.7; running || break; kill -TERM ${pid[$k]}; worker $k; done
    same joins joined leaves left
}

if [ "$size" != amqp ]; then
    port=5577; master_url=zmq://$address:$port; url=$master_url
    workers
    begin zmq; until_count joins 4; listening $port; same; fast zmq; efficiency
    cases zmq
    stop_workers
fi

rabbit_in="ip netns exec $m"
rabbit_start "$work/rabbit" $address || exit 1
$rabbit_in $rabbit_bin/rabbitmqctl -q add_user mainshock secret >/dev/null && $rabbit_in $rabbit_bin/rabbitmqctl -q set_permissions mainshock ".*" ".*" ".*" || exit 1
port=5578; master_url=amqp://mainshock:secret@$address:$rabbit_port; url=$master_url
workers
begin amqp; until_count joins 4; listening "[0-9]*"; same; fast amqp; efficiency     # the results' port is the system's choice, at the address towards the broker
cases amqp --listen zmq://$address:$port
begin "amqp, garbage for the broker"; until_count joins 4; garbage $rabbit_port; same
begin "amqp, the broker killed"; until_count joins 4
n=0
for _ in 1 2 3; do
    running || break
    rabbit_kill; sleep 1; rabbit_again || failed "no broker"
    n=$((n + 1)); sleep 1
    [ "$size" = full ] || break
done
name="$name $n times"; same 'no broker' 'warnings'
begin "amqp, purged"; until_count joins 4; sleep 0.5; for q in $($rabbit_in $rabbit_bin/rabbitmqctl -q --no-table-headers list_queues name 2>/dev/null | grep tasks); do $rabbit_in $rabbit_bin/rabbitmqctl -q purge_queue $q >/dev/null; done; same
left=$($rabbit_in $rabbit_bin/rabbitmqctl -q --no-table-headers list_queues name 2>/dev/null | grep -c tasks)
[ "$left" = 0 ] || failed "$left queues are left at the broker"
stop_workers
echo "the same bytes in every case"
