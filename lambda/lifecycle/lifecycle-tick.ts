import { EventType } from '../../core/contract/events';
import { Metric } from '../../core/contract/metrics';
import { decideLifecycle, isRetained, isWaiting } from '../../core/lifecycle/decide-lifecycle';
import type { Turn } from '../ports';
import { keepNews, reportDecisions } from '../report/report-decisions';
import { selectNews } from '../report/select-news';
import { throwAll } from '../throw-all';
import { usableMemory } from '../usable-memory';
import { answerHooks, lifecycleRecords } from './answer-hooks';
import { type LifecycleMemory, type LifecyclePorts, type LifecycleSettings, MEMORY_FORMAT } from './lifecycle-ports';
import { readLifecycleInput } from './read-lifecycle-input';

/**
 * Runs one tick: looks at the group, and only if an instance waits at a hook or was retained reads the table, decides,
 * keeps the reasons, answers the hooks and reports. What woke it does not matter (Law 5); while nothing waits it costs
 * one call and causes nothing.
 * @throws AggregateError of the hooks that could not be answered; all others are by then, and what was decided is reported.
 */
export async function runLifecycleTick(ports: LifecyclePorts, settings: LifecycleSettings): Promise<void> {
  const group = await ports.group.describe();
  const retained = group.instances.filter(isRetained).length;
  if (retained === 0 && !group.instances.some(isWaiting)) {
    ports.log.metrics(ports.clock(), { [Metric.RETAINED]: 0 });
    return;
  }
  const taken = await ports.table.takeTurn<LifecycleMemory>('lifecycle');
  const turn: Turn = { controller: 'lifecycle', version: taken.version };
  const memory = usableMemory(taken, MEMORY_FORMAT);
  const { input, observations, nowMs } = await readLifecycleInput(ports, settings, turn, group, memory);
  const { decisions, progress } = decideLifecycle(input);

  const records = lifecycleRecords(decisions);
  const { news, lastKept } = selectNews(records, memory?.lastKept);
  await keepNews(ports.table, turn, nowMs, news);
  const remembered = { formatVersion: MEMORY_FORMAT, observations, progress, lastKept };
  if (!(await ports.table.saveMemory<LifecycleMemory>('lifecycle', turn.version, remembered))) {
    ports.log.log('warn', 'a newer tick of the lifecycle function is running, so this one leaves it to that', {
      ...turn,
    });
    return;
  }
  const faults = await answerHooks(ports.group, settings, decisions);
  await reportDecisions(ports, {
    fleetName: settings.fleetName,
    nowMs,
    eventTypeOf: () => EventType.LIFECYCLE_DECISION,
    decisions: records,
    news,
    metrics: { [Metric.RETAINED]: retained },
  });
  throwAll(faults, `${faults.length} hooks were not answered: `);
}
