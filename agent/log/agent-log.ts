/** Where the agent writes what happens: one line with fields a call. */
export interface AgentLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A log that keeps nothing. */
export const SILENT_LOG: AgentLog = { info: () => {}, warn: () => {}, error: () => {} };
