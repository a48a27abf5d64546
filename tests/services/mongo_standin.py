"""A stand-in for MongoDB where none can be installed: the wire protocol in front of mongomock.

It speaks OP_MSG as a single server of wire version 17 and lets mongomock decide what queries, updates and unique
indexes mean. What it does not know it refuses, so that a test never passes because something was ignored. It keeps
everything in memory, knows no transactions and no retryable writes, and is slow. Prints its connection string, and
ends when its standard input does.
"""

import os
import socketserver
import struct
import sys
import threading

import bson
import mongomock
from bson.codec_options import CodecOptions

OP_REPLY, OP_QUERY, OP_MSG = 1, 2004, 2013
DUPLICATE_KEY, COMMAND_NOT_FOUND, FAILED_TO_PARSE, CURSOR_NOT_FOUND = 11000, 59, 9, 43
COMMON = {'$db', 'lsid', '$clusterTime', '$readPreference', 'readConcern', 'writeConcern', 'maxTimeMS', 'comment'}
OPERATORS = {'$in', '$lt', '$lte', '$gt', '$gte', '$exists', '$ne', '$or', '$and', '$set', '$inc', '$match', '$unwind', '$sort',
             '$skip', '$limit', '$project', '$group', '$sum', '$max', '$last', '$first', '$push', '$unset', '$setOnInsert', '$regex'}

client = mongomock.MongoClient()
gate = threading.Lock()
cursors = {}
next_cursor = [1]


class Refused(Exception):
    def __init__(self, message, code=FAILED_TO_PARSE):
        super().__init__(message)
        self.code = code


def only(command, *names):
    unknown = set(command) - COMMON - set(names)
    if unknown:
        raise Refused(f'the stand-in does not know {sorted(unknown)} of {names[0]}')


def check(value):
    """Refuses operators that this stand-in was not tried with."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name.startswith('$') and name not in OPERATORS:
                raise Refused(f'the stand-in does not know the operator {name}')
            check(inner)
    elif isinstance(value, list):
        for inner in value:
            check(inner)


def reply_with(namespace, documents, batch_size):
    first = documents if batch_size is None else documents[:batch_size]
    rest = documents[len(first):]
    number = 0
    if rest:
        number = next_cursor[0]
        next_cursor[0] += 1
        cursors[number] = (namespace, rest)
    return {'cursor': {'id': bson.Int64(number), 'ns': namespace, 'firstBatch': first}, 'ok': 1.0}


def hello(_, __):
    return {'helloOk': True, 'ismaster': True, 'isWritablePrimary': True, 'maxBsonObjectSize': 16 << 20, 'maxMessageSizeBytes': 48000000,
            'maxWriteBatchSize': 100000, 'minWireVersion': 0, 'maxWireVersion': 17, 'readOnly': False, 'ok': 1.0}


def insert(db, command):
    only(command, 'insert', 'documents', 'ordered')
    done, errors = 0, []
    for index, document in enumerate(command['documents']):
        try:
            db[command['insert']].insert_one(document)
            done += 1
        except mongomock.DuplicateKeyError as error:
            errors.append({'index': index, 'code': DUPLICATE_KEY, 'errmsg': f'E11000 duplicate key error: {error}'})
            if command.get('ordered', True):
                break
    return {'n': done, **({'writeErrors': errors} if errors else {}), 'ok': 1.0}


def update(db, command):
    only(command, 'update', 'updates', 'ordered')
    matched = changed = 0
    errors = []
    for index, one in enumerate(command['updates']):
        if set(one) - {'q', 'u', 'multi', 'upsert'} or one.get('upsert'):
            raise Refused('the stand-in knows plain updates only')
        check(one['q'])
        check(one['u'])
        collection = db[command['update']]
        try:
            call = collection.update_many if one.get('multi') else collection.update_one
            result = call(one['q'], one['u'])
            matched += result.matched_count
            changed += result.modified_count
        except mongomock.DuplicateKeyError as error:
            errors.append({'index': index, 'code': DUPLICATE_KEY, 'errmsg': f'E11000 duplicate key error: {error}'})
            break
    return {'n': matched, 'nModified': changed, **({'writeErrors': errors} if errors else {}), 'ok': 1.0}


def delete(db, command):
    only(command, 'delete', 'deletes', 'ordered')
    gone = 0
    for one in command['deletes']:
        check(one['q'])
        collection = db[command['delete']]
        gone += (collection.delete_one if one['limit'] == 1 else collection.delete_many)(one['q']).deleted_count
    return {'n': gone, 'ok': 1.0}


def find(db, command):
    only(command, 'find', 'filter', 'projection', 'sort', 'skip', 'limit', 'batchSize', 'singleBatch')
    check(command.get('filter', {}))
    found = db[command['find']].find(command.get('filter', {}), command.get('projection'))
    if command.get('sort'):
        found = found.sort(list(command['sort'].items()))
    found = found.skip(command.get('skip', 0)).limit(abs(command.get('limit', 0)))
    return reply_with(f"{db.name}.{command['find']}", list(found), None if command.get('singleBatch') else command.get('batchSize', 101))


def aggregate(db, command):
    only(command, 'aggregate', 'pipeline', 'cursor')
    check(command['pipeline'])
    found = list(db[command['aggregate']].aggregate(command['pipeline']))
    return reply_with(f"{db.name}.{command['aggregate']}", found, command['cursor'].get('batchSize', 101))


def get_more(_, command):
    only(command, 'getMore', 'collection', 'batchSize')
    namespace, rest = cursors.pop(command['getMore'], (None, None))
    if rest is None:
        raise Refused('no such cursor', CURSOR_NOT_FOUND)
    size = command.get('batchSize') or len(rest)
    batch, rest = rest[:size], rest[size:]
    if rest:
        cursors[command['getMore']] = (namespace, rest)
    return {'cursor': {'id': bson.Int64(command['getMore'] if rest else 0), 'ns': namespace, 'nextBatch': batch}, 'ok': 1.0}


def kill_cursors(_, command):
    for number in command['cursors']:
        cursors.pop(number, None)
    return {'cursorsKilled': command['cursors'], 'ok': 1.0}


def create_indexes(db, command):
    only(command, 'createIndexes', 'indexes')
    for index in command['indexes']:
        if set(index) - {'key', 'name', 'unique', 'sparse'}:
            raise Refused(f'the stand-in does not know the index options {sorted(index)}')
        db[command['createIndexes']].create_index(list(index['key'].items()), name=index['name'], unique=index.get('unique', False), sparse=index.get('sparse', False))
    return {'ok': 1.0}


def count(db, command):
    only(command, 'count', 'query')
    check(command.get('query', {}))
    return {'n': db[command['count']].count_documents(command.get('query', {})), 'ok': 1.0}


def drop_database(db, _):
    client.drop_database(db.name)
    return {'ok': 1.0}


COMMANDS = {
    'hello': hello, 'ismaster': hello, 'isMaster': hello, 'ping': lambda *_: {'ok': 1.0}, 'endSessions': lambda *_: {'ok': 1.0},
    'buildInfo': lambda *_: {'version': '6.0.0', 'versionArray': [6, 0, 0, 0], 'standIn': 'mongomock', 'ok': 1.0},
    'insert': insert, 'update': update, 'delete': delete, 'find': find, 'aggregate': aggregate, 'getMore': get_more, 'killCursors': kill_cursors,
    'createIndexes': create_indexes, 'count': count, 'dropDatabase': drop_database,
}


def run(command):
    name = next(iter(command))
    try:
        if name not in COMMANDS:
            raise Refused(f'the stand-in does not know the command {name}', COMMAND_NOT_FOUND)
        with gate:
            return COMMANDS[name](client[command.get('$db', 'admin')], command)
    except Refused as refused:
        return {'ok': 0.0, 'errmsg': str(refused), 'code': refused.code}
    except Exception as error:  # What mongomock cannot do is refused too, with its reason.
        return {'ok': 0.0, 'errmsg': f'{type(error).__name__}: {error}', 'code': FAILED_TO_PARSE}


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self.answer_all()
        except ConnectionError:
            pass  # A client that was killed.

    def answer_all(self):
        while True:
            head = self.rfile.read(16)
            if len(head) < 16:
                return
            length, request, _, opcode = struct.unpack('<iiii', head)
            body = self.rfile.read(length - 16)
            if len(body) < length - 16:
                return  # A client that was killed in the middle of a message.
            if opcode == OP_MSG:
                command, more = self.read_message(body)
                answer = struct.pack('<I', 0) + b'\0' + bson.encode(run(command))
                if not more:
                    self.write(request, OP_MSG, answer)
            elif opcode == OP_QUERY:
                after = body.index(b'\0', 4) + 1 + 8
                self.write(request, OP_REPLY, struct.pack('<iqii', 8, 0, 0, 1) + bson.encode(run(bson.decode(body[after:]))))
            else:
                return

    def read_message(self, body):
        flags, = struct.unpack_from('<I', body)
        at, command = 4, {}
        end = len(body) - (4 if flags & 1 else 0)
        while at < end:
            kind = body[at]
            size, = struct.unpack_from('<i', body, at + 1)
            section = body[at + 1:at + 1 + size]
            if kind == 0:
                command = {**bson.decode(section), **command}
            else:
                stop = section.index(b'\0', 4)
                command[section[4:stop].decode()] = list(bson.decode_iter(section[stop + 1:], CodecOptions()))
            at += 1 + size
        # The command's name comes first, whatever the order of the sections.
        first = next(name for name in command if name in COMMANDS or not isinstance(command[name], list))
        return {first: command[first], **command}, bool(flags & 2)

    def write(self, request, opcode, body):
        self.wfile.write(struct.pack('<iiii', len(body) + 16, 0, request, opcode) + body)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 512


with Server(('127.0.0.1', int(os.environ.get('MONGO_STANDIN_PORT', '0'))), Connection) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f'mongodb://127.0.0.1:{server.server_address[1]}/mldash?retryWrites=false&directConnection=true', flush=True)
    sys.stdin.read()
