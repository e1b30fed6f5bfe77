import type { DemandModel } from '../../../local/player/demand-model';
import type { FunctionAnswer } from '../../../local/replay/function-port';
import { ReplayRun } from '../../../local/replay/replay-run';
import { SchedulePlayer } from '../../../local/replay/schedule-player';
import { VirtualClock } from '../../../local/replay/virtual-clock';
import { LoadWriter } from '../../../local/writer/load-writer';
import { WriteLedger } from '../../../local/writer/write-ledger';
import { MemoryFleet } from '../player/memory-fleet';

const SCHEDULE = { ruleArn: 'arn:rule/every-minute', everyMinutes: 1, functionNames: ['controller'] };
const ORIGIN = { account: '123456789012', region: 'eu-central-1' };

/** A replay on a cloud in memory, whose one controller places every shard that has no owner on the first node. */
export class MemoryReplay {
  readonly fleet: MemoryFleet;
  readonly run: ReplayRun;
  readonly ticksMs: number[] = [];
  readonly failed: string[] = [];
  readonly ledger = new WriteLedger();
  /** Addresses and shards of every write, in order. */
  readonly writes: string[] = [];
  places = true;
  /** How long after each call the controller asks to look again, in turn. */
  looksAfterMs: number[] = [];
  /** What the fleet's controllers do while it is parked. */
  parks: 'not' | 'shards' | 'all' = 'not';

  constructor(shardIds: readonly string[], signal?: AbortSignal) {
    this.fleet = new MemoryFleet(shardIds);
    const { fleet } = this;
    const setClock = async (nowMs: number) => {
      fleet.nowMs = nowMs;
    };
    const clock = new VirtualClock({ setClock }, 0, signal);
    const idle = async () => ({ invocations: 0, failures: [] });
    const functions = { invoke: async () => this.tick() };
    this.run = new ReplayRun({
      clock,
      player: fleet.player,
      demand: fleet.demand,
      ledger: this.ledger,
      writer: new LoadWriter(1, this.ledger, async (address, { shardId, durable }) => {
        this.writes.push(`${address} ${shardId}`);
        return { accepted: true, epoch: 1, isDurable: durable };
      }),
      policy: { heartbeatSeconds: 15 },
      schedules: new SchedulePlayer(functions, { idle, ...ORIGIN }, [SCHEDULE]),
      cloud: {
        failInstance: async (instanceId) => {
          this.failed.push(instanceId);
          fleet.instances = fleet.instances.filter((instance) => instance.instanceId !== instanceId);
        },
      },
    });
  }

  get demand(): DemandModel {
    return this.fleet.demand;
  }

  private tick(): FunctionAnswer {
    this.ticksMs.push(this.fleet.nowMs);
    this.park();
    const [nodeId] = this.fleet.heartbeats.keys();
    for (const shard of this.fleet.shards.values()) {
      if (this.places && nodeId && shard.owner === null && !shard.move) {
        this.fleet.order(shard.id, nodeId);
      }
    }
    const afterMs = this.looksAfterMs.shift();
    return afterMs === undefined ? {} : { lookAgainAtMs: this.fleet.nowMs + afterMs };
  }

  private park(): void {
    if (this.parks === 'not') {
      return;
    }
    this.places = false;
    for (const shard of this.fleet.shards.values()) {
      this.fleet.shards.set(shard.id, { ...shard, owner: null });
    }
    this.fleet.instances = this.parks === 'all' ? [] : this.fleet.instances;
  }
}
