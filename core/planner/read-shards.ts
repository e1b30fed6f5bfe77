import type { FleetModel } from './fleet-model';
import { GrowingColumns } from './growing-columns';
import { KnownIds } from './known-ids';
import { isQuantity, type PlannerFaults } from './planner-faults';
import type { PlannerShard } from './planner-input';
import type { FlightReader } from './read-flights';
import { loadIn, type ReadNodes } from './read-nodes';

/** The part of a model that comes from the shards. */
export type ReadShards = Pick<FleetModel, 'shards' | 'stride' | 'homes' | 'pinned'>;

/** Reads shards into columns, one after the other, with moves in flight done, and notes every fault. */
export class ShardReader {
  private readonly columns: GrowingColumns;
  private readonly known: KnownIds;

  /** @param replicas that a shard should have */
  constructor(
    private readonly nodes: ReadNodes,
    private readonly flights: FlightReader,
    replicas: number,
    private readonly faults: PlannerFaults,
  ) {
    this.columns = new GrowingColumns(nodes.resources.length, replicas);
    this.known = new KnownIds(this.columns.ids);
  }

  /** O(replicas). */
  add(shard: PlannerShard): void {
    const { columns, nodes, faults } = this;
    const row = columns.add(shard.id, shard.sizeBytes, shard.owners?.length ?? 0);
    checkShard(shard, `shards[${row}]`, nodes.largestBytes, faults);
    const twin = this.known.add(shard.id, row);
    if (twin >= 0) {
      const accepted = `an id that ${faults.nameOf(`shards[${twin}]`)} does not have`;
      faults.add(`shards[${row}].id`, shard.id, accepted, 'Remove one of the two.');
    }
    readLoads(shard, row, columns, nodes, faults);
    readOwners(shard, row, columns, nodes, faults);
    this.flights.apply(shard.id, row, columns);
  }

  done(): ReadShards {
    const { homes, stride, ids, sizeBytes, loads } = this.columns.done();
    return { shards: { ids, sizeBytes, loads }, stride, homes, pinned: this.flights.pinned(homes.length, stride) };
  }
}

function checkShard({ id, sizeBytes }: PlannerShard, place: string, largestBytes: number, faults: PlannerFaults): void {
  if (typeof id !== 'string' || id === '') {
    faults.add(`${place}.id`, id, 'a text that is not empty', 'Give the shard an id.');
  }
  if (!isQuantity(sizeBytes)) {
    faults.add(`${place}.sizeBytes`, sizeBytes, 'a number from 0 up', 'Give the size of one replica in bytes.');
  } else if (sizeBytes > largestBytes) {
    const fix = 'No node can hold it: split the shard, or add a larger node.';
    faults.add(`${place}.sizeBytes`, sizeBytes, `at most the largest disk, ${largestBytes}`, fix);
  }
}

function readLoads(
  { load }: PlannerShard,
  row: number,
  columns: GrowingColumns,
  { resources }: ReadNodes,
  faults: PlannerFaults,
): void {
  resources.forEach((resource, number) => {
    const amount = loadIn(load, resource);
    if (isQuantity(amount)) {
      columns.setLoad(row, number, amount);
    } else {
      const name = resource === 'load' ? 'load' : `load.${resource}`;
      const fix = `Give the load of one replica in the resources that ${faults.nameOf('nodes[0]')} has: ${resources.join(', ')}.`;
      faults.add(`shards[${row}].${name}`, amount, 'a number from 0 up', fix);
    }
  });
}

function readOwners(
  { owners }: PlannerShard,
  row: number,
  columns: GrowingColumns,
  { numbers }: ReadNodes,
  faults: PlannerFaults,
): void {
  if (!Array.isArray(owners)) {
    faults.add(`shards[${row}].owners`, owners, 'a list of ids of nodes', 'Give [] for a shard that no node holds.');
    return;
  }
  for (let place = 0; place < owners.length; place += 1) {
    const node = numbers.get(owners[place]);
    if (node === undefined) {
      const fix = 'List the node, with state down if it is gone, or remove the owner.';
      faults.add(`shards[${row}].owners[${place}]`, owners[place], 'the id of a node', fix);
      continue;
    }
    if (owners.indexOf(owners[place]) < place) {
      faults.add(`shards[${row}].owners[${place}]`, owners[place], 'a node once', 'Remove the second one.');
    }
    columns.setHolder(row, place, node);
  }
}
