/** Base of what the store answers instead of doing what was asked; `status` is the HTTP status. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
  readonly status: number = 500;
  /** Fields of the answer besides the message. */
  readonly details: Readonly<Record<string, string | number>> = {};
}

/** The request is malformed; repeating it changes nothing. */
export class BadRequestError extends StoreError {
  override readonly name = 'BadRequestError';
  override readonly status: number = 400;
}

/** The value or body is larger than the store takes. */
export class TooLargeError extends StoreError {
  override readonly name = 'TooLargeError';
  override readonly status = 413;
}

/** A call of the agent came from another machine. */
export class ForbiddenError extends StoreError {
  override readonly name = 'ForbiddenError';
  override readonly status = 403;
}

/** There is no such key or page. */
export class NotFoundError extends StoreError {
  override readonly name = 'NotFoundError';
  override readonly status = 404;
}

/** The shard is not open here for what was asked; the client should look it up in a map at least as new as `epoch`. */
export class NotOpenError extends StoreError {
  override readonly name = 'NotOpenError';
  override readonly status = 421;
  override readonly details: Readonly<Record<string, string | number>>;

  constructor(shard: string, epoch: number) {
    super(
      `shard ${shard} is not open here for this: ask its owner, which is found in a map of epoch ${epoch} or later`,
    );
    this.details = { shard, epoch };
  }
}

/** A late call of the agent, meant for an epoch that is over. */
export class StaleEpochError extends StoreError {
  override readonly name = 'StaleEpochError';
  override readonly status = 409;
}

/** The lease has run out, so another node may own the shard. */
export class LeaseOverError extends StoreError {
  override readonly name = 'LeaseOverError';
  override readonly status = 503;
}

/** The write was accepted, but whether it is durable is not known; it may be repeated. */
export class NotDurableError extends StoreError {
  override readonly name = 'NotDurableError';
  override readonly status = 503;
}

/** Whoever asked has gone, and may have gone on as if the call had failed. */
export class CallerGoneError extends StoreError {
  override readonly name = 'CallerGoneError';
  override readonly status = 408;
}

/** A file of the shard does not hold what was written to it. */
export class DamagedSegmentError extends StoreError {
  override readonly name = 'DamagedSegmentError';
}
