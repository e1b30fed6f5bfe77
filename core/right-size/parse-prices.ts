import { FaultList, isObject, type Unchecked } from '../policy/fault-list';
import type { Prices } from './prices';

/** Prices, or every reason why the input is none. */
export type PricesParse = { readonly prices: Prices } | { readonly faults: readonly string[] };

const PRICE = { min: 0, max: 10_000, above: true, unit: 'dollars an hour' };
const KNOWN = ['region', 'asOf', 'fargate', 'instances'];
const ARCHITECTURES = ['x86_64', 'arm64'];
const RATES = ['vcpuHour', 'gbHour'];

/** Returns the prices in a JSON text, or all of its faults. Never throws. O(prices). */
export function parsePrices(json: string): PricesParse {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { faults: ['the prices are not JSON; accepted: a JSON object. Check for a missing quote or comma.'] };
  }
  if (!isObject(value)) {
    return { faults: [`the prices are no object; accepted: a JSON object with ${KNOWN.join(', ')}.`] };
  }
  const list = new FaultList();
  list.unknownKeys(value, KNOWN);
  checkTexts(value, list);
  checkFargate(value.fargate, list);
  checkInstances(value.instances, list);
  return list.faults.length > 0 ? { faults: list.faults } : { prices: value as unknown as Prices };
}

function checkTexts(value: Unchecked, list: FaultList): void {
  for (const name of ['region', 'asOf']) {
    if (typeof value[name] !== 'string' || value[name] === '') {
      list.add(name, value[name], 'a text', `Give ${name}, so that nobody takes these prices for others.`);
    }
  }
}

function checkFargate(fargate: unknown, list: FaultList): void {
  if (fargate === undefined) {
    return;
  }
  if (!isObject(fargate)) {
    list.add(
      'fargate',
      fargate,
      `an object of ${ARCHITECTURES.join(', ')}`,
      'Leave it out when no task runs on Fargate.',
    );
    return;
  }
  list.unknownKeys(fargate, ARCHITECTURES, 'fargate.');
  for (const [architecture, rate] of Object.entries(fargate)) {
    const rates = isObject(rate) ? rate : {};
    for (const name of RATES) {
      list.number(rates, name, PRICE, `fargate.${architecture}.${name}`);
    }
  }
}

function checkInstances(instances: unknown, list: FaultList): void {
  if (!isObject(instances)) {
    list.add('instances', instances, 'an object of prices by instance type', 'Give {} when only Fargate matters.');
    return;
  }
  for (const name of Object.keys(instances)) {
    list.number(instances, name, PRICE, `instances.${name}`);
  }
}
