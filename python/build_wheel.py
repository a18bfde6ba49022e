"""Makes the wheel with nothing but Python and CMake: `pip wheel ./python` calls build_wheel.

The library is the one that MAINSHOCK_LIBRARY names; without it the project around this folder is built.
"""
import base64
import hashlib
import os
import shutil
import subprocess
import sysconfig
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
NAME, VERSION = 'mainshock', '0.1.0'
INFO = f'{NAME}-{VERSION}.dist-info'


def library():
    path = os.environ.get('MAINSHOCK_LIBRARY')
    if not path:
        source, build = os.path.dirname(HERE), os.path.join(HERE, 'build')
        subprocess.check_call(['cmake', '--preset', 'release', '-S', source, '-B', build], cwd=source)
        subprocess.check_call(['cmake', '--build', build, '--target', 'mainshock_shared', '--parallel'])
        path = os.path.join(build, 'libmainshock.so')
    return path


def without_symbols(path):
    """The library's bytes, less what only a debugger reads"""
    with tempfile.TemporaryDirectory() as tmp:
        small = os.path.join(tmp, 'small.so')
        if not shutil.which('strip') or subprocess.call(['strip', '--strip-debug', '-o', small, path]):
            small = path
        with open(small, 'rb') as f:
            return f.read()


def metadata():
    return f'Metadata-Version: 2.1\nName: {NAME}\nVersion: {VERSION}\nRequires-Python: >=3.8\nRequires-Dist: numpy\n'.encode()


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """Without it pip would build the wheel twice"""
    os.makedirs(os.path.join(metadata_directory, INFO))
    with open(os.path.join(metadata_directory, INFO, 'METADATA'), 'wb') as f:
        f.write(metadata())
    return INFO


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    tag = 'py3-none-' + sysconfig.get_platform().replace('-', '_').replace('.', '_')
    files = {f'{NAME}/{f}': os.path.join(HERE, NAME, f) for f in sorted(os.listdir(os.path.join(HERE, NAME))) if f.endswith('.py')}
    content = {name: open(path, 'rb').read() for name, path in files.items()}
    content[f'{NAME}/libmainshock.so'] = without_symbols(library())
    content[f'{INFO}/METADATA'] = metadata()
    content[f'{INFO}/WHEEL'] = f'Wheel-Version: 1.0\nGenerator: build_wheel\nRoot-Is-Purelib: false\nTag: {tag}\n'.encode()
    record = ''
    for name, data in content.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
        record += f'{name},sha256={digest},{len(data)}\n'
    content[f'{INFO}/RECORD'] = (record + f'{INFO}/RECORD,,\n').encode()
    wheel = f'{NAME}-{VERSION}-{tag}.whl'
    with zipfile.ZipFile(os.path.join(wheel_directory, wheel), 'w', zipfile.ZIP_DEFLATED) as z:
        for name, data in content.items():
            z.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return wheel
