import type { FleetNode } from '../../../core/fleet/node';
import type { FleetPolicy } from '../../../core/policy/fleet-policy';
import { decideScaling, type ScalingOutcome } from '../../../core/scaling/decide-scaling';
import type { ScalingInput } from '../../../core/scaling/scaling-input';
import { drainOf, inputOf, NOW_MS, nodeOf } from './fleet-fixture';

const MINUTE_MS = 60_000;
/** Minutes until a victim is empty and ended. */
const LEAVING_MINUTES = 3;

type Memory = Partial<Pick<ScalingInput, 'window' | 'forecast' | 'waste'>>;

interface PlayedNode {
  readonly id: string;
  readonly readyAt: number;
  readonly goneAt: number;
}

/** What one minute of a played fleet came to. */
export interface PlayedMinute {
  readonly minute: number;
  readonly demand: number;
  readonly active: number;
  /** Nodes that cost: those that start, serve, or leave. */
  readonly paid: number;
  readonly outcome: ScalingOutcome;
}

/** A fleet whose nodes start and leave after some minutes, under a demand in nodes at their CPU threshold. */
export class PlayedFleet {
  readonly minutes: PlayedMinute[] = [];
  private nodes: readonly PlayedNode[];
  private made: number;
  private memory: Memory = {};
  private minute = 0;

  constructor(
    private readonly policy: FleetPolicy,
    private readonly startUpMinutes: number,
    start: number,
  ) {
    this.nodes = Array.from({ length: start }, (_, index) => newNode(index, 0));
    this.made = start;
  }

  /** Plays one minute in which this is asked; `changes` replaces parts of the decision's input. */
  play(demand: number, changes: Partial<ScalingInput> = {}): PlayedMinute {
    this.nodes = this.nodes.filter((node) => node.goneAt > this.minute);
    const active = this.nodes.filter((node) => node.readyAt <= this.minute && node.goneAt === Infinity);
    const outcome = decideScaling({ ...this.inputFor(demand, active), ...this.memory, ...changes });
    const { window, forecast, waste } = outcome;
    this.memory = JSON.parse(JSON.stringify({ window, forecast: forecast?.memory, waste }));
    const played = { minute: this.minute, demand, active: active.length, paid: this.nodes.length, outcome };
    this.minutes.push(played);
    this.carryOut(outcome);
    this.minute += 1;
    return played;
  }

  forget(): void {
    this.memory = {};
  }

  private inputFor(demand: number, active: readonly PlayedNode[]): ScalingInput {
    const { cpuPercent: threshold = 70 } = this.policy.thresholds;
    const cpuPercent = active.length === 0 ? 0 : Math.min(100, (demand * threshold) / active.length);
    const nodes = this.nodes.map((node) => this.asNode(node, cpuPercent));
    const draining = nodes.filter((node) => node.state === 'draining');
    const controls = new Map(draining.map((node) => drainOf(node.id, 'scale-in')));
    return inputOf(nodes, { policy: this.policy, controls, nowMs: NOW_MS + this.minute * MINUTE_MS });
  }

  private asNode({ id, readyAt, goneAt }: PlayedNode, cpuPercent: number): FleetNode {
    if (readyAt > this.minute) {
      return nodeOf({ id, state: 'joining', lifecycleState: 'Pending:Wait' });
    }
    return goneAt === Infinity
      ? nodeOf({ id, metrics: { cpuPercent } })
      : nodeOf({ id, state: 'draining', drainCause: 'scale-in', metrics: { cpuPercent: 0 } });
  }

  private carryOut({ decision }: ScalingOutcome): void {
    if (decision.kind === 'scale-out') {
      const more = decision.desired - this.nodes.length;
      const added = Array.from({ length: more }, (_, index) =>
        newNode(this.made + index, this.minute + this.startUpMinutes),
      );
      this.nodes = [...this.nodes, ...added];
      this.made += more;
    } else if (decision.kind === 'drain' || decision.kind === 'undrain') {
      const goneAt = decision.kind === 'drain' ? this.minute + LEAVING_MINUTES : Infinity;
      this.nodes = this.nodes.map((node) => (node.id === decision.nodeId ? { ...node, goneAt } : node));
    }
  }
}

function newNode(index: number, readyAt: number): PlayedNode {
  return { id: `n${String(index).padStart(5, '0')}`, readyAt, goneAt: Infinity };
}
