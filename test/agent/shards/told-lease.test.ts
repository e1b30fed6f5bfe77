import { describe, expect, it } from 'vitest';
import { ToldLease } from '../../../agent/shards/told-lease';

/** A service that hears of a lease when it is let, and keeps what it heard last. */
class SlowService {
  validUntilMs = 0;
  readonly faults: unknown[] = [];
  readonly lease = new ToldLease(this, (error) => this.faults.push(error));
  private readonly waiting: ((isHeard: boolean) => void)[] = [];

  extend(validUntilMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push((isHeard) => {
        if (isHeard) {
          this.validUntilMs = validUntilMs;
          resolve();
        } else {
          reject(new Error('no answer'));
        }
      });
    });
  }

  get calls(): number {
    return this.waiting.length;
  }

  /** The call that was made last arrives first. */
  async hearNewest(isHeard = true): Promise<void> {
    this.waiting.pop()?.(isHeard);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a lease that is told', () => {
  it('is never replaced by an older one that arrives late', async () => {
    const service = new SlowService();
    service.lease.extend(10);
    service.lease.extend(20);
    await service.hearNewest();
    await service.hearNewest();
    await service.hearNewest();
    expect(service.validUntilMs).toBe(20);
    expect(service.calls).toBe(0);
  });

  it('is told again after a failure, once and not before it is asked for', async () => {
    const service = new SlowService();
    service.lease.extend(10);
    await service.hearNewest(false);
    expect(service.faults).toHaveLength(1);
    expect(service.calls).toBe(0);
    service.lease.tellAgain();
    service.lease.tellAgain();
    expect(service.calls).toBe(1);
    await service.hearNewest();
    service.lease.tellAgain();
    expect(service.calls).toBe(0);
  });

  it('is told at once when it was renewed during a call that failed', async () => {
    const service = new SlowService();
    service.lease.extend(10);
    service.lease.extend(20);
    await service.hearNewest(false);
    await service.hearNewest();
    expect(service.validUntilMs).toBe(20);
  });
});
