#!/bin/sh
# usage: tests/fault/run_all.sh BUILD_DIR [--short]
# Everything that breaks things on purpose, one after the other. Some need root (tmpfs, control groups, network namespaces) or a RabbitMQ
# and say so if they cannot run. What each injects and what was seen: docs/faults.md.
here=$(cd "$(dirname "$0")" && pwd)
build=$1
short=$2
[ -x "$build/mainshock" ] || { echo "usage: $0 BUILD_DIR [--short]"; exit 1; }
failed=0
skipped=0
begin=$(date +%s)
try() {
    echo "== $*"
    from=$(date +%s)
    "$@"
    status=$?
    case $status in 0) said=passed ;; 77) said=skipped; skipped=$((skipped + 1)) ;; *) said=FAILED; failed=$((failed + 1)) ;; esac
    echo "== $said after $(($(date +%s) - from)) s"
}
[ -n "$short" ] || try env SWARM_SCHEDULES=100000 "$build/test_swarm_sched"
try python3 "$here/faults.py" "$build/mainshock" "$here/../../demo" $short
if [ -z "$short" ]; then
    try "$here/swarm_broker.sh" "$build/test_swarm_cluster"
    try "$here/broker_tls.sh" "$build/mainshock" "$here/../../demo"
    try "$here/cluster_netns.sh" "$build/mainshock" "$here/../../demo" full
    try "$here/cluster_slurm.sh" "$build/mainshock" "$here/../../demo"
fi
echo "$failed failed, $skipped skipped, the others passed; $(($(date +%s) - begin)) s"
[ $failed -eq 0 ]
