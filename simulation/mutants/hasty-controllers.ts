import { handleRebalancerEvent, type RebalancerEventPorts } from '../../lambda/rebalancer/handle-rebalancer-event';
import type { RebalancerSettings } from '../../lambda/rebalancer/rebalancer-ports';
import { runRebalancerTick } from '../../lambda/rebalancer/rebalancer-tick';
import { SimulatedController } from '../actors/simulated-controller';

/** A controller that never waits for a lease: the next tick comes to it. */
export class UnwaitingController extends SimulatedController {
  protected override async handle(ports: RebalancerEventPorts, settings: RebalancerSettings): Promise<void> {
    await handleRebalancerEvent(ports, settings)({ mayWait: false });
  }
}

/** A controller that leaves a shard whose move it has ended to the next tick. */
export class SinglePassController extends SimulatedController {
  protected override async handle(
    ports: RebalancerEventPorts,
    settings: RebalancerSettings,
    isScheduled: boolean,
  ): Promise<void> {
    const dueMs = await runRebalancerTick(ports, settings);
    const leftMs = (dueMs ?? 0) - ports.clock();
    if (isScheduled && leftMs > 0) {
      await ports.pause(Math.ceil(leftMs) + 1);
      await runRebalancerTick(ports, settings, 'further look');
    }
  }
}
