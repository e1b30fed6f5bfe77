/** Thrown in place of a crash, so that a test can tell it from a real fault. */
export class InjectedCrash extends Error {
  override readonly name = 'InjectedCrash';
}

/** Counts the calls of all ports it wraps, and crashes the process, so to speak, around the chosen one: none works after it. */
export class FaultInjector {
  calls = 0;

  /**
   * @param crashAt number of the call, from 1, that does not return; 0 for none
   * @param when whether the call still takes effect before the crash
   */
  constructor(
    private readonly crashAt: number,
    private readonly when: 'before' | 'after',
  ) {}

  /** Returns the port with every method counted. */
  wrap<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') {
          return member;
        }
        return (...args: readonly unknown[]) => this.call(() => Reflect.apply(member, target, args));
      },
    });
  }

  private call(effect: () => unknown): unknown {
    this.calls += 1;
    if (this.crashAt > 0 && this.calls > this.crashAt) {
      return Promise.reject(new InjectedCrash(`dead since call ${this.crashAt}`));
    }
    if (this.calls !== this.crashAt) {
      return effect();
    }
    if (this.when === 'before') {
      throw new InjectedCrash(`crash before call ${this.crashAt}`);
    }
    return this.crashAfter(effect());
  }

  private async crashAfter(result: unknown): Promise<never> {
    await result;
    throw new InjectedCrash(`crash after call ${this.crashAt}`);
  }
}
