import path from 'node:path';
import { type Reply, readJson, type StoreRequest } from './http-exchange';
import { parseEpoch, parseOpenOrder, parseValidity } from './protocol';
import type { Store } from './store';
import { BadRequestError, ForbiddenError } from './store-errors';

/** Answers the agent's calls; `undefined` for a request that is none of them. */
export function answerAgent(store: Store, dataFolder: string | undefined, request: StoreRequest): Call | undefined {
  const call = findCall(store, dataFolder, request);
  if (call !== undefined && !request.isFromThisMachine) {
    throw new ForbiddenError('only the agent on the same machine may ask this');
  }
  return call;
}

type Call = () => Promise<Reply>;

function findCall(store: Store, dataFolder: string | undefined, request: StoreRequest): Call | undefined {
  const [collection, shard, verb] = request.path;
  const route = `${request.method} ${request.path.length} ${collection}`;
  if (route === 'POST 1 lease') {
    return () => lease(store, request);
  }
  if (route === 'GET 1 shards') {
    return async () => ({ status: 200, body: store.stats() });
  }
  if (route !== 'POST 3 shards' || shard === undefined) {
    return undefined;
  }
  switch (verb) {
    case 'open':
      return () => open(store, dataFolder, shard, request);
    case 'flush':
      return async () => ok(await store.flush(shard, parseEpoch(await readJson(request)), request.caller));
    case 'durable':
      return () => durable(store, shard, request);
    case 'close':
      return async () => ok(await store.close(shard, parseEpoch(await readJson(request)), request.caller));
    default:
      return undefined;
  }
}

function ok(body: object): Reply {
  return { status: 200, body };
}

async function durable(store: Store, shard: string, request: StoreRequest): Promise<Reply> {
  await store.durable(shard, parseEpoch(await readJson(request)), request.caller);
  return ok({});
}

async function lease(store: Store, request: StoreRequest): Promise<Reply> {
  store.extend(parseValidity(await readJson(request)));
  return ok({});
}

async function open(
  store: Store,
  dataFolder: string | undefined,
  shard: string,
  request: StoreRequest,
): Promise<Reply> {
  const order = parseOpenOrder(await readJson(request));
  if (dataFolder !== undefined && !isBelow(dataFolder, order.directory)) {
    throw new BadRequestError(`directory is ${order.directory}; expected one below the data folder, ${dataFolder}`);
  }
  await store.open(shard, order, request.caller);
  return ok({});
}

function isBelow(folder: string, directory: string): boolean {
  const relative = path.relative(folder, directory);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`);
}
