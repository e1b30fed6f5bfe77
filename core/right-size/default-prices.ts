import type { Prices } from './prices';

/**
 * On demand, Linux, us-east-1. Instances as of 2026-02-09 from AWS's price list, in the copy that Karpenter generates of it;
 * Fargate as of March 2026.
 * @see https://aws.amazon.com/ec2/pricing/on-demand/
 * @see https://github.com/aws/karpenter-provider-aws/blob/265ee0ba5b8e337dec6b82dde965b03021ccb418/pkg/providers/pricing/zz_generated.pricing_aws.go
 * @see https://aws.amazon.com/fargate/pricing/
 */
export const DEFAULT_PRICES: Prices = {
  region: 'us-east-1',
  asOf: 'February (instances) and March 2026 (Fargate)',
  fargate: {
    x86_64: { vcpuHour: 0.04048, gbHour: 0.004445 },
    arm64: { vcpuHour: 0.03238, gbHour: 0.00356 },
  },
  instances: {
    'i4i.large': 0.172,
    'i4i.xlarge': 0.343,
    'i4i.2xlarge': 0.686,
    'i4i.4xlarge': 1.373,
    'i4i.8xlarge': 2.746,
    'i4i.12xlarge': 4.118,
    'i4i.16xlarge': 5.491,
    'i4i.24xlarge': 8.2368,
    'i4i.32xlarge': 10.9824,
    'i4g.large': 0.15444,
    'i4g.xlarge': 0.30888,
    'i4g.2xlarge': 0.61776,
    'i4g.4xlarge': 1.23552,
    'i4g.8xlarge': 2.47104,
    'i4g.16xlarge': 4.94208,
    'i3en.large': 0.226,
    'i3en.xlarge': 0.452,
    'i3en.2xlarge': 0.904,
    'i3en.3xlarge': 1.356,
    'i3en.6xlarge': 2.712,
    'i3en.12xlarge': 5.424,
    'i3en.24xlarge': 10.848,
    'g5.xlarge': 1.006,
    'g5.2xlarge': 1.212,
    'g5.4xlarge': 1.624,
    'g5.8xlarge': 2.448,
    'g5.12xlarge': 5.672,
    'g5.16xlarge': 4.096,
    'g5.24xlarge': 8.144,
    'g5.48xlarge': 16.288,
    'g6.xlarge': 0.8048,
    'g6.2xlarge': 0.9776,
    'g6.4xlarge': 1.3232,
    'g6.8xlarge': 2.0144,
    'g6.12xlarge': 4.6016,
    'g6.16xlarge': 3.3968,
    'g6.24xlarge': 6.6752,
    'g6.48xlarge': 13.3504,
    'g6e.xlarge': 1.861,
    'g6e.2xlarge': 2.24208,
    'g6e.4xlarge': 3.00424,
    'g6e.8xlarge': 4.52856,
    'g6e.12xlarge': 10.49264,
    'g6e.16xlarge': 7.57719,
    'g6e.24xlarge': 15.06559,
    'g6e.48xlarge': 30.13118,
    'p4d.24xlarge': 21.957642,
    'p5.4xlarge': 6.88,
    'p5.48xlarge': 55.04,
  },
};
