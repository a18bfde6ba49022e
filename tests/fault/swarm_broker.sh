#!/bin/sh
# usage: tests/fault/swarm_broker.sh build/test_swarm_cluster
# Runs the cluster test over a RabbitMQ of its own on loopback, which is killed and started again twice meanwhile. 77: there is no RabbitMQ.
. "$(dirname "$0")/rabbit.sh"
rabbit_here || { echo "skipped: no RabbitMQ here"; exit 77; }
test=$1
dir=$(mktemp -d) || exit 1
trap 'rabbit_stop; rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM
rabbit_start "$dir" 127.0.0.1 || exit 1
# The test calls this from time to time. It is killed only when it is up: it may take longer to start than the test waits.
cat > "$dir/restart" <<END
n=\$(cat $dir/kills 2>/dev/null || echo 0)
[ \$n -lt 2 ] && [ "\$(grep -c "completed with" $dir/out)" -gt \$n ] || exit 0
echo \$((n + 1)) > $dir/kills
kill -9 \$(cat $dir/pid)
sleep 1
exec setsid $rabbit_bin/rabbitmq-server >> $dir/out 2>&1
END
export SWARM_AMQP_URL="amqp://guest:guest@127.0.0.1:$rabbit_port/%2f" SWARM_AMQP_KILL="exec sh $dir/restart"
"$test" || exit 1
[ "$(cat "$dir/kills")" -ge 1 ] || { echo "the broker was never killed"; exit 1; }
