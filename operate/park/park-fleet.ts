import { counted, renderList } from '../../output/units';
import { OperateError } from '../operate-error';
import type { OpenFleet, Report } from '../report';
import type { Waiting } from '../roll/roll-fleet';
import { type FleetView, readFleet } from '../status/fleet-view';

/**
 * Parks a fleet: every owner flushes and lets its shards go, then the scaler ends the empty instances. The homes in S3
 * hold everything; `fleet resume` brings the fleet back.
 * @throws OperateError when the fleet is halted, for then nothing would be let go.
 */
export async function parkFleet({ ports }: OpenFleet): Promise<Report> {
  const { halted } = await ports.switches.read();
  if (halted) {
    throw new OperateError('the fleet is halted, so no shard would be let go; first: fleet resume');
  }
  // The minimum goes first: with the switch alone the group would replace each instance that the scaler ends.
  await ports.group.setMinSize(0);
  await ports.switches.setParked(true);
  const [switches, group] = await Promise.all([ports.switches.read(), ports.group.describe()]);
  if (!switches.parked || group.minSize !== 0) {
    throw new OperateError('parking was ordered, but somebody resumed the fleet at this moment; look at fleet status');
  }
  const lines = ['parking: shards are flushed and let go, then the instances end', 'watch: fleet park --wait'];
  return { value: { parked: true, instances: group.instances.length }, lines, ok: true };
}

/**
 * Waits until no shard has an owner and the group has no instance.
 * @throws OperateError that says what is left and why when time runs out.
 */
export async function awaitPark(fleet: OpenFleet, { timeoutMs, pollMs }: Waiting): Promise<Report> {
  const { address, ports, progress } = fleet;
  const deadlineMs = ports.clock() + timeoutMs;
  for (;;) {
    const view = await readFleet(address, ports);
    const owned = ownedShards(view);
    const instances = view.group.instances.length;
    if (owned.length === 0 && instances === 0) {
      const lines = ['parked: no shard has an owner, no instance is left; the stack can be destroyed'];
      return { value: { parked: true, instances: 0 }, lines, ok: true };
    }
    progress(`${counted(owned.length, 'shard')} still owned, ${counted(instances, 'instance')} left`);
    if (!view.switches.parked) {
      throw new OperateError('the fleet is no longer being parked: somebody resumed it');
    }
    if (ports.clock() >= deadlineMs) {
      throw new OperateError(unfinished(view, owned));
    }
    await ports.pause(Math.min(pollMs, deadlineMs - ports.clock()));
  }
}

function ownedShards({ shards }: FleetView): readonly string[] {
  return shards.filter((shard) => shard.owner !== null).map((shard) => shard.id);
}

/** Names the shards with who must act on them, and the instances with what the group says of them. */
function unfinished(view: FleetView, owned: readonly string[]): string {
  const byId = new Map(view.shards.map((shard) => [shard.id, shard]));
  const shards = owned.map((id) => {
    const shard = byId.get(id);
    const waits = shard?.move ? `${shard.move.state}, waits for ${shard.move.actor ?? 'the controller'}` : 'in no move';
    return `${id} of ${shard?.owner} (${waits})`;
  });
  const instances = view.group.instances.map(({ instanceId, lifecycleState }) => `${instanceId} (${lifecycleState})`);
  const halted = view.switches.halted
    ? ' The fleet is halted: nothing is let go before fleet resume and fleet park.'
    : '';
  return (
    `parking goes on, but time is up.${halted} Shards left: ${renderList(shards) || 'none'}. ` +
    `Instances left: ${renderList(instances) || 'none'}. Wait again: fleet park --wait`
  );
}
