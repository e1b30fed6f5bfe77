import type { FleetPolicy } from '../core/policy/fleet-policy';
import type { Agent } from './agent';
import { mustStartAnew } from './agent-status';
import type { AgentLog } from './log/agent-log';
import type { WatchOptions } from './metadata/watch-notices';
import { joinFleet } from './run/join-fleet';
import { leaveFleet } from './run/leave-fleet';
import { orAborted, repeat } from './run/repeat';

/** What runs an agent in real time. */
export interface RunAgentParts {
  readonly agent: Agent;
  readonly policy: Pick<FleetPolicy, 'heartbeatSeconds' | 'flush'>;
  readonly log: AgentLog;
  readonly clock: () => number;
  /** Looks for notices of AWS until its signal is aborted; absent where nobody gives any. */
  readonly watchNotices?: (listener: Omit<WatchOptions, 'everyMs'>) => void;
  /** Called once the node has joined. */
  readonly onJoined: () => Promise<void>;
  /** Aborted when the agent is to stop. */
  readonly signal: AbortSignal;
}

const FLUSH_LOOK_MS = 1000;
const SWEEP_MS = 60_000;
/** Below the 90 s after which systemd kills what it stops. */
const STOP_LIMIT_MS = 80_000;

/**
 * Runs the agent until it is told to stop, is fenced or its service is gone. Returns the status that the process is to end
 * with: 0 when it left the fleet as it was told, 1 when it must be started anew or could not close every shard in time.
 */
export async function runAgent(parts: RunAgentParts): Promise<0 | 1> {
  const { agent, log, signal } = parts;
  await joinFleet(agent, log, signal);
  if (agent.status().state === 'starting') {
    return 0;
  }
  await parts.onJoined();
  const ending = new AbortController();
  const heartbeats = repeatHeartbeats(parts, ending);
  const working = AbortSignal.any([signal, ending.signal]);
  watch(parts, working);
  try {
    await orAborted(Promise.all([...workLoops(parts, working), heartbeats]), working);
    return !mustStartAnew(agent.status()) && (await leave(parts)) ? 0 : 1;
  } finally {
    ending.abort();
    await heartbeats;
  }
}

/** The lease is kept until every shard is closed, so heartbeats go on while all other work has ended. */
async function repeatHeartbeats({ agent, policy, clock }: RunAgentParts, ending: AbortController): Promise<void> {
  const everyMs = () => policy.heartbeatSeconds * 1000;
  const work = async () => {
    await agent.heartbeat();
    if (mustStartAnew(agent.status())) {
      ending.abort();
    }
  };
  await repeat({ everyMs, work, clock, signal: ending.signal });
}

function workLoops({ agent, policy, clock }: RunAgentParts, signal: AbortSignal): readonly Promise<void>[] {
  const loop = (work: () => Promise<unknown>, everyMs: () => number) =>
    repeat({ everyMs, work: async () => void (await work()), clock, signal });
  return [
    loop(
      () => agent.beginPoll(),
      () => agent.pollPauseMs(),
    ),
    loop(
      () => agent.beginFlushes(),
      () => FLUSH_LOOK_MS,
    ),
    loop(
      () => agent.follow(),
      () => (policy.flush.seconds * 1000) / 2,
    ),
    loop(
      () => agent.beginSweep(),
      () => SWEEP_MS,
    ),
  ];
}

/** A recommendation is no notice: the node serves on, but takes no more and keeps little unflushed. */
function watch({ agent, log, clock, watchNotices }: RunAgentParts, signal: AbortSignal): void {
  watchNotices?.({
    signal,
    onSpot: (notice) => {
      const { action, time: deadline } = notice;
      log.warn({ event: 'spot-notice', action, deadline, monotonicMs: clock() }, 'AWS takes this instance away');
      void leaveFleet(() => agent.evacuate('AWS takes this Spot instance away'), agent, log, signal);
    },
    onRebalance: (time) => {
      log.warn({ event: 'rebalance-recommendation', time }, 'AWS recommends to leave this instance');
      agent.refuse('AWS recommends to leave this Spot instance');
      void agent.flushAll();
    },
    onFault: (error) => agent.failed('metadata', error),
    onAnswer: () => agent.succeeded('metadata'),
  });
}

function leave({ agent, log }: RunAgentParts): Promise<boolean> {
  return leaveFleet(() => agent.stop(), agent, log, AbortSignal.timeout(STOP_LIMIT_MS));
}
