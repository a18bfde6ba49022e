#!/bin/bash
# usage: tests/fault/cluster_slurm.sh MAINSHOCK DEMO_DIR
# examples/slurm/mainshock.sbatch under a Slurm of our own (Debian's slurm-wlm and munge, one node) in a temporary folder and a
# network namespace: the same bytes as one process, a worker that dies, scancel, a job that is wrong. 77: tools are missing.
engine=$1; demo=$2
script=$(cd "$(dirname "$0")/../../examples/slurm" && pwd)/mainshock.sbatch
PATH=$PATH:/usr/sbin
for tool in slurmctld slurmd munged sbatch ip; do command -v $tool >/dev/null || { echo "skipped: no $tool here"; exit 77; }; done
[ "$(id -u)" = 0 ] || { echo "skipped: needs root"; exit 77; }
net=shk$$s
ip netns add $net 2>/dev/null || { echo "skipped: no network namespaces here"; exit 77; }
ip -n $net link set lo up
ip -n $net addr add 10.78.0.1/32 dev lo     # Slurm does not listen where there is only 127.0.0.1
dir=$(mktemp -d) || exit 1
finish() {
    ip netns pids $net 2>/dev/null | xargs -r kill -9 2>/dev/null
    sleep 0.5
    ip netns del $net
    rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' INT TERM
failed() { echo "FAILED: $1"; tail -n 20 "$dir"/slurmctld.log "$dir"/slurmd.log "$dir"/*.out 2>/dev/null; exit 1; }

chmod 755 "$dir"
node=$(hostname -s)
export SLURM_CONF=$dir/slurm.conf
cat > "$SLURM_CONF" <<END
ClusterName=mainshock
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
KillWait=5
NodeName=$node NodeAddr=127.0.0.1 CPUs=2 RealMemory=500 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
mkdir "$dir/state" "$dir/spool"
in="nsenter --net=/run/netns/$net"           # ip netns exec would hide /sys/fs/cgroup
dd if=/dev/urandom of="$dir/munge.key" bs=128 count=1 2>/dev/null
chmod 400 "$dir/munge.key"
$in munged --force --socket="$dir/munge.socket" --key-file="$dir/munge.key" --pid-file="$dir/munged.pid" --log-file="$dir/munged.log" --seed-file="$dir/munge.seed" 2>/dev/null || failed "munged"
$in slurmctld -c > "$dir/slurmctld.out" 2>&1 || failed "slurmctld"
$in slurmd > "$dir/slurmd.out" 2>&1 || failed "slurmd"
for ((i = 0; i < 60; i++)); do [ "$($in sinfo -h -o %t 2>/dev/null)" = idle ] && break; sleep 1; done
[ $i -lt 60 ] || failed "the node does not come up: $($in sinfo 2>&1)"

export MAINSHOCK=$engine MAINSHOCK_DATADIR=$dir/data
cp -r "$demo" "$dir/job"
cd "$dir/job" || exit 1
sums() { (cd "$1" && for f in *.csv; do sed 1d "$f" | sha256sum | sed "s/-/${f%_*.csv}/"; done); }
"$engine" run job.ini -p region_grid_spacing=15 --exports csv --export-dir "$dir/alone" 2>/dev/null || failed "alone"
sums "$dir/alone" > "$dir/want"
submit() { $in sbatch --parsable --output="$dir/$1.out" "${@:3}" "$script" $2 || failed "sbatch"; }
ended() {                                   # a job, in at most $2 s; its state
    for ((i = 0; i < 10 * $2; i++)); do
        state=$($in scontrol -o show job $1 | sed 's/.*JobState=\([A-Z]*\).*/\1/')
        case $state in PENDING|RUNNING|COMPLETING|CONFIGURING) sleep 0.1 ;; *) return ;; esac
    done
    failed "job $1 hangs: $state"
}
until_line() { for ((i = 0; i < 600; i++)); do grep -q "$1" "$2" 2>/dev/null && return; sleep 0.1; done; failed "no line '$1' in $2"; }
same() { sums "$dir/$1" > "$dir/got"; cmp "$dir/want" "$dir/got" || failed "$1: other bytes"; echo "$1: same bytes, $(grep -c joins "$dir/$1.out") joined"; }
alone() { [ -z "$(ip netns pids $net | xargs -r ps -o args= -p | grep "^$engine")" ] || failed "processes are left: $(ip netns pids $net | xargs -r ps -o args= -p | grep "^$engine")"; }

id=$(submit plain "job.ini -p region_grid_spacing=15 --exports csv --export-dir $dir/plain")
ended $id 300; [ $state = COMPLETED ] || failed "plain: $state"
same plain; alone

id=$(submit killed "job.ini -p region_grid_spacing=15 --exports csv --export-dir $dir/killed")
until_line joins "$dir/killed.out"
sleep 0.5
victim=$(ip netns pids $net | xargs -r ps -o pid=,args= -p | awk -v e="$engine" '$2 == e && $3 == "worker" { p = $1 } END { print p }')
kill -9 "$victim" || failed "no worker process to kill"
ended $id 300; [ $state = COMPLETED ] || failed "killed: $state"
grep -q "tried again" "$dir/killed.out" || failed "killed: nothing was lost"
same killed; alone

id=$(submit cancelled "job.ini -p region_grid_spacing=4")
until_line joins "$dir/cancelled.out"
$in scancel $id
ended $id 20; [ $state = CANCELLED ] || failed "cancelled: $state"
sleep 1; alone
echo "cancelled: nothing is left"

id=$(submit wrong "job.ini -p truncation_level=-5")
ended $id 60; [ $state = FAILED ] || failed "wrong: $state"
grep -q truncation_level "$dir/wrong.out" || failed "wrong: no message"
alone
echo "wrong: $(grep truncation_level "$dir/wrong.out" | head -1)"
