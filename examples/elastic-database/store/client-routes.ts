import type { Reply, StoreRequest } from './http-exchange';
import type { LogRecord } from './segment-format';
import type { Store } from './store';
import { BadRequestError, NotFoundError } from './store-errors';

const MAX_KEY_LENGTH = 1024;

/**
 * Answers clients: `GET /shards/{shard}/keys` lists, `GET`, `PUT` and `DELETE /shards/{shard}/keys/{key}` read and write.
 * With `?durable=true` a write is answered once it is durable.
 *
 * @throws NotFoundError for any other request
 */
export async function answerClient(store: Store, request: StoreRequest): Promise<Reply> {
  const { method, path } = request;
  const [collection, shard, keys, key] = path;
  if (collection === 'shards' && shard && keys === 'keys') {
    if (method === 'GET' && path.length === 3) {
      return { status: 200, body: { shard, ...store.list(shard) } };
    }
    if (path.length === 4 && key !== undefined) {
      return answerKey(store, request, shard, checked(key));
    }
  }
  throw new NotFoundError(`${method} /${path.join('/')} is nothing that the store answers`);
}

async function answerKey(store: Store, request: StoreRequest, shard: string, key: string): Promise<Reply> {
  switch (request.method) {
    case 'GET':
      return read(store, shard, key);
    case 'PUT':
      return write(store, request, shard, { kind: 'put', key, value: await request.readBody() });
    case 'DELETE':
      return write(store, request, shard, { kind: 'delete', key });
    default:
      throw new BadRequestError(`the method is ${request.method}; expected GET, PUT or DELETE`);
  }
}

function read(store: Store, shard: string, key: string): Reply {
  const value = store.get(shard, key);
  if (value === undefined) {
    throw new NotFoundError(`shard ${shard} holds no key ${JSON.stringify(key)}`);
  }
  return { status: 200, body: value };
}

async function write(store: Store, request: StoreRequest, shard: string, record: LogRecord): Promise<Reply> {
  const epoch = store.write(shard, record);
  if (request.query.get('durable') !== 'true') {
    return { status: 200, body: { epoch } };
  }
  return { status: 200, body: await store.untilDurable(shard, epoch) };
}

function checked(key: string): string {
  if (key.length === 0 || key.length > MAX_KEY_LENGTH) {
    throw new BadRequestError(`the key has ${key.length} characters; expected 1 to ${MAX_KEY_LENGTH}`);
  }
  return key;
}
