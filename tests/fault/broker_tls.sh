#!/bin/bash
# usage: tests/fault/broker_tls.sh MAINSHOCK DEMO_DIR
# amqps:// to a RabbitMQ of our own whose certificate an authority of our own has signed for "localhost": the same bytes as one process, and
# who is not that broker is not spoken to. What a killed master leaves at the broker goes with resume and abort. 77: tools are missing.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/rabbit.sh"
engine=$1; demo=$2
rabbit_here && command -v openssl >/dev/null || { echo "skipped: no RabbitMQ or no openssl here"; exit 77; }
dir=$(mktemp -d) || exit 1
finish() {
    for p in $worker $master; do kill -9 $p 2>/dev/null; done
    rabbit_stop
    rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' INT TERM
failed() { echo "FAILED: $1"; tail -n 5 "$dir"/*.log; exit 1; }

authority() { openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -keyout "$dir/$1.key" -out "$dir/$1.pem" 2>/dev/null || failed "openssl"; }
authority ours
authority others
openssl req -newkey rsa:2048 -nodes -subj /CN=broker -keyout "$dir/server.key" -out "$dir/server.csr" 2>/dev/null || failed "openssl"
printf 'subjectAltName=DNS:localhost\n' > "$dir/names"
openssl x509 -req -in "$dir/server.csr" -CA "$dir/ours.pem" -CAkey "$dir/ours.key" -CAcreateserial -days 2 -extfile "$dir/names" -out "$dir/server.pem" 2>/dev/null || failed "openssl"

mkdir "$dir/rabbit"
tls_port=$((50001 + $$ % 10000))
cat > "$dir/rabbit/none.conf" <<END
listeners.ssl.1 = 127.0.0.1:$tls_port
ssl_options.cacertfile = $dir/ours.pem
ssl_options.certfile = $dir/server.pem
ssl_options.keyfile = $dir/server.key
END
rabbit_start "$dir/rabbit" 127.0.0.1 || exit 1
ctl() { $rabbit_bin/rabbitmqctl -q --no-table-headers "$@" 2>/dev/null; }
queues() { ctl list_queues name | grep -c tasks; }

export MAINSHOCK_DATADIR="$dir/data"
cp -r "$demo" "$dir/job"
cd "$dir/job" || exit 1
at=amqps://guest:guest@localhost:$tls_port/%2f
url="$at?cacertfile=$dir/ours.pem"
sums() { (cd "$1" && for f in *.csv; do sed 1d "$f" | sha256sum | sed "s/-/${f%_*.csv}/"; done); }
long=(-p region_grid_spacing=25 -p area_source_discretization=2.5)
"$engine" run job.ini "${long[@]}" --exports csv --export-dir "$dir/alone" 2> "$dir/alone.log" || failed "alone"
sums "$dir/alone" > "$dir/want"

until_line() { for ((i = 0; i < 600; i++)); do grep -q "$1" "$2" && return; sleep 0.1; done; failed "no line '$1' in $2"; }
start() { rm -rf "$dir/out"; again run job.ini "${long[@]}" --exports csv --export-dir "$dir/out" --cluster "$1"; }
again() { : > "$dir/run.log"; "$engine" "$@" >> "$dir/run.log" 2>&1 & master=$!; }
id() { sed -n 's/^calculation \([0-9]*\);.*/\1/p' "$dir/run.log"; }
same() {
    wait $master || failed "$1: the master failed"
    sums "$dir/out" > "$dir/got"
    cmp "$dir/want" "$dir/got" || failed "$1: other bytes"
    [ "$(queues)" = 0 ] || failed "$1: $(queues) queues are left"
    echo "$1: same bytes, no queue left"
}
no_broker() {                               # $1: what is wrong; $2: URL; $3: what must be said of it
    : > "$dir/stranger.log"
    "$engine" worker --cluster "$2" >> "$dir/stranger.log" 2>&1 &
    local p=$!
    for ((i = 0; i < 200; i++)); do grep -q "no broker" "$dir/stranger.log" && break; sleep 0.1; done
    kill $p
    grep -q "no broker ($3" "$dir/stranger.log" || failed "$1"
    echo "$1: $(grep -o "no broker.*)" "$dir/stranger.log")"
}
refused() {                                 # $1: URL; $2: what must be said of it
    timeout 20 "$engine" worker --cluster "$1" > "$dir/refused.log" 2>&1
    [ $? = 1 ] && grep -q "$2" "$dir/refused.log" || failed "$1 is not refused"
    echo "refused: $(sed "s,$dir/,," "$dir/refused.log")"
}
worker() { "$engine" worker --cluster "$1" --workers 2 > "$dir/worker.log" 2>&1 & worker=$!; }

"$engine" worker --cluster zmq://127.0.0.1:1 > "$dir/key.log" 2>&1 & worker=$!           # makes the key
for ((i = 0; i < 100; i++)); do [ -s "$dir/data/cluster.key" ] && break; sleep 0.1; done
kill $worker; wait $worker

worker "$url"
start "$url"; until_line joins "$dir/run.log"
[ "$(ctl list_connections ssl | sort -u)" = true ] || failed "connections: $(ctl list_connections ssl)"
same "?cacertfile"
start "$url"; until_line joins "$dir/run.log"; sleep 1; kill -9 $master; wait $master 2>/dev/null
[ "$(queues)" = 1 ] || failed "$(queues) queues after the master was killed"
again resume "$(id)"; same "the master killed, resumed"
start "$url"; until_line joins "$dir/run.log"; sleep 1; kill -9 $master; wait $master 2>/dev/null
"$engine" abort "$(id)" || failed "abort"
[ "$(queues)" = 0 ] || failed "$(queues) queues are left after abort"
echo "the master killed, aborted: no queue left"
kill $worker; wait $worker
export SSL_CERT_FILE="$dir/ours.pem"
worker "$at"
start "$at"; same "the system's authorities"
kill $worker; wait $worker
unset SSL_CERT_FILE
no_broker "another authority" "$at?cacertfile=$dir/others.pem" "its certificate is not signed"
no_broker "not in the system's store" "$at" "its certificate is not signed"
no_broker "another name" "amqps://guest:guest@127.0.0.1:$tls_port/%2f?cacertfile=$dir/ours.pem" "its certificate is for another name"
no_broker "no TLS at that port" "amqps://guest:guest@localhost:$rabbit_port/%2f?cacertfile=$dir/ours.pem" "it does not speak TLS"
refused "$at?cacertfile=$dir/none.pem" "none.pem: .*No such file"
refused "$at?verify=none" "verify=none"
refused "amqp://guest:guest@localhost:$rabbit_port/%2f?cacertfile=$dir/ours.pem" "expected amqps://"
