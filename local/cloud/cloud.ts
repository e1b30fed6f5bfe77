/** A running local cloud, as the rest of `local/` sees it. */
export interface LocalCloud {
  /** `http://127.0.0.1:<port>`, or the endpoint given by the user. */
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  /** The emulator's call log, one JSON object a line; see local/emulator/README.md. */
  readonly callLogPath: string;
  /** Sets the cloud's time; returns once everything that fell due has been started. */
  setClock(nowMs: number): Promise<void>;
  /** Returns once no asynchronous invocation or event delivery is in progress, with the failures since last asked. */
  idle(): Promise<IdleReport>;
  /** The machine dies at once; the group replaces it. */
  failInstance(instanceId: string): Promise<void>;
  /** Whether launches of the group find capacity. */
  setCapacity(groupName: string, available: boolean): Promise<void>;
  /** Ends the emulator and everything it started. */
  close(): Promise<void>;
}

/** What happened asynchronously since last asked. */
export interface IdleReport {
  readonly invocations: number;
  readonly failures: readonly { readonly function: string; readonly error: string }[];
}

/** Settings of an AWS SDK client for a caller of the local cloud; the access key names the caller in the call log. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** Returns client settings for one caller, e.g. `driver`, `player`, `cdk`. Few attempts: a local fault repeats itself. */
export function clientSettings(cloud: Pick<LocalCloud, 'endpoint' | 'region'>, caller: string): ClientSettings {
  return {
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: caller, secretAccessKey: 'local' },
    maxAttempts: 2,
  };
}
