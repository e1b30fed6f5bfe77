import { brokenLaws } from '../report/is-ok';
import type { LocalReport } from '../report/report';

/** Returns a report as a table for people, with everything that kept it from being ok below. */
export function renderSummary(report: LocalReport): string {
  const { resources, replay, data } = report;
  const rows: readonly (readonly [string, string])[] = [
    ['blueprint', report.blueprint],
    ['deploy', `${report.deploySeconds} s`],
    ['resources', describeResources(report)],
    ['replayed', `${replay.minutes} min in ${replay.wallSeconds.toFixed(0)} s`],
    [
      'tick',
      `${replay.tickMilliseconds.median.toFixed(0)} ms median, ${replay.tickMilliseconds.p99.toFixed(0)} ms p99`,
    ],
    ['decisions', String(replay.decisions)],
    ['scale-outs, scale-ins', `${replay.scaleOuts}, ${replay.scaleIns}`],
    ['moves', String(replay.moves)],
    ['balance', describeBalance(report)],
    ['unmet demand', `${(100 * replay.unmetFraction).toFixed(2)} %`],
    ['node hours', replay.nodeHours.toFixed(1)],
    ['target tracking', describeTracking(report)],
    ['writes', data ? `${data.writes} accepted, ${data.durableWrites} of them durable` : 'none'],
    ['checked at the end', data ? `${data.objectsChecked} objects, ${data.bytesChecked} bytes` : 'nothing'],
    ['broken laws', describeLaws(report)],
    ['left after destroy', String(resources.leftAfterDestroy.length)],
    ['result', report.ok ? 'ok' : 'NOT OK'],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  return ['', ...table, ...renderFaults(report)].join('\n');
}

function describeBalance({ replay: { balance } }: LocalReport): string {
  const { maxOverMean, bytes, lowerBoundBytes } = balance;
  const moved = `${(bytes / 1e9).toFixed(0)} GB moved, of which every plan moves ${(lowerBoundBytes / 1e9).toFixed(0)}`;
  return `max/mean ${maxOverMean.median.toFixed(2)} median, ${maxOverMean.p99.toFixed(2)} p99; ${moved}`;
}

function describeTracking({ replay: { targetTracking } }: LocalReport): string {
  if (!targetTracking) {
    return 'not replayed';
  }
  const { targetPercent, unmetFraction, nodeHours } = targetTracking;
  const unmet = (100 * unmetFraction).toFixed(2);
  return `at ${targetPercent} % CPU, with no shard to move and no node lost: ${unmet} % unmet, ${nodeHours.toFixed(1)} node hours`;
}

function describeLaws({ laws, replay }: LocalReport): string {
  return replay.minutes === 0 ? 'not counted, nothing was replayed' : brokenLaws(laws).join(', ') || 'none';
}

function describeResources({ resources }: LocalReport): string {
  const { declared, verified, missing, unverifiable } = resources;
  return `${declared} declared, ${verified} verified, ${missing.length} missing, ${unverifiable.length} unverifiable`;
}

/** Returns a line for each thing that is missing, left, broken or otherwise wrong, and for what could not be verified. */
export function renderFaults({ resources, laws, problems }: LocalReport): readonly string[] {
  return [
    ...renderResources(resources),
    ...resources.leftAfterDestroy.map((thing) => `left after destroy: ${thing}`),
    ...brokenLaws(laws).map((law) => `broken law: ${law} ${laws[law as keyof typeof laws]}`),
    ...problems.map((problem) => `problem: ${problem}`),
  ];
}

/** Returns a line for each declared resource that is missing or cannot be verified. */
export function renderResources({ missing, unverifiable }: LocalReport['resources']): readonly string[] {
  return [
    ...missing.map(({ logicalId, type, detail }) => `missing: ${type} ${logicalId}: ${detail}`),
    ...unverifiable.map(({ logicalId, type }) => `unverifiable: ${type} ${logicalId}`),
  ];
}
