"""The cache that Swift's proxy asks for, in its own process: there is one proxy, so nothing has to be shared by way of memcached."""

import time


class Cache:
    def __init__(self):
        self.entries = {}

    def get(self, key, **_):
        value, until = self.entries.get(key, (None, 0))
        return value if until == 0 or until > time.time() else None

    def set(self, key, value, **options):
        seconds = options.get('time', 0)
        self.entries[key] = (value, time.time() + seconds if seconds else 0)

    def delete(self, key, **_):
        self.entries.pop(key, None)


def filter_factory(*_, **__):
    cache = Cache()

    def wrap(app):
        def call(environ, start_response):
            environ['swift.cache'] = cache
            return app(environ, start_response)
        return call
    return wrap
