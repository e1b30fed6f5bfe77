import { type ScaledService, SERVICE_ACTUATORS } from '../contract/scaled-service';
import { FaultList, isObject, type Unchecked } from '../policy/fault-list';
import { checkScalingPolicy } from '../scaling-policy/check-scaling-policy';
import type { ScalingPolicy } from '../scaling-policy/scaling-policy';

/** A service, or every reason why the text is none. */
export type ScaledServiceParse = { readonly service: ScaledService } | { readonly faults: readonly string[] };

const KNOWN = ['resourceId', 'actuator', 'metrics', 'policy'];
const SOURCE_KNOWN = ['namespace', 'name', 'dimensions', 'statistic', 'unit', 'emptyIs'];

/** Returns the service in a JSON text, its policy with all defaults, or all of its faults. Never throws. O(text). */
export function parseScaledService(json: string): ScaledServiceParse {
  const value = parseJson(json);
  if (!isObject(value)) {
    return {
      faults: [`the service is not a JSON object; accepted: an object of ${KNOWN.join(', ')}. Deploy it again.`],
    };
  }
  const faults = new FaultList();
  faults.unknownKeys(value, KNOWN);
  checkResourceId(value.resourceId, faults);
  faults.choice(value, 'actuator', SERVICE_ACTUATORS);
  const checked = checkScalingPolicy(value.policy);
  if ('faults' in checked) {
    return { faults: [...faults.faults, ...checked.faults.map((fault) => `policy: ${fault}`)] };
  }
  checkMetrics(value.metrics, checked.policy, faults);
  const service = { ...value, policy: checked.policy } as unknown as ScaledService;
  return faults.faults.length > 0 ? { faults: faults.faults } : { service };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // What is no JSON is no object either, and is named as such.
    return undefined;
  }
}

function checkResourceId(resourceId: unknown, faults: FaultList): void {
  if (typeof resourceId !== 'string' || !/^service\/[^/]+\/[^/]+$/.test(resourceId)) {
    faults.add('resourceId', resourceId, 'service/<cluster>/<service>', 'Name the cluster and the service.');
  }
}

function checkMetrics(metrics: unknown, policy: ScalingPolicy, faults: FaultList): void {
  if (!isObject(metrics)) {
    faults.add('metrics', metrics, 'an object of metrics by name', 'Give each metric that a rule names.');
    return;
  }
  for (const [name, source] of Object.entries(metrics)) {
    checkSource(`metrics.${name}`, source, faults);
  }
  for (const name of metricsOf(policy)) {
    if (!Object.hasOwn(metrics, name)) {
      faults.add(`metrics.${name}`, undefined, 'every metric that a rule names', 'Say where CloudWatch has it.');
    }
  }
}

/** Returns the names of the metrics that a policy's rules read, each once. */
export function metricsOf({ rules }: ScalingPolicy): readonly string[] {
  return [...new Set(rules.map(({ metric }) => metric))];
}

function checkSource(label: string, source: unknown, faults: FaultList): void {
  if (!isObject(source)) {
    faults.add(label, source, `an object of ${SOURCE_KNOWN.join(', ')}`, 'Say where CloudWatch has it.');
    return;
  }
  faults.unknownKeys(source, SOURCE_KNOWN, `${label}.`);
  const { dimensions, unit, emptyIs } = source;
  for (const name of ['namespace', 'name', 'statistic', ...(unit === undefined ? [] : ['unit'])]) {
    checkText(source, name, label, faults);
  }
  if (!isObject(dimensions) || Object.values(dimensions).some((text) => typeof text !== 'string')) {
    faults.add(`${label}.dimensions`, dimensions, 'an object of texts', 'Give {} when it has none.');
  }
  if (emptyIs !== undefined) {
    faults.number(source, 'emptyIs', { min: 0, max: Number.MAX_VALUE }, `${label}.emptyIs`);
  }
}

function checkText(source: Unchecked, name: string, label: string, faults: FaultList): void {
  if (typeof source[name] !== 'string' || source[name] === '') {
    faults.add(`${label}.${name}`, source[name], 'a text', `Give ${name}.`);
  }
}
