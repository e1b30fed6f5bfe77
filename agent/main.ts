import type { FleetPolicy } from '../core/policy/fleet-policy';
import type { Agent } from './agent';
import { buildAgent } from './build-agent';
import { identifyNode } from './environment/identify-node';
import { readAgentEnvironment } from './environment/read-agent-environment';
import { errorFields } from './log/log-happening';
import { pinoLog } from './log/pino-log';
import { MetadataClient } from './metadata/metadata-client';
import { watchNotices } from './metadata/watch-notices';
import { monotonicClock } from './monotonic-clock';
import { runAgent } from './run-agent';
import { AgentMetrics } from './server/agent-metrics';
import { startAgentServer } from './server/agent-server';
import { feedWatchdog } from './systemd/feed-watchdog';
import { notifySystemd } from './systemd/notify-systemd';

/** Version of the package; the bundler writes it here. */
declare const AGENT_VERSION: string;

const IS_METADATA_OFF = process.env.AWS_EC2_METADATA_DISABLED === 'true';

async function main(): Promise<0 | 1> {
  const settings = readAgentEnvironment(process.env);
  const metadata = new MetadataClient({
    clock: monotonicClock,
    endpoint: process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT,
  });
  const identity = await identifyNode(settings, () => metadata.identity());
  const { nodeId, incarnation } = identity;
  const log = pinoLog({ nodeId, incarnation });
  const metrics = new AgentMetrics();
  const agent = buildAgent({ settings, identity, metrics, log, version: AGENT_VERSION });
  const server = await startAgentServer({ port: settings.agentPort, agent, metrics });
  const stopping = untilToldToStop();
  const ended = new AbortController();
  log.info({ event: 'started', agentPort: server.port, version: AGENT_VERSION }, 'started');
  const status = await runAgent({
    agent,
    policy: settings.policy,
    log,
    clock: monotonicClock,
    signal: stopping,
    onJoined: async () => {
      await notifySystemd('READY=1');
      const onFault = (error: unknown) => agent.failed('watchdog', error);
      feedWatchdog({ isHealthy: () => isAlive(agent, settings.policy), onFault, signal: ended.signal });
    },
    ...(IS_METADATA_OFF ? {} : { watchNotices: (options) => watchNotices(metadata, options) }),
  });
  ended.abort();
  log.info({ event: 'ended', status }, 'ended');
  return status;
}

/** Whether heartbeats are still made, well or not: a table out of reach is no reason to start anew. */
function isAlive(agent: Agent, { heartbeatSeconds, leaseSeconds }: FleetPolicy): boolean {
  return agent.status().heartbeatAgeMs < (heartbeatSeconds + leaseSeconds) * 1000;
}

/** Returns a signal that is aborted when the process is asked to end. */
function untilToldToStop(): AbortSignal {
  const stopping = new AbortController();
  process.on('SIGTERM', () => stopping.abort());
  process.on('SIGINT', () => stopping.abort());
  return stopping.signal;
}

/** What nobody caught leaves the agent in a state that nobody knows: it ends, and systemd starts it anew. */
function fail(error: unknown): void {
  pinoLog({}).error(
    { event: 'failed', ...errorFields(error), stack: error instanceof Error ? error.stack : '' },
    'failed',
  );
  process.exit(1);
}

process.on('uncaughtException', fail);
main().then((status) => process.exit(status), fail);
