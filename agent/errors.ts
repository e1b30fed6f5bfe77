/** Base of the faults that the agent names. */
export class AgentError extends Error {
  override readonly name: string = 'AgentError';
}

/** The manifest in S3 is damaged or of a newer format; the shard stays where it is. */
export class UnreadableManifestError extends AgentError {
  override readonly name = 'UnreadableManifestError';
}

/** The table calls this node the owner, but the home carries a later epoch; the shard is served by nobody till mended. */
export class SupersededOwnerError extends AgentError {
  override readonly name = 'SupersededOwnerError';
}

/** This incarnation was called dead, so it may never join again; the agent must start anew. */
export class FencedIncarnationError extends AgentError {
  override readonly name = 'FencedIncarnationError';
}
