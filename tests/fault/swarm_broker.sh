#!/bin/sh
# usage: tests/fault/swarm_broker.sh build/test_swarm_cluster
# Runs the cluster test over a RabbitMQ of its own (Debian's rabbitmq-server, in a temporary directory, on loopback), which is
# killed and started again meanwhile. 77: there is no RabbitMQ.
server=/usr/lib/rabbitmq/bin/rabbitmq-server
[ -x "$server" ] || { echo "skipped: no RabbitMQ here"; exit 77; }
test=$1
dir=$(mktemp -d) || exit 1
port=$((20000 + $$ % 10000 * 3))
export HOME=$dir RABBITMQ_NODENAME=swarm$$@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$port RABBITMQ_DIST_PORT=$((port + 1))
export ERL_EPMD_PORT=$((port + 2)) ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_MNESIA_BASE=$dir/mnesia RABBITMQ_LOG_BASE=$dir/log RABBITMQ_PID_FILE=$dir/pid
export RABBITMQ_ENABLED_PLUGINS_FILE=$dir/plugins RABBITMQ_CONFIG_FILE=$dir/none RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 1:1 +sbwt none"
finish() {
    [ -s "$dir/pid" ] && kill -9 "$(cat "$dir/pid")" 2>/dev/null
    i=0                             # the port mapper goes once it has noticed that the node has gone
    until epmd -kill >/dev/null 2>&1 || [ $i -ge 50 ]; do i=$((i + 1)); sleep 0.1; done
    rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' INT TERM
"$server" >"$dir/out" 2>&1 &
i=0
until grep -q "completed with" "$dir/out"; do
    i=$((i + 1))
    [ $i -lt 60 ] || { cat "$dir/out"; echo "RabbitMQ does not start"; exit 1; }
    sleep 1
done
cat >"$dir/restart" <<END
kill -9 \$(cat $dir/pid)
sleep 1
exec setsid $server >>$dir/out 2>&1
END
export SWARM_AMQP_URL="amqp://guest:guest@127.0.0.1:$port/%2f" SWARM_AMQP_KILL="exec sh $dir/restart"
"$test" || exit 1
