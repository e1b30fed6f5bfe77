import { type AgentStatus, WHY_ENDING } from '../agent-status';
import { type Answer, jsonAnswer } from './answer';

/** 200 while the node serves under a lease; otherwise 503, and the body says why. */
export function answerHealth(status: AgentStatus): Answer {
  const { state, leaseRemainingMs, accepting, followed, faults, unflushedSeconds } = status;
  const why = whyUnhealthy(status);
  return jsonAnswer(why === undefined ? 200 : 503, {
    healthy: why === undefined,
    ...(why === undefined ? {} : { why }),
    state,
    leaseRemainingMs,
    shards: accepting.length,
    followed: followed.length,
    unflushedSeconds,
    faults,
  });
}

function whyUnhealthy({ state, leaseRemainingMs }: AgentStatus): string | undefined {
  if (state !== 'serving') {
    return REASONS[state];
  }
  return leaseRemainingMs > 0 ? undefined : 'the lease is over, because the shard table could not be reached in time';
}

const REASONS: Readonly<Record<Exclude<AgentStatus['state'], 'serving'>, string>> = {
  starting: 'the node has not joined the fleet yet',
  leaving: 'the node is closing its shards',
  left: 'the node has left the fleet',
  ...WHY_ENDING,
};
