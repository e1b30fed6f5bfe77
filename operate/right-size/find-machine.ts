import { machineSizes } from '../../core/right-size/machine-sizes';
import type { Prices } from '../../core/right-size/prices';
import type { Size } from '../../core/right-size/size';
import { OperateError } from '../operate-error';

/** Returns the machine of that type. @throws OperateError when it is not known, or has no price. */
export function findMachine(type: string, prices: Prices): Size {
  const machines = machineSizes(prices);
  const found = machines.find((size) => size.name === type);
  if (found === undefined) {
    const families = [...new Set(machines.map((size) => size.name.split('.')[0]))].join(', ');
    throw new OperateError(
      `the type ${type} is not known here, or has no price in ${prices.region}; known families with a price: ${families || 'none'}`,
    );
  }
  return found;
}
