import type { ServiceFloor } from '../contract';
import { FaultList, isObject, type Unchecked } from './fault-list';

/** Service floors, or every reason why the input is none. */
export type ServiceFloorsParse = { readonly floors: readonly ServiceFloor[] } | { readonly faults: readonly string[] };

const TEXTS = ['metricNamespace', 'metricName', 'statistic'] as const;
const NUMBERS = {
  loadPerTask: { min: 0, max: Number.POSITIVE_INFINITY, above: true },
  minFloor: { min: 0, max: 5000, whole: true, unit: 'tasks' },
  maxFloor: { min: 0, max: 5000, whole: true, unit: 'tasks' },
};
const KNOWN = ['resourceId', ...TEXTS, 'metricDimensions', ...Object.keys(NUMBERS)];

/** A fleet moves this many floors at most: their metrics are read by one GetMetricData call. */
const MAX_FLOORS = 500;

/** Returns the service floors in a JSON text, or all of its faults. Never throws. O(floors). */
export function parseServiceFloors(json: string): ServiceFloorsParse {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { faults: ['the service floors are not JSON; accepted: a JSON list. Check for a missing quote or comma.'] };
  }
  if (!Array.isArray(value) || value.length > MAX_FLOORS) {
    return { faults: [`the service floors are not a list; accepted: a JSON list of at most ${MAX_FLOORS} services.`] };
  }
  const faults = new FaultList();
  value.forEach((entry, index) => {
    checkFloor(entry, `floors[${index}]`, faults);
  });
  return faults.faults.length > 0 ? { faults: faults.faults } : { floors: value as readonly ServiceFloor[] };
}

function checkFloor(entry: unknown, label: string, faults: FaultList): void {
  if (!isObject(entry)) {
    faults.add(label, entry, 'an object', `Give ${KNOWN.join(', ')}.`);
    return;
  }
  faults.unknownKeys(entry, KNOWN, `${label}.`);
  checkTexts(entry, label, faults);
  for (const [name, rule] of Object.entries(NUMBERS)) {
    faults.number(entry, name, rule, `${label}.${name}`);
  }
  const { minFloor, maxFloor } = entry;
  if (typeof minFloor === 'number' && typeof maxFloor === 'number' && minFloor > maxFloor) {
    faults.add(`${label}.minFloor`, minFloor, `at most maxFloor, which is ${maxFloor}`, 'Swap or correct the two.');
  }
}

function checkTexts(entry: Unchecked, label: string, faults: FaultList): void {
  const { resourceId, metricDimensions } = entry;
  if (typeof resourceId !== 'string' || !/^service\/[^/]+\/[^/]+$/.test(resourceId)) {
    faults.add(`${label}.resourceId`, resourceId, 'service/<cluster>/<service>', 'Name the cluster and the service.');
  }
  for (const name of TEXTS) {
    if (typeof entry[name] !== 'string' || entry[name] === '') {
      faults.add(`${label}.${name}`, entry[name], 'a text', `Give ${name}.`);
    }
  }
  if (!isObject(metricDimensions) || Object.values(metricDimensions).some((text) => typeof text !== 'string')) {
    faults.add(`${label}.metricDimensions`, metricDimensions, 'an object of texts', 'Give {} when it has none.');
  }
}
