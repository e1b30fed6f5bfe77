import { ScalerMetric, ServiceMetric } from '../../core/contract/metrics';
import type { ServiceOutcome } from './decide-services';

type Values = Readonly<Record<string, number>>;

/** Returns the scaler's own metrics of one tick; `acts` is false when it only observes. */
export function scalerMetrics(outcomes: readonly ServiceOutcome[], faulty: number, acts: boolean): Values {
  const acted = acts ? outcomes.filter(({ isAutomatic }) => isAutomatic) : [];
  const count = (from: readonly ServiceOutcome[], isWanted: (outcome: ServiceOutcome) => boolean) =>
    from.filter(isWanted).length;
  return {
    [ScalerMetric.SERVICES]: outcomes.length + faulty,
    [ScalerMetric.SCALE_OUTS]: count(acted, ({ decision }) => decision.kind === 'scale-out'),
    [ScalerMetric.SCALE_INS]: count(acted, ({ decision }) => decision.kind === 'scale-in'),
    [ScalerMetric.HOLDS]: count(outcomes, ({ decision }) => decision.kind === 'hold' && decision.wanted) + faulty,
    [ScalerMetric.BLOCKED_NO_CAPACITY]: count(outcomes, ({ scene }) => scene.shortage !== undefined),
    [ScalerMetric.METRICS_MISSING]: count(outcomes, lacksMetric),
  };
}

/** Returns the metrics of one service; what is not known has no datum, because 0 would look like an idle service. */
export function serviceMetrics({ wish }: ServiceOutcome): Values {
  if (wish === undefined) {
    return {};
  }
  const demands = wish.votes.flatMap(({ demand }) => demand ?? []);
  return {
    [ServiceMetric.DECIDED]: wish.desired,
    [ServiceMetric.FLOOR]: wish.floor,
    [ServiceMetric.CEILING]: wish.ceiling,
    ...(demands.length > 0 ? { [ServiceMetric.DEMAND]: Math.max(...demands) } : {}),
    ...(wish.forecast
      ? { [ServiceMetric.FORECAST]: wish.forecast.expected, [ServiceMetric.ORDER]: wish.forecast.order }
      : {}),
  };
}

/** One missing metric keeps all units; without a task a metric of tasks has nothing to tell. */
function lacksMetric({ wish, scene }: ServiceOutcome): boolean {
  const missing = (wish?.votes ?? []).filter(({ quality }) => quality === 'missing');
  const isRunning = (scene.tasks?.running ?? 0) > 0;
  return missing.length > 0 && (isRunning || missing.length === wish?.votes.length);
}
