import type { FleetPolicy } from '../../../core/policy/fleet-policy';
import type { ScalerPorts, ScalerSettings } from '../../../lambda/scaler/scaler-ports';
import { runScalerTick } from '../../../lambda/scaler/scaler-tick';
import { heartbeatOf, NOW_MS, policyOf } from '../../core/scaling/fleet-fixture';
import type { FaultInjector } from '../memory/fault-injector';
import { MemoryGroup } from '../memory/memory-group';
import { MemoryEvents, MemoryLog } from '../memory/memory-outlets';
import { MemoryTable } from '../memory/memory-table';

const MINUTE_MS = 60_000;

/** A fleet in memory with a scaler, of which a test plays the nodes, the rebalancer and the time. */
export class ScalerFleet {
  readonly table = new MemoryTable();
  readonly group = new MemoryGroup();
  readonly events = new MemoryEvents();
  readonly log = new MemoryLog();
  nowMs = NOW_MS;
  settings: ScalerSettings;

  constructor(policy: Partial<FleetPolicy> = {}) {
    this.settings = {
      fleetName: 'fleet',
      policy: policyOf({ thresholds: { cpuPercent: 70 }, ...policy }),
      acts: true,
    };
  }

  /** Adds nodes in service, in turn in zones a and b, each with the same CPU use. */
  addNodes(count: number, cpuPercent: number): this {
    for (let index = 1; index <= count; index += 1) {
      const id = `n${index}`;
      const zone = index % 2 === 1 ? 'a' : 'b';
      this.group.add(id, zone);
      this.table.heartbeats.set(id, heartbeatOf({ id, zone, metrics: { cpuPercent } }));
    }
    this.group.desired = count;
    return this;
  }

  /** Makes all shards exist, owned by the given nodes in turn. */
  ownShards(...owners: readonly string[]): this {
    for (let index = 0; index < this.settings.policy.shardCount; index += 1) {
      const id = `shard-0000${index}`;
      this.table.shards.set(id, { id, owner: owners[index % owners.length] ?? null, followers: [], epoch: 1 });
    }
    return this;
  }

  /** Lets a minute pass in which every node renews its lease with the same CPU use. */
  pass(cpuPercent: number): void {
    this.nowMs += MINUTE_MS;
    for (const [id, heartbeat] of this.table.heartbeats) {
      this.table.heartbeats.set(id, { ...heartbeat, counter: heartbeat.counter + 1, metrics: { cpuPercent } });
    }
  }

  /** Runs ticks minute after minute under a constant CPU use. */
  async run(minutes: number, cpuPercent: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      this.pass(cpuPercent);
      await this.tick();
    }
  }

  tick(ports: Partial<ScalerPorts> = {}): Promise<void> {
    return runScalerTick({ ...this.ports(), ...ports }, this.settings);
  }

  /** The ports, with faults if given. */
  ports(faults?: FaultInjector): ScalerPorts {
    const wrap = <Port extends object>(port: Port): Port => faults?.wrap(port) ?? port;
    return {
      table: wrap(this.table),
      group: wrap(this.group),
      events: wrap(this.events),
      log: this.log,
      clock: () => this.nowMs,
    };
  }
}
