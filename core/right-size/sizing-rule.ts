import type { Resource } from './size';

/** How full a resource may be, as fractions of what there is. */
export interface ResourceLimit {
  /** Of the high quantile. */
  readonly quantile: number;
  /** Of the highest value ever seen; absent where going beyond does no harm. */
  readonly peak?: number;
}

/** What a recommendation must keep to. */
export interface SizingRule {
  /** Which quantile of a series is the high one, from 0.5 to 1. */
  readonly quantile: number;
  readonly limits: Readonly<Record<Resource, ResourceLimit>>;
  /** Least data, in days of values. */
  readonly leastDays: number;
  /** Least part of the time from a resource's first value to the last of any that has values. */
  readonly leastCoverage: number;
  /** Least saving, as a fraction, for which a size that is large enough is left. */
  readonly leastSaving: number;
}

/**
 * Defaults. Running out of processor, GPU or network slows down, so the quantile has headroom and a peak may fill them. Running
 * out of memory or disk kills or stops, so the peak has headroom too. Network peaks are free: instances burst above their
 * baseline. GPU memory is often allocated whole at the start, so little is kept free.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-network-bandwidth.html
 */
export const SIZING_DEFAULTS: SizingRule = {
  quantile: 0.99,
  limits: {
    cpu: { quantile: 0.7, peak: 1 },
    memory: { quantile: 0.8, peak: 0.9 },
    disk: { quantile: 0.8, peak: 0.9 },
    network: { quantile: 0.8 },
    gpu: { quantile: 0.8, peak: 1 },
    gpuMemory: { quantile: 0.95, peak: 0.95 },
  },
  leastDays: 3,
  leastCoverage: 0.5,
  leastSaving: 0.1,
};
