import type { ScalingRule as CoreRule } from '../../core/scaling-policy/scaling-policy';
import { renderDuration } from './render-duration';
import type {
  PredictiveRuleProps,
  StepRuleProps,
  TargetRuleProps,
  ThresholdRuleProps,
  WatchedMetricProps,
} from './scaling-rule-props';

/** One way to tell how many units there have to be. Every rule of a policy votes, and the safest vote wins. */
export class ScalingRule {
  /** Orders what the demand will need when the order serves, at a risk that the user sets. */
  public static predictive(props: PredictiveRuleProps): ScalingRule {
    const { startUp, ...rest } = renderDelay(props);
    return new ScalingRule({
      kind: 'predictive',
      ...rest,
      startUpSeconds: renderDuration(startUp, 'seconds'),
    });
  }

  /** Keeps what each unit gets of a metric near a value. */
  public static target(props: TargetRuleProps): ScalingRule {
    return new ScalingRule({ kind: 'target', ...renderDelay(props) });
  }

  /** Asks for the fewest units of which each stays at or below one value, and gives units up below another. */
  public static threshold(props: ThresholdRuleProps): ScalingRule {
    return new ScalingRule({ kind: 'threshold', ...renderDelay(props) });
  }

  /** Goes by a factor above one value, and back below another: 2, 3, 5, 8, 10 units at 1.5 and at most 10. */
  public static steps(props: StepRuleProps): ScalingRule {
    return new ScalingRule({ kind: 'steps', ...renderDelay(props) });
  }

  private constructor(private readonly rule: CoreRule) {}

  /** @internal */
  public _render(): CoreRule {
    return this.rule;
  }
}

/** Returns the properties with the delay as policies write it. */
function renderDelay<Props extends Pick<WatchedMetricProps, 'metricDelay'>>({ metricDelay, ...rest }: Props) {
  return { ...rest, metricDelaySeconds: metricDelay && renderDuration(metricDelay, 'seconds') };
}
