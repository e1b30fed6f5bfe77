import type { FaultList } from '../policy/fault-list';
import { paidUnits } from './scaling-bounds';
import type { ScalingPolicy } from './scaling-policy';

/** Notes a fault for all members of a policy that do not fit each other. */
export function checkScalingRelations(policy: ScalingPolicy, faults: FaultList): void {
  checkUnits(policy, faults);
  checkZero(policy, faults);
  checkCost(policy, faults);
  checkWindows(policy, faults);
}

function checkUnits({ leastUnits, mostUnits }: ScalingPolicy, faults: FaultList): void {
  if (leastUnits > mostUnits) {
    const fix = `Lower leastUnits to ${mostUnits} or raise mostUnits to ${leastUnits}.`;
    faults.add('leastUnits', leastUnits, `at most mostUnits, which is ${mostUnits}`, fix);
  }
}

/** Without units there is no metric of units, so nothing would ever start the first. */
function checkZero({ leastUnits, rules }: ScalingPolicy, faults: FaultList): void {
  const isSeenFromOutside = rules.some((rule) => rule.kind === 'predictive' || rule.per === 'fleet');
  if (leastUnits === 0 && !isSeenFromOutside) {
    const fix = 'Raise leastUnits to 1, or add a rule that reads a metric of the fleet, e.g. the length of its queue.';
    faults.add('leastUnits', leastUnits, 'from 1 when every rule reads a metric of units', fix);
  }
}

function checkCost(policy: ScalingPolicy, faults: FaultList): void {
  const { costCeiling, leastUnits } = policy;
  const least = Math.max(1, leastUnits);
  if (costCeiling && paidUnits(policy) < least) {
    const needed = least * costCeiling.unitDollarsPerHour;
    const fix = `Raise it to ${needed} or lower leastUnits.`;
    const accepted = `at least ${needed}, what ${least} units cost`;
    faults.add('costCeiling.dollarsPerHour', costCeiling.dollarsPerHour, accepted, fix);
  }
}

function checkWindows(policy: ScalingPolicy, faults: FaultList): void {
  const { leastUnits, mostUnits, windows } = policy;
  const paid = paidUnits(policy);
  for (const { name, floor = 0, ceiling = mostUnits } of windows) {
    const label = (member: string) => `${member} of window '${name}'`;
    if (floor > mostUnits) {
      faults.add(label('floor'), floor, `at most mostUnits, which is ${mostUnits}`, 'Lower it or raise mostUnits.');
    }
    if (floor > paid) {
      faults.add(
        label('floor'),
        floor,
        `at most ${paid}, what the cost ceiling pays`,
        'Lower it or raise the ceiling.',
      );
    }
    if (ceiling < leastUnits) {
      faults.add(
        label('ceiling'),
        ceiling,
        `at least leastUnits, which is ${leastUnits}`,
        'Raise it or lower leastUnits.',
      );
    }
  }
}
