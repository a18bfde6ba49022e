#!/usr/bin/env python3
"""A calculation says what it will take before it starts, what it does while it runs, and what it took afterwards.

usage: seeing.py MAINSHOCK DEMO_DIR
"""
import glob, json, os, re, shutil, signal, subprocess, sys, tempfile, time, urllib.error, urllib.request

exe, demo = sys.argv[1:3]
work = tempfile.mkdtemp()
job = os.path.join(work, 'job', 'job.ini')
data = os.path.join(work, 'data')
os.environ['MAINSHOCK_DATADIR'] = data
shutil.copytree(demo, os.path.join(work, 'job'))


def need(ok, *what):
    if not ok:
        print('seeing: failed:', *what)
        sys.exit(1)


def run(*args, status=0):
    p = subprocess.run([exe, *args], capture_output=True, text=True, timeout=200)
    need(p.returncode == status, args, 'gave', p.returncode, p.stdout[-2000:], p.stderr[-2000:])
    return p


def numbers(text):
    """Prometheus' text format: every line is a comment or a sample of a declared metric; returns {(name, labels): value}."""
    out, kinds = {}, {}
    for line in text.splitlines():
        m = re.fullmatch(r'# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)', line)
        if m:
            if m[1] == 'TYPE':
                need(m[2] not in kinds and m[3] in ('gauge', 'counter'), 'type', line)
                kinds[m[2]] = m[3]
            continue
        m = re.fullmatch(r'([a-zA-Z_:][a-zA-Z0-9_:]*)\{((?:[a-z]+="(?:[^"\\]|\\.)*",?)*)\} (\S+)', line)
        need(m and m[1] in kinds, 'not a sample of a declared metric:', line)
        need((m[1], m[2]) not in out, 'twice', line)
        out[m[1], m[2]] = float(m[3])
    return out


need('expected time' not in run('check', job).stdout, 'nothing has been learnt yet')

# before: a table of memory; refused within five seconds, with the parts and what to change
for args in ('check', job), ('run', job, '--dry-run'):
    table = run(*args).stdout
    need(re.search(r'rates of exceedance +[\d.]+ MB', table) and re.search(r'memory needed, about +[\d.]+ MB', table), table)
for more in [], ['--dry-run']:
    begin = time.time()
    p = run('run', job, '--memory', '0.005', '--export-dir', os.path.join(work, 'none'), *more, status=1)
    need(time.time() - begin < 5, 'the refusal took', time.time() - begin)
    need(re.search(r'not enough memory: about [\d.]+ GB are needed and 0\.01 GB are allowed \(--memory\); the largest parts are .+, .+, .+\. '
                   r'What to change: use fewer', p.stderr), p.stderr)
need(not os.path.exists(os.path.join(work, 'none')) and not glob.glob(data + '/*.status'), 'something was left')

# while it runs
fine = ['-p', 'region_grid_spacing=6', '--exports', 'csv', '--export-dir', os.path.join(work, 'out'), '--workers', '2']
trace, prom = os.path.join(work, 'trace.json'), os.path.join(work, 'now.prom')
log = open(os.path.join(work, 'log'), 'w+')
p = subprocess.Popen([exe, 'run', job, *fine, '--metrics-port', '0', '--metrics-file', prom, '--trace', trace], stderr=log)
address = seen = top = None
progress = []
while p.poll() is None:
    time.sleep(0.05)
    address = address or re.search(r'metrics: (http://127\.0\.0\.1:\d+/metrics)', open(log.name).read())
    if not address or not glob.glob(data + '/calc_*.status'): continue
    try:
        v = numbers(urllib.request.urlopen(address[1], timeout=10).read().decode())
    except OSError:
        continue                                    # it ended meanwhile
    progress += [v[k] for k in v if k[0] == 'mainshock_progress']
    if not any(k == ('mainshock_workers', k[1]) and 'busy' in k[1] and v[k] for k in v): continue
    seen = v
    if not top:
        text = run('top', '--once').stdout
        top = text if 'worker 0' in text else None
need(p.returncode == 0, open(log.name).read()[-2000:])
need(address and seen, 'nobody saw it running', open(log.name).read()[-2000:])
names = {k[0] for k in seen}
for name in 'progress', 'elapsed_seconds', 'workers', 'tasks', 'task_retries_total', 'memory_bytes', 'worker_seconds', 'master_cpu_seconds':
    need('mainshock_' + name in names, name, 'is missing in', names)
need(seen['mainshock_memory_bytes', [k[1] for k in seen if k[0] == 'mainshock_memory_bytes' and 'now' in k[1]][0]] > 1e6, 'memory', seen)
need(progress == sorted(progress) and 0 <= progress[0] and progress[-1] <= 1, 'progress went back', progress)
need(top and re.search(r'calculation \d+ +\d+% .* left  rates of exceedance|curves', top) and re.search(r'worker 0 +here +(rates|curves) ', top), top)
need(re.search(r'source \S+ \(.+\), sites \d+ to \d+|sites \d+ to \d+', top), top)
last = numbers(open(prom).read())
need(any(k[0] == 'mainshock_phase' and 'exports' in k[1] for k in last), 'the last numbers', last)
need(any(k[0] == 'mainshock_task_seconds_total' and 'rates' in k[1] and last[k] > 0 for k in last), 'seconds of tasks', last)

# the dashboard for Grafana shows what is served, under labels and values that exist, and all of it
board = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../examples/grafana/mainshock.json')))
asked = [t['expr'] for panel in board['panels'] for t in panel['targets']] + [v['query'] for v in board['templating']['list'] if v['type'] == 'query']
served, shown = set(seen) | set(last), set()
need(all(panel['targets'] for panel in board['panels']) and len({panel['id'] for panel in board['panels']}) == len(board['panels']) >= 10, 'panels')
for expr in asked:
    found = re.findall(r'\b(mainshock_\w+)(?:\{([^}]*)\})?', expr)
    need(found, 'no metric in', expr)
    for name, labels in found:
        pairs = re.findall(r'(\w+)="([^"]*)"', labels)
        need(any(k == name and all('%s="%s"' % p in text for p in pairs) for k, text in served), expr, 'shows nothing of', sorted(served))
        shown.add(name)
for label in re.findall(r'\{\{(\w+)\}\}', json.dumps(board['panels'])):
    need(any(label + '="' in text for _, text in served), 'no label', label)
need(shown == {name for name, _ in served}, 'not shown:', {name for name, _ in served} - shown)
events = json.load(open(trace))
need({e['name'] for e in events if e['ph'] == 'X'} >= {'rates', 'curves', 'reading', 'rates of exceedance', 'datastore', 'exports'}, 'trace', events)
need(all(e['ts'] >= 0 and e['dur'] >= 0 for e in events if e['ph'] == 'X'), 'times of the trace')

# what was learnt about speed is kept
need(re.search(r'ruptures +\d+\n +expected time +[\d.]+ s on \d+ cores, if as fast as last time', run('check', job).stdout), run('check', job).stdout)

# nothing is left: no status file, nobody listens
need(not glob.glob(data + '/*.status*'), os.listdir(data))
try:
    urllib.request.urlopen(address[1], timeout=2)
    need(False, 'somebody still listens at', address[1])
except (urllib.error.URLError, ConnectionError):
    pass
need('no calculation is running' in run('top').stdout, 'top')

# killed: top takes its file away
p = subprocess.Popen([exe, 'run', job, *fine, '-p', 'region_grid_spacing=3'], stderr=subprocess.DEVNULL)
while p.poll() is None and not glob.glob(data + '/calc_*.status'): time.sleep(0.01)
p.send_signal(signal.SIGKILL)
p.wait()
need(glob.glob(data + '/calc_*.status') or p.returncode == 0, 'the status file')
need('no calculation is running' in run('top').stdout, 'top')
need(not glob.glob(data + '/calc_*.status'), os.listdir(data))

# afterwards
text = run('explain', '1').stdout
for what in r'rates +2 +\d+ +\d+ +0 ', r'[\d.]+  while tasks ran: busy [\d.]+ s of [\d.]+ s of 2 workers', r'[\d.]+  of the whole calculation', r'busy +[\d.]+ s', r'idle +[\d.]+ s', \
        r'transfer +[\d.]+ s', r'retry +0\.00 s', r'tail: ', r'slowest of \d+ sources', r'expected +ratio', r'memory\n +largest process \d+ MB, largest worker \d+ MB', r'advice\n  \S':
    need(re.search(what, text), what, 'is missing in', text)
whole = float(re.search(r'([\d.]+)  while tasks ran', text)[1])
need(0.3 < whole <= 1, 'efficiency', text)
need('has its times stored' in run('explain', '2', status=1).stderr, 'explain of a calculation that was killed')
run('explain', '99', status=1)
run('explain', 'x', status=1)
run('top', 'x', status=1)
run('run', job, '--metrics-port', 'x', status=1)

# how the work is cut changes nothing but the number of tasks
sums, tasks = [], []
for k, how in enumerate((['concurrent_tasks=2'], ['concurrent_tasks=40'], ['max_weight=2000'], ['concurrent_tasks=1', 'task_duration=0.05'])):
    out = os.path.join(work, 'cut%d' % k)
    args = [a for h in how for a in ('-p', h)]
    run('run', job, '-p', 'region_grid_spacing=25', '--exports', 'csv', '--export-dir', out, '--workers', '1', *args)
    sums.append({re.sub(r'_\d+\.csv$', '', os.path.basename(f)): open(f).read().split('\n', 1)[1] for f in glob.glob(out + '/*.csv')})
    rows = [line.split() for line in run('list').stdout.splitlines()]
    text = run('explain', rows[0][0]).stdout
    tasks.append(int(re.search(r'rates +1 +(\d+) ', text)[1]))
need(len(sums[0]) > 10 and all(s == sums[0] for s in sums), 'results depend on how the work is cut')
need(tasks[1] > tasks[0] and tasks[2] > tasks[0] and tasks[3] > tasks[0], 'tasks', tasks)
shutil.rmtree(work)
print('seeing: done;', 'tasks by cut', tasks)
