/** The clock of this host is so far from that of EventBridge that no lease may be judged by it. */
export class WrongClockError extends Error {
  override readonly name = 'WrongClockError';
}
