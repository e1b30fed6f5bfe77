import { isObject } from '../../core/policy/fault-list';
import { ServiceRefusalError } from '../errors';
import type { ServiceStat, ToldStats } from '../ports';

/** Far more than any node has, and little enough that sums over a fleet stay exact enough to compare. */
const MOST_AMOUNT = 1e15;

const ACCEPTED_STAT = `{ load, dirtyBytes, dirtyForMs }, each a number from 0 to ${MOST_AMOUNT}`;

/**
 * Returns the paths in the answer to `flush` or `close`, `undefined` for all files.
 * @throws ServiceRefusalError when the answer is neither empty nor `{ files: [...] }`: one like `{ error }` may come with
 * status 200, of a service that has not put its writes into files.
 */
export function parseFlushAnswer(body: unknown): readonly string[] | undefined {
  if (body === undefined || (isObject(body) && Object.keys(body).length === 0)) {
    return undefined;
  }
  const files = isObject(body) ? body.files : undefined;
  if (!Array.isArray(files)) {
    throw wrong('flush or close', body, '{ "files": [paths] }, or for all files nothing or {}');
  }
  const faulty = files.find((path) => !isInside(path));
  if (faulty !== undefined) {
    throw wrong(
      'flush or close',
      faulty,
      "paths relative to the shard's directory, with no part that begins with a dot",
    );
  }
  return files;
}

/**
 * Returns what the service says of its open shards. One of which it says something else is open all the same, and no reason
 * to hear nothing of the others.
 * @throws ServiceRefusalError when it names no shards.
 */
export function parseStatsAnswer(body: unknown): ToldStats {
  if (!isObject(body)) {
    throw wrong('GET /shards', body, 'an object of shards, {} when none is open');
  }
  const entries = Object.entries(body);
  return Object.fromEntries(
    entries.map(([shardId, stat]) => [shardId, isStat(stat) ? stat : wrongStat(shardId, stat)]),
  );
}

function wrongStat(shardId: string, given: unknown): ServiceRefusalError {
  return wrong(`GET /shards of ${shardId}`, given, ACCEPTED_STAT);
}

function wrong(call: string, given: unknown, accepted: string): ServiceRefusalError {
  return new ServiceRefusalError(
    `the service answered ${call} with ${JSON.stringify(given)?.slice(0, 100)}; accepted: ${accepted}`,
  );
}

function isInside(path: unknown): boolean {
  return typeof path === 'string' && path.split('/').every((part) => part !== '' && !part.startsWith('.'));
}

function isStat(value: unknown): value is ServiceStat {
  return isObject(value) && ['load', 'dirtyBytes', 'dirtyForMs'].every((key) => isAmount(value[key]));
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= MOST_AMOUNT;
}
