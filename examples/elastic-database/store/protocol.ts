import path from 'node:path';
import { BadRequestError } from './store-errors';

/** Names of the environment variables that the fleet sets for the service of a node. */
export const FleetEnvironment = {
  /** Folder on the instance store that holds the copies of shards. */
  DATA_FOLDER: 'FLEET_DATA_FOLDER',
  /** Port of the agent on loopback. */
  AGENT_PORT: 'FLEET_AGENT_PORT',
} as const;

/** What the agent says when it opens a shard. */
export interface OpenOrder {
  readonly role: 'owner' | 'follower';
  readonly epoch: number;
  /** Of the manifest that the directory holds. */
  readonly version: number;
  readonly directory: string;
  /** On the machine's monotonic clock, in milliseconds. */
  readonly validUntilMs: number;
}

/** A version of a shard that is durable. */
export interface FlushedVersion {
  readonly epoch: number;
  readonly version: number;
}

/** The files of a shard; absent means all that lie in its directory. */
export interface FileList {
  readonly files?: readonly string[];
}

/** What the agent asks of an open shard. */
export interface ShardStat {
  /** In units of a whole node. */
  readonly load: number;
  readonly dirtyBytes: number;
  readonly dirtyForMs: number;
}

/** Reads the body of `open`. @throws BadRequestError */
export function parseOpenOrder(body: unknown): OpenOrder {
  const fields = fieldsOf(body);
  const { role, directory } = fields;
  if (role !== 'owner' && role !== 'follower') {
    throw new BadRequestError(`role is ${JSON.stringify(role)}; expected "owner" or "follower"`);
  }
  if (typeof directory !== 'string' || !path.isAbsolute(directory)) {
    throw new BadRequestError(`directory is ${JSON.stringify(directory)}; expected an absolute path`);
  }
  const { epoch, version } = { epoch: count(fields, 'epoch'), version: count(fields, 'version') };
  return { role, epoch, version, directory, validUntilMs: parseValidity(body) };
}

/** Reads the epoch of `flush`, `durable` and `close`. @throws BadRequestError */
export function parseEpoch(body: unknown): number {
  return count(fieldsOf(body), 'epoch');
}

/** Reads the body of `lease`. @throws BadRequestError */
export function parseValidity(body: unknown): number {
  const { validUntilMs } = fieldsOf(body);
  if (typeof validUntilMs !== 'number' || !Number.isFinite(validUntilMs)) {
    throw new BadRequestError(`validUntilMs is ${JSON.stringify(validUntilMs)}; expected milliseconds as a number`);
  }
  return validUntilMs;
}

/** Reads the agent's answer to a flush. @throws BadRequestError */
export function parseFlushedVersion(body: unknown): FlushedVersion {
  const fields = fieldsOf(body);
  return { epoch: count(fields, 'epoch'), version: count(fields, 'version') };
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BadRequestError(`the body is ${JSON.stringify(body)}; expected a JSON object`);
  }
  return body as Record<string, unknown>;
}

function count(fields: Readonly<Record<string, unknown>>, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new BadRequestError(`${name} is ${JSON.stringify(value)}; expected a whole number, 0 or more`);
  }
  return value;
}
