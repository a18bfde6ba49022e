# To be sourced: a RabbitMQ of our own (Debian's rabbitmq-server) in a temporary folder, on ports of our own. The variable
# `rabbit_in` may hold a prefix for its commands ("ip netns exec NAME").
#   rabbit_here || exit 77                  is there one at all?
#   rabbit_start DIR ADDRESS                listens there, port $rabbit_port; the port mapper and Erlang's own port on loopback
#   rabbit_kill; rabbit_again               kill -9; started once more on the same data
#   rabbit_stop                             all gone
rabbit_bin=/usr/lib/rabbitmq/bin
rabbit_here() { [ -x $rabbit_bin/rabbitmq-server ]; }

rabbit_start() {
    rabbit_dir=$1
    rabbit_port=$((20000 + $$ % 10000 * 3))
    rabbit_starts=0
    mkdir -p "$rabbit_dir"
    export HOME="$rabbit_dir" RABBITMQ_NODENAME=mainshock$$@localhost RABBITMQ_NODE_IP_ADDRESS="$2" RABBITMQ_NODE_PORT=$rabbit_port RABBITMQ_DIST_PORT=$((rabbit_port + 1))
    export ERL_EPMD_PORT=$((rabbit_port + 2)) ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_MNESIA_BASE="$rabbit_dir/mnesia" RABBITMQ_LOG_BASE="$rabbit_dir/log"
    export RABBITMQ_PID_FILE="$rabbit_dir/pid" RABBITMQ_ENABLED_PLUGINS_FILE="$rabbit_dir/plugins" RABBITMQ_CONFIG_FILE="$rabbit_dir/none"
    export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 1:1 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}"
    : > "$rabbit_dir/out"
    rabbit_again
}

# Erlang starts slowly where others need the processor.
rabbit_again() {
    setsid $rabbit_in $rabbit_bin/rabbitmq-server >> "$rabbit_dir/out" 2>&1 &
    rabbit_starts=$((rabbit_starts + 1))
    i=0
    until [ "$(grep -c "completed with" "$rabbit_dir/out")" -ge $rabbit_starts ]; do
        i=$((i + 1))
        [ $i -lt 180 ] || { cat "$rabbit_dir/out"; echo "RabbitMQ does not start"; return 1; }
        sleep 1
    done
}

rabbit_kill() { [ ! -s "$rabbit_dir/pid" ] || kill -9 "$(cat "$rabbit_dir/pid")" 2>/dev/null; }

rabbit_stop() {
    [ -n "$rabbit_dir" ] || return 0
    rabbit_kill
    i=0                             # the port mapper goes once it has noticed that the node has gone
    until $rabbit_in epmd -kill >/dev/null 2>&1 || [ $i -ge 50 ]; do i=$((i + 1)); sleep 0.1; done
}
