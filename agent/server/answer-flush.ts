import type { Agent } from '../agent';
import { NotOwnerError, OwnershipLostError } from '../errors';
import { faultCode } from '../faults/fault-code';
import { type Answer, jsonAnswer } from './answer';

/** As in fleets: letters, digits, dots, dashes and underscores, not beginning with a dot. */
const SHARD_ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/** Flushes a shard and says which version holds everything that was accepted before; 409 when another node owns it. */
export async function answerFlush(agent: Pick<Agent, 'flush'>, encodedId: string): Promise<Answer> {
  const shardId = decode(encodedId);
  if (!SHARD_ID.test(shardId)) {
    const message = `'${shardId}' names no shard; accepted: letters, digits, '.', '-' and '_', e.g. shard-00000`;
    return jsonAnswer(400, { error: 'BadShardId', message });
  }
  try {
    return jsonAnswer(200, await agent.flush(shardId));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return jsonAnswer(isNotOurs(error) ? 409 : 503, { error: faultCode(error), message });
  }
}

function isNotOurs(error: unknown): boolean {
  return error instanceof NotOwnerError || error instanceof OwnershipLostError;
}

/** An id that is not well encoded is shown as it came. */
function decode(encodedId: string): string {
  try {
    return decodeURIComponent(encodedId);
  } catch (error) {
    if (error instanceof URIError) {
      return encodedId;
    }
    throw error;
  }
}
