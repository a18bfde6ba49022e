#!/bin/sh
# usage: tests/fault/run_all.sh BUILD_DIR [--short]
# Everything that breaks things on purpose, one after the other. Some need root (tmpfs, control groups, network namespaces) or a RabbitMQ
# and say so if they cannot run. What each injects and what was seen: docs/faults.md.
here=$(cd "$(dirname "$0")" && pwd)
build=$1
short=$2
[ -x "$build/mainshock" ] || { echo "usage: $0 BUILD_DIR [--short]"; exit 1; }
failed=0
try() {
    echo "== $*"
    "$@"
    status=$?
    [ $status -eq 0 ] || [ $status -eq 77 ] || failed=1
}
try python3 "$here/faults.py" "$build/mainshock" "$here/../../demo" $short
if [ -z "$short" ]; then
    try "$here/swarm_broker.sh" "$build/test_swarm_cluster"
    try "$here/cluster_netns.sh" "$build/mainshock" "$here/../../demo" full "" region_grid_spacing=6
    try "$here/cluster_slurm.sh" "$build/mainshock" "$here/../../demo"
fi
[ $failed -eq 0 ] && echo "all passed"
exit $failed
