import { counted } from '../../output/units';
import { OperateError } from '../operate-error';
import type { OpenFleet, Report } from '../report';

/** Throws the halt switch: no new moves, no take-overs, no change of size; what is served goes on being served. */
export async function haltFleet({ ports }: OpenFleet): Promise<Report> {
  await ports.switches.setHalted(true);
  const switches = await ports.switches.read();
  if (!switches.halted) {
    throw new OperateError('the switch was written, but reads as off: somebody resumed the fleet at this moment');
  }
  const lines = [
    'halted: no new moves, no take-overs, no change of size, from the next tick on',
    'moves in flight are finished by their nodes; undo with: fleet resume',
  ];
  return { value: { ...switches }, lines, ok: true };
}

/** Clears the switches and gives the group its minimum back, so that the fleet works as its policy says. */
export async function resumeFleet({ address, ports }: OpenFleet): Promise<Report> {
  const { minNodes } = address.policy;
  await ports.switches.setParked(false);
  await ports.switches.setHalted(false);
  const before = await ports.group.describe();
  if (before.minSize !== minNodes) {
    await ports.group.setMinSize(minNodes);
  }
  const [switches, group] = await Promise.all([ports.switches.read(), ports.group.describe()]);
  if (switches.halted || switches.parked || group.minSize !== minNodes) {
    throw new OperateError('the switches were cleared, but somebody threw one at this moment; look at fleet status');
  }
  const size = `the group has ${counted(group.instances.length, 'instance')}, desired ${group.desired}, min ${group.minSize}`;
  const value = { ...switches, minSize: group.minSize, desired: group.desired, instances: group.instances.length };
  return { value, lines: ['resumed: neither halted nor parked', size], ok: true };
}
