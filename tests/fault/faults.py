#!/usr/bin/env python3
"""Breaks calculations on purpose: after each fault, and `mainshock resume` where it is needed, the exported files must be those of an
undisturbed run (SHA-256 of each, without the first line, which has the date), nothing may hang, and nothing may be left behind.

usage: faults.py MAINSHOCK DEMO_DIR [--short | --small] [--seed N] [CASE...]

Cases that need a right the user does not have (mounting a tmpfs, making a control group) say so and are skipped.
"""
import argparse, glob, hashlib, os, random, re, resource, shutil, signal, socket, subprocess, sys, tempfile, time

LONG = ['-p', 'region_grid_spacing=25', '-p', 'area_source_discretization=2.5']         # some 7 s of one core, 204 units of work
SHORT = ['-p', 'region_grid_spacing=50', '-p', 'area_source_discretization=5']        # some 0.5 s
WATCHDOG = 600                                                                          # seconds: nothing may last longer


class Wrong(Exception):
    pass


def check(cond, what):
    if not cond:
        raise Wrong(what)


# ---- processes -------------------------------------------------------------------------------------------------------------------

def stat(pid):
    """(name, state, parent) of a process, or None."""
    try:
        text = open('/proc/%d/stat' % pid).read()
    except OSError:
        return None
    name, rest = text[text.index('(') + 1:text.rindex(')')], text[text.rindex(')') + 2:].split()
    return name, rest[0], int(rest[1])


def processes():
    return {int(p): s for p in os.listdir('/proc') if p.isdigit() for s in [stat(int(p))] if s and s[1] not in 'ZX'}


def workers(master):
    """The worker processes of a calculation: grandchildren of its process."""
    all_ = processes()
    parents = [p for p, s in all_.items() if s[2] == master and s[0] == 'swarm-parent']
    return sorted(p for p, s in all_.items() if s[2] in parents and s[0].startswith('swarm-'))


def tree(master):
    """All that belongs to it, itself included."""
    all_, found = processes(), {master}
    while True:
        more = {p for p, s in all_.items() if s[2] in found} - found
        if not more:
            return found & set(all_)
        found |= more


def send(pid, sig):
    try:
        os.kill(pid, sig)
        return True
    except ProcessLookupError:
        return False


# ---- calculations ----------------------------------------------------------------------------------------------------------------

class Place:
    """A copy of the demo, a data directory and what is exported from it."""
    def __init__(self, top, engine, demo, size):
        self.top, self.engine, self.size = top, engine, size
        self.job, self.n = os.path.join(top, 'job'), 0
        self.tmp = os.path.join(top, 'tmp')
        shutil.copytree(demo, self.job)
        os.mkdir(self.tmp)
        self.data = self.fresh('data')

    def fresh(self, name):
        self.n += 1
        d = os.path.join(self.top, '%s%d' % (name, self.n))
        os.mkdir(d)
        return d

    def env(self, data=None):
        return dict(os.environ, MAINSHOCK_DATADIR=data or self.data, TMPDIR=self.tmp)

    def start(self, out, data=None, args=(), n=2, **kw):
        return Calc(self, ['run', 'job.ini', *self.size, *args, '--exports', 'csv', '--export-dir', out, '--workers', str(n)], data, **kw)

    def resume(self, id_, data=None, args=(), **kw):
        return Calc(self, ['resume', str(id_), *args], data, **kw)

    def call(self, *args, data=None):
        """(status, standard output, standard error) of a command that ends by itself."""
        p = subprocess.run([self.engine, *args], cwd=self.job, env=self.env(data), capture_output=True, text=True, timeout=WATCHDOG)
        return p.returncode, p.stdout, p.stderr

    def status(self, id_, data=None):
        for line in self.call('list', data=data)[1].splitlines():
            if line.split()[0] == str(id_):
                return line.split()[1]

    @staticmethod
    def clean(data):
        left = [f for f in os.listdir(data) if not re.fullmatch(r'calc_\d+\.hdf5|db\.sqlite3', f)]
        check(not left, 'files are left: %s' % left)

    def undisturbed(self):
        out = self.fresh('out')
        c = self.start(out)
        check(c.end() == 0, 'an undisturbed run fails: ' + c.text())
        self.want, self.seconds = sums(out), c.seconds
        check(len(self.want) >= 20, 'too few files are exported')
        print('undisturbed: %d files in %.1f s' % (len(self.want), c.seconds), flush=True)

    def same(self, out):
        got = sums(out)
        check(got == self.want, 'other results: %s' % sorted(k for k in set(got) | set(self.want) if got.get(k) != self.want.get(k))[:5])


class Calc:
    def __init__(self, place, args, data=None, **kw):
        self.place, self.data = place, data or place.data
        self.log = os.path.join(place.top, 'log%d' % random.getrandbits(60))
        self.begin = time.monotonic()
        with open(self.log, 'w') as f:
            self.p = subprocess.Popen([place.engine, *args], cwd=place.job, env=place.env(data), stdout=f, stderr=f, **kw)
        self.pid = self.p.pid

    def text(self):
        return open(self.log).read()

    def id(self):
        """The number of the calculation, once it has told it; None when it has ended before."""
        while True:
            over = self.p.poll() is not None
            m = re.search(r'^calculation (\d+)[; ]', self.text(), re.M)
            if m or over:
                return int(m.group(1)) if m else None
            time.sleep(0.002)

    def running(self):
        return self.p.poll() is None

    def end(self, timeout=WATCHDOG):
        try:
            status = self.p.wait(timeout)
        except subprocess.TimeoutExpired:
            for p in tree(self.pid):
                send(p, signal.SIGKILL)
            raise Wrong('hangs: ' + self.text()[-400:])
        self.seconds = time.monotonic() - self.begin
        return status

    def kill(self):
        """kill -9; waits until its workers have gone too, as the kernel kills them."""
        mine = tree(self.pid)
        self.p.kill()
        self.p.wait()
        limit = time.monotonic() + 10
        while mine & set(processes()):
            check(time.monotonic() < limit, 'processes outlive their master')
            time.sleep(0.002)

    def wait_for_workers(self, n=1):
        while self.running():
            w = workers(self.pid)
            if len(w) >= n:
                return w
            time.sleep(0.005)
        return []


def sums(out):
    """SHA-256 of each exported file, without its first line, which has the date."""
    got = {}
    for f in os.listdir(out):
        text = open(os.path.join(out, f), 'rb').read()
        got[re.sub(r'_\d+(\.csv)$', r'\1', f)] = hashlib.sha256(text[text.index(b'\n') + 1:]).hexdigest()
    return got


# ---- faults ----------------------------------------------------------------------------------------------------------------------

def workers_killed(x, short):
    """kill -9 of random workers at random moments."""
    kills = runs = 0
    want, mean = (5 if short else 200), min(0.35, 0.2 * x.seconds)
    while kills < want:
        out = x.fresh('out')
        c = x.start(out)
        while c.wait_for_workers() and kills < want:
            time.sleep(random.expovariate(1 / mean))
            w = workers(c.pid)
            kills += bool(w) and send(random.choice(w), signal.SIGKILL)
        check(c.end() == 0, c.text())
        x.same(out)
        runs += 1
        check(kills > 0 or runs < 20, 'the job is too short to be disturbed')      # a run now and then ends before the first kill
    return '%d workers killed in %d runs' % (kills, runs)


def parents_killed(x, short):
    """kill -9 of the process that forks workers: they die with it, and another takes its place."""
    kills = runs = 0
    while kills < 10:
        out = x.fresh('out')
        c = x.start(out)
        runs += 1
        for _ in range(3):
            c.wait_for_workers()
            time.sleep(random.uniform(0, 0.2 * x.seconds))
            kills += sum(send(p, signal.SIGKILL) for p, s in processes().items() if s[2] == c.pid and s[0] == 'swarm-parent')
        check(c.end() == 0, c.text())
        x.same(out)
    return '%d kills in %d runs' % (kills, runs)


def masters_killed(x, short):
    """kill -9 of the master at random moments, then resume, killed again ... until it is complete."""
    kills = early = jobs = 0
    want = 2 if short else 50
    while kills < want:
        out = x.fresh('out')
        c, id_ = x.start(out), None
        jobs += 1
        while True:
            if kills < want:
                limit = time.monotonic() + random.uniform(0, 0.3 * x.seconds + 0.2)
                while c.running() and time.monotonic() < limit:
                    time.sleep(0.002)
            else:
                c.end()
            if not c.running():
                break
            c.kill()
            kills += 1
            id_ = id_ or c.id()
            if id_:
                status = x.status(id_)
                check(status in ('died', 'complete'), 'a killed calculation is called ' + str(status))
                c = x.resume(id_)
            else:
                early += 1                                      # nothing had been begun
                c = x.start(out)
        check(c.end() == 0, c.text())
        x.same(out)
        id_ = id_ or c.id()
        check(x.status(id_) == 'complete', 'not complete')
        code, out_, _ = x.call('resume', str(id_))              # also cleans up after a kill between the last word and the cleaning
        check(code == 0 and 'complete' in out_, 'a complete calculation is resumed')
    return '%d masters killed in %d jobs, %d of them before anything was begun' % (kills, jobs, early)


def stopped(x, short, forever):
    while True:
        out = x.fresh('out')
        c = x.start(out)
        c.wait_for_workers(2)
        time.sleep(random.uniform(0, 0.1 * x.seconds))
        w = workers(c.pid)
        if len(w) == 2 and send(victim := random.choice(w), signal.SIGSTOP):
            break
        check(c.end() == 0, c.text())                           # it was over too early
    begin = time.monotonic()
    while c.running() and (forever or time.monotonic() < begin + 60):
        check(time.monotonic() < begin + WATCHDOG, 'hangs')
        time.sleep(0.05)
    over = not c.running()
    send(victim, signal.SIGCONT)
    check(c.end() == 0, c.text())
    x.same(out)
    return 'complete after %.0f s%s' % (c.seconds, ', before the worker went on' if over and not forever else '')


def worker_stopped_60s(x, short):
    """SIGSTOP of a worker for 60 s."""
    return stopped(x, short, False)


def worker_stopped_forever(x, short):
    """SIGSTOP of a worker that never goes on: a copy of its task runs elsewhere."""
    return stopped(x, short, True)


class Skip(Exception):
    pass


class Disk:
    """A small file system of its own."""
    def __init__(self, path, size):
        self.path = path
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=' + size, 'tmpfs', path], stderr=subprocess.DEVNULL).returncode:
            raise Skip('a tmpfs cannot be mounted here')

    def resize(self, size):
        subprocess.run(['mount', '-o', 'remount,size=' + size, self.path], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(['umount', '-l', self.path])


def whole_files(x, out):
    """What an export that failed has left: only whole files under their own names."""
    for name, h in sums(out).items():
        check(x.want.get(name) == h, 'a part of a file is taken for whole: ' + name)


def disk_full_exports(x, short):
    """The folder of the exports is full."""
    with Disk(x.fresh('small'), '60k') as disk:
        c = x.start(disk.path)
        check(c.end() != 0, 'a full disk is not noticed')
        check('No space left' in c.text() and 'mainshock resume' in c.text(), c.text())
        whole_files(x, disk.path)
        n = len(os.listdir(disk.path))
        check(x.status(c.id()) == 'failed', 'status ' + str(x.status(c.id())))
        disk.resize('50m')
        r = x.resume(c.id())
        check(r.end() == 0, r.text())
        x.same(disk.path)
        return '%d of %d files fitted; complete after resume' % (n, len(x.want))


def disk_full_datastore(x, short):
    """The results file finds no room."""
    data = x.fresh('data')
    with Disk(x.fresh('small'), '20k') as disk:
        out = x.fresh('out')
        os.symlink(os.path.join(disk.path, 'results'), os.path.join(data, 'calc_1.hdf5.part'))
        c = x.start(out, data)
        check(c.end() != 0, 'a full disk is not noticed')
        check(c.id() == 1 and 'calc_1.hdf5' in c.text() and 'mainshock resume 1' in c.text(), c.text())
        check('No space left' in c.text(), c.text())
        word = [line for line in c.text().splitlines() if 'calc_1.hdf5' in line][0]
        check(not os.path.exists(os.path.join(data, 'calc_1.hdf5')), 'a part of the results is taken for whole')
        check(not os.listdir(out), 'exported without results')
        r = x.resume(1, data)
        check(r.end() == 0, r.text())
        x.same(out)
    x.clean(data)
    return re.sub(r'/\S*/', '', word)


def disk_full_journal(x, short):
    """The journal finds no room (nor does the list of calculations, which lies beside it)."""
    with Disk(x.fresh('small'), '150k' if short else '400k') as disk:
        out = x.fresh('out')
        c = x.start(out, disk.path)
        check(c.end() != 0, 'a full disk is not noticed')
        check('cannot write the journal: No space left' in c.text() and 'mainshock resume 1' in c.text(), c.text())
        check(not os.listdir(out), 'exported without results')
        status = x.status(1, disk.path)
        check(status in ('failed', 'died'), 'status ' + str(status))
        disk.resize('100m')
        r = x.resume(1, disk.path)
        check(r.end() == 0, r.text())
        x.same(out)
        x.clean(disk.path)
        return 'status %s; complete after resume' % status


def out_of_memory_limit(x, short):
    """Workers may allocate almost nothing beyond what they inherit (RLIMIT_DATA of the process that forks them)."""
    out = x.fresh('out')
    c = x.start(out, n=1)
    limited = set()
    while c.running():
        for p in {p for p, s in processes().items() if s[2] == c.pid and s[0] == 'swarm-parent'} - limited:
            try:
                data = int(re.search(r'VmData:\s*(\d+)', open('/proc/%d/status' % p).read()).group(1)) << 10
                resource.prlimit(p, resource.RLIMIT_DATA, (data + (256 << 10), data + (256 << 10)))
            except OSError:
                continue
            limited.add(p)
            for w in workers(c.pid):
                send(w, signal.SIGKILL)                         # born before
        time.sleep(0.005)
    check(c.end() == 2, 'status %d: %s' % (c.p.returncode, c.text()))
    line = [l for l in c.text().splitlines() if l.startswith('mainshock: ')][0]
    check('memory' in line, c.text())
    r = x.resume(c.id())
    check(r.end() == 0, r.text())
    x.same(out)
    return '"%s"; complete after resume' % re.sub(r'^mainshock: ', '', line)


def out_of_memory_kill(x, short):
    """The kernel kills each worker for want of memory (a control group for the workers alone)."""
    group = '/sys/fs/cgroup/memory/mainshock-faults-%d' % os.getpid()
    try:
        os.mkdir(group)
    except OSError:
        raise Skip('a control group for memory cannot be made here')

    def write(name, text):
        try:
            with open(os.path.join(group, name), 'w') as f:
                f.write(text)
        except OSError:
            pass                                                # a worker that has gone meanwhile
    try:
        write('memory.limit_in_bytes', '1500k')
        out = x.fresh('out')
        c = x.start(out, n=1)
        inside = set()
        while c.running():                                      # the process that forks workers: they are born in the group
            for p in {p for p, s in processes().items() if s[2] == c.pid and s[0] == 'swarm-parent'} - inside:
                inside.add(p)
                write('cgroup.procs', str(p))
                for w in workers(c.pid):
                    send(w, signal.SIGKILL)                     # born before
            time.sleep(0.005)
        check(c.end() == 2, 'status %d: %s' % (c.p.returncode, c.text()))
        line = [l for l in c.text().splitlines() if 'given up after' in l]
        check(line and re.search(r'task \d+, rates \(.*\): given up after 3 crashes .*signal 9', line[0]), c.text())
        r = x.resume(c.id())
        check(r.end() == 0, r.text())
        x.same(out)
        return '"%s"; complete after resume' % re.sub(r'^mainshock: ', '', line[0])
    finally:
        for _ in range(100):
            try:
                os.rmdir(group)
                break
            except OSError:
                time.sleep(0.05)


def task_that_crashes(x, short):
    """From some moment on workers crash (SIGSEGV) whenever they work: the job fails, names the task, and says how to run it alone; the rest is kept."""
    out = x.fresh('out')
    c = x.start(out, n=1)
    id_ = c.id()
    c.wait_for_workers(1)
    time.sleep(random.uniform(0, 0.2 * x.seconds))
    while c.running():
        for w in workers(c.pid):
            send(w, signal.SIGSEGV)
        time.sleep(0.005)
    check(c.end() == 2, 'status %d: %s' % (c.p.returncode, c.text()))
    line = [l for l in c.text().splitlines() if 'given up after' in l]
    check(line and re.search(r'task \d+, rates \(units \d+ to \d+, from source .*\): given up after 3 crashes.*signal 11', line[0]), c.text())
    command = re.search(r'mainshock (replay \d+ \d+)$', c.text(), re.M)
    check(command, c.text())
    code, text, err = x.call(*command.group(1).split())
    check(code == 0 and 'ended without an error' in text, text + err)
    r = x.resume(id_)
    check(r.end() == 0, r.text())
    x.same(out)
    return '"%s"; %s: "%s"' % (re.sub(r'^mainshock: | \(/\S*\)', '', line[0]), command.group(1), re.sub(r' \(/\S*\)', '', text.strip()))


def interrupted(x, short):
    """Ctrl-C: status 130, resumed; twice: at once."""
    out = x.fresh('out')
    c = x.start(out, start_new_session=True)
    id_, begin = c.id(), time.monotonic()
    c.wait_for_workers(2)
    time.sleep(random.uniform(0, 0.5 * x.seconds))
    begin = time.monotonic()
    os.killpg(c.pid, signal.SIGINT)                             # as a terminal does: everybody in the group
    check(c.end() == 130, 'status %d: %s' % (c.p.returncode, c.text()))
    once = time.monotonic() - begin
    check('mainshock resume %d' % id_ in c.text(), c.text())
    check(x.status(id_) == 'aborted', 'status ' + str(x.status(id_)))
    r = x.resume(id_)
    r.id()
    r.wait_for_workers(1)
    for w in workers(r.pid):
        send(w, signal.SIGSTOP)                                 # they hear nothing: the polite way lasts a second
    begin = time.monotonic()
    send(r.pid, signal.SIGINT)
    time.sleep(0.05)
    mine = tree(r.pid)
    send(r.pid, signal.SIGINT)
    check(r.end() == 130, 'status %d' % r.p.returncode)
    while mine & set(processes()):
        check(time.monotonic() < begin + 10, 'processes are left after the second Ctrl-C')
        time.sleep(0.002)
    twice = time.monotonic() - begin
    r = x.resume(id_)
    check(r.end() == 0, r.text())
    x.same(out)
    return 'ended %.2f s after Ctrl-C, %.2f s when pressed twice' % (once, twice)


def aborted(x, short):
    """mainshock abort at random moments, while another calculation runs beside it."""
    tries, took, other = (3 if short else 100), [], None
    others = 0
    while len(took) < tries:
        if other is None or not other.running():
            if other is not None:
                check(other.end() == 0, other.text())
                x.same(beside)
            beside = x.fresh('out')
            other = x.start(beside, n=1)
            others += 1
        out = x.fresh('out')
        c = x.start(out)
        id_ = c.id()
        if random.random() < 0.8:
            c.wait_for_workers(1)
        time.sleep(random.uniform(0, 0.3 * x.seconds))
        if not c.running():
            continue
        if len(took) % 10 == 9:                                 # a worker, or the master itself, that hears nothing
            w = workers(c.pid)
            send(random.choice(w) if w and random.random() < 0.7 else c.pid, signal.SIGSTOP)
        mine = tree(c.pid)
        begin = time.monotonic()
        p = subprocess.Popen([x.engine, 'abort', str(id_)], env=x.env(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        while True:                                             # our own child must be waited for, or it would still be there
            c.p.poll()
            if not mine & set(processes()):
                break
            check(time.monotonic() < begin + 60, 'cores are not free: ' + c.text())
            time.sleep(0.002)
        took.append(time.monotonic() - begin)
        text = p.communicate(timeout=60)[0]
        if 'complete' in text:                                  # it was faster
            took.pop()
            c.end()
            continue
        check(p.returncode == 0 and 'aborted' in text, text)
        c.end()
        check(x.status(id_) == 'aborted', 'status ' + str(x.status(id_)))
        left = [f for f in os.listdir(x.data) if f.startswith('calc_%d.' % id_)]
        check(not left, 'files of an aborted calculation are left: %s' % left)
        check(not glob.glob(out + '/*.part'), 'parts of files are left')
    check(other.end() == 0, other.text())
    x.same(beside)
    took.sort()
    p99 = took[min(len(took) - 1, int(0.99 * len(took)))]
    check(p99 <= 3, 'cores are free only after %.2f s' % p99)
    return '%d tries: median %.2f s, p99 %.2f s, longest %.2f s; %d calculations beside them untouched' % (len(took), took[len(took) // 2], p99, took[-1], others)


def computing(agent):
    """Processes below an agent of a cluster: there are some only while it has a job."""
    return tree(agent) - {agent}


def cluster_resumed_and_aborted(x, short):
    """Workers that came over ZeroMQ: kill -9 of the master and resume, they come back; abort, their cores are free."""
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        at = 'zmq://127.0.0.1:%d' % s.getsockname()[1]
    args, key, agent = ['--cluster', at], os.path.join(x.data, 'cluster.key'), None
    kills, longest = 0, 0
    try:
        out = x.fresh('out')
        c = x.start(out, args=args, n=0)
        id_ = c.id()
        while not os.path.exists(key):
            check(c.running(), c.text())
            time.sleep(0.01)
        agent = Calc(x, ['worker', '--cluster', at, '--key', key, '--workers', '2'])
        while kills < (1 if short else 5):
            limit = time.monotonic() + 60
            while c.running() and not computing(agent.pid) and time.monotonic() < limit:
                time.sleep(0.01)
            time.sleep(random.uniform(0, 0.3 * x.seconds))
            if not c.running():
                break
            c.kill()
            kills += 1
            c = x.resume(id_)
        check(c.end() == 0, c.text())
        x.same(out)
        for _ in range(1 if short else 5):
            c = x.start(x.fresh('out'), args=args, n=0)
            id_ = c.id()
            while c.running() and len(computing(agent.pid)) < 3:
                time.sleep(0.01)
            time.sleep(random.uniform(0, 0.1 * x.seconds))
            begin = time.monotonic()
            code, text, err = x.call('abort', str(id_))
            if 'complete' in text:
                continue
            check(code == 0, text + err)
            while computing(agent.pid):
                check(time.monotonic() < begin + 60, 'the cores of the cluster are not free: ' + agent.text())
                time.sleep(0.002)
            longest = max(longest, time.monotonic() - begin)
            c.end()
        check(longest <= 3, 'the cores of the cluster are free only after %.2f s' % longest)
    finally:
        if agent:
            send(agent.pid, signal.SIGTERM)
            agent.end(30)
        if os.path.exists(key):
            os.unlink(key)
    return '%d masters killed; cores free %.2f s after abort at most' % (kills, longest)


def gone_master_aborted(x, short):
    """mainshock abort of a calculation whose process was killed."""
    out = x.fresh('out')
    c = x.start(out)
    id_ = c.id()
    c.wait_for_workers(1)
    c.kill()
    check(x.status(id_) == 'died', 'status ' + str(x.status(id_)))
    code, text, err = x.call('abort', str(id_))
    check(code == 0 and 'aborted' in text, text + err)
    check(x.status(id_) == 'aborted', 'status ' + str(x.status(id_)))
    return text.strip()


def changed_inputs(x, short):
    """What has changed since it was begun is not gone on with."""
    out = x.fresh('out')
    c = x.start(out)
    id_ = c.id()
    c.wait_for_workers(1)
    time.sleep(0.05 * x.seconds)
    c.kill()
    said = []
    for name in ('source_model.xml', 'job.ini', 'gmm_logic_tree.xml'):
        path = os.path.join(x.job, name)
        text = open(path).read()
        open(path, 'w').write(text + '\n')
        r = x.resume(id_)
        code = r.end()
        open(path, 'w').write(text)
        check(code == 1 and 'mainshock resume' not in r.text() and 'inputs of calculation %d have changed' % id_ in r.text(), r.text())
    r = x.resume(id_, args=['-p', 'truncation_level=2'])
    check(r.end() == 1 and 'inputs of calculation %d have changed' % id_ in r.text(), r.text())
    said.append(r.text().splitlines()[-1])
    other, program = os.path.join(x.top, 'other-mainshock'), open(x.engine, 'rb').read()
    at = re.search(b'\x03\0\0\0GNU\0', program).end()         # the note with the build-id
    with open(other, 'wb') as f:
        f.write(program[:at] + bytes([program[at] ^ 1]) + program[at + 1:])
    os.chmod(other, 0o755)
    engine, x.engine = x.engine, other
    r = x.resume(id_)
    x.engine = engine
    check(r.end() == 1 and 'another build' in r.text(), r.text())
    r = x.resume(id_, args=['--workers', '3'])                  # that may change
    check(r.end() == 0, r.text())
    x.same(out)
    return re.sub(r'^mainshock: ', '', said[0])


def garbage_for_metrics(x, short):
    """Babble at --metrics-port, connections that say nothing or a byte now and then: others are still answered, and the results are the same."""
    out = x.fresh('out')
    c = x.start(out, args=['--metrics-port', '0'])
    address = None
    while c.running() and not address:
        m = re.search(r'metrics: http://([0-9.]+):(\d+)/metrics', c.text())
        address = m and (m.group(1), int(m.group(2)))
        time.sleep(0.005)
    check(address, 'no port: ' + c.text())
    c.wait_for_workers(1)
    held, sent, answers, slowest = [], 0, 0, 0
    slow = socket.create_connection(address, 5)
    while c.running() and (answers < 3 or sent < 40):
        for data in b'', os.urandom(10), os.urandom(100000), b'GET ' + b'x' * 5000, b'POST / HTTP/1.1\r\n\r\n', b'\0' * 4096, b'GET /metrics':
            try:
                slow.send(b'G')
                s = socket.create_connection(address, 5)
                s.settimeout(0.2)
                s.sendall(data)
            except OSError:                                     # it has shut the door, or has ended
                pass
            sent += 1
            if sent % 7 == 0:
                held.append(s)
            else:
                s.close()
        begin = time.monotonic()
        try:
            with socket.create_connection(address, 5) as s:
                s.settimeout(30)
                s.sendall(b'GET /metrics HTTP/1.1\r\n\r\n')
                text = b''
                while piece := s.recv(65536):
                    text += piece
        except OSError:
            break                                               # it has ended meanwhile
        if text:
            check(text.startswith(b'HTTP/1.1 200 OK'), 'answered: %r' % text[:100])
            answers += b'mainshock_progress' in text
            slowest = max(slowest, time.monotonic() - begin)
    check(c.end() == 0, c.text())
    check(sent >= 7 and answers >= 1, 'the job was too short: %d sent, %d answers' % (sent, answers))
    x.same(out)
    return '%d connections with garbage; %d questions answered meanwhile, after %.1f s at most' % (sent, answers, slowest)


def archive(x, short):
    """A job in a .zip, killed and resumed: the folder it is unpacked into does not stay."""
    import zipfile
    path = os.path.join(x.job, 'job.zip')
    with zipfile.ZipFile(path, 'w') as z:
        for f in sorted(os.listdir(x.job)):
            if f != 'job.zip':
                z.write(os.path.join(x.job, f), f)
    try:
        out = x.fresh('out')
        c = Calc(x, ['run', 'job.zip', *x.size, '--exports', 'csv', '--export-dir', out, '--workers', '2'])
        id_ = c.id()
        c.wait_for_workers(1)
        time.sleep(0.05 * x.seconds)
        c.kill()
        check(os.listdir(x.tmp), 'nothing was unpacked')
        r = x.resume(id_)
        check(r.end() == 0, r.text())
        x.same(out)
    finally:
        os.unlink(path)
    return 'the folder of the killed run is removed too'


CASES = [interrupted, changed_inputs, archive, gone_master_aborted, task_that_crashes, workers_killed, parents_killed, masters_killed, aborted, cluster_resumed_and_aborted, garbage_for_metrics,
         disk_full_exports, disk_full_datastore, disk_full_journal, out_of_memory_limit, out_of_memory_kill, worker_stopped_60s, worker_stopped_forever]
IN_SHORT = [interrupted, changed_inputs, archive, gone_master_aborted, task_that_crashes, workers_killed, masters_killed, aborted, disk_full_exports, disk_full_journal]


def nothing_left(x):
    mine = [p for p, s in processes().items() if s[0].startswith('swarm-') and x.top.encode() in environment(p)]
    check(not mine, 'processes are left: %s' % mine)
    check(not os.listdir(x.tmp), 'temporary files are left: %s' % os.listdir(x.tmp))
    x.clean(x.data)


def environment(pid):
    try:
        return open('/proc/%d/environ' % pid, 'rb').read()
    except OSError:
        return b''


def main():
    a = argparse.ArgumentParser()
    a.add_argument('engine')
    a.add_argument('demo')
    a.add_argument('--short', action='store_true')
    a.add_argument('--small', action='store_true', help='the small job, with all the faults')
    a.add_argument('--seed', type=int, default=int(time.time()))
    a.add_argument('case', nargs='*')
    o = a.parse_intermixed_args()
    random.seed(o.seed)
    names = {c.__name__: c for c in CASES}
    for c in o.case:
        if c not in names:
            a.error('no case %s; there are: %s' % (c, ' '.join(names)))
    shm = set(os.listdir('/dev/shm'))
    bad = 0
    with tempfile.TemporaryDirectory(prefix='mainshock-faults-') as top:
        x = Place(top, os.path.abspath(o.engine), os.path.abspath(o.demo), SHORT if o.short or o.small else LONG)
        x.undisturbed()
        for case in [names[c] for c in o.case] or (IN_SHORT if o.short else CASES):
            begin = time.monotonic()
            try:
                said = case(x, o.short)
                nothing_left(x)
                word = 'passed'
            except Skip as e:
                said, word = e, 'skipped'
            except Wrong as e:
                said, word = e, 'FAILED'
                bad += 1
            print('%-8s %-24s %6.1f s  %s' % (word, case.__name__, time.monotonic() - begin, said), flush=True)
            for p in processes():                               # what a failed case may have left
                if x.top.encode() in environment(p) and p != os.getpid():
                    send(p, signal.SIGKILL)
    left = [f for f in set(os.listdir('/dev/shm')) - shm if 'swarm' in f or 'mainshock' in f]
    if left:
        print('FAILED   shared memory is left:', left)
        bad += 1
    if bad:
        print('%d cases failed; seed %d' % (bad, o.seed))
    return bad > 0


sys.exit(main())
