"""OpenStack Swift on one machine, with its S3 interface: a production object store, set up as small as it goes.

One replica on one device, no background daemons: what is under test is how the store answers, not how it heals. Prints
its endpoint when the bucket is there, and ends when its standard input does. Tests use it with
S3_ENDPOINT=<the endpoint> S3_BUCKET=mldash S3_ACCESS_KEY=test:tester S3_SECRET_KEY=testing S3_FORCE_PATH_STYLE=true
"""

import base64
import email.utils
import hashlib
import hmac
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from swift.common.ring import RingBuilder

KEY, SECRET, BUCKET = 'test:tester', 'testing', 'mldash'
PARTITION_POWER, REPLICAS, HOURS = 4, 1, 0
PATIENCE = 60

SWIFT_CONF = """[swift-hash]
swift_hash_path_suffix = tests
[storage-policy:0]
name = one
default = yes
"""

STORAGE_CONF = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = {user}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
disable_fallocate = true
workers = 0
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""

PROXY_CONF = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
user = {user}
swift_dir = {folder}
workers = 0
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache s3api tempauth bulk slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
paste.filter_factory = swift_cache:filter_factory
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
max_upload_part_num = 10000
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


def write(folder, name, text, **values):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text.format(folder=folder, user=os.environ.get('USER') or 'root', **values) if values else text)
    return path


def make_ring(folder, kind, port):
    builder = RingBuilder(PARTITION_POWER, REPLICAS, HOURS)
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': port, 'device': 'd1', 'weight': 1})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, f'{kind}.ring.gz'))


def serve(folder, config, section):
    code = f'import sys; from swift.common import utils, wsgi; utils.set_swift_dir({folder!r}); sys.exit(wsgi.run_wsgi({config!r}, {section!r}))'
    environment = {**os.environ, 'PYTHONPATH': os.path.dirname(os.path.abspath(__file__)), 'PYTHONDONTWRITEBYTECODE': '1'}
    return subprocess.Popen([sys.executable, '-c', code], env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)


def make_bucket(endpoint):
    date = email.utils.formatdate(usegmt=True)
    signature = base64.b64encode(hmac.new(SECRET.encode(), f'PUT\n\n\n{date}\n/{BUCKET}'.encode(), hashlib.sha1).digest()).decode()
    request = urllib.request.Request(f'{endpoint}/{BUCKET}', method='PUT', headers={'Date': date, 'Authorization': f'AWS {KEY}:{signature}'})
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return urllib.request.urlopen(request, timeout=10).read()
        except (urllib.error.URLError, ConnectionError) as error:
            if time.monotonic() > until:
                sys.exit(f'Swift did not make the bucket: {error}')
            time.sleep(0.2)


def main():
    folder = os.path.abspath(sys.argv[1])
    os.makedirs(os.path.join(folder, 'devices', 'd1'), exist_ok=True)
    write(folder, 'swift.conf', SWIFT_CONF)
    servers = []
    try:
        for kind in ('account', 'container', 'object'):
            port = free_port()
            make_ring(folder, kind, port)
            servers.append(serve(folder, write(folder, f'{kind}.conf', STORAGE_CONF, kind=kind, port=port), f'{kind}-server'))
        port = free_port()
        servers.append(serve(folder, write(folder, 'proxy.conf', PROXY_CONF, port=port), 'proxy-server'))
        endpoint = f'http://127.0.0.1:{port}'
        make_bucket(endpoint)
        print(endpoint, flush=True)
        sys.stdin.read()
    finally:
        for server in servers:
            server.kill()


main()
