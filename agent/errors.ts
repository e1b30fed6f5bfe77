/** Base of the faults that the agent names; `name` is what heartbeats, metrics and the runbook call them. */
export class AgentError extends Error {
  override readonly name: string = 'AgentError';
}

/** The manifest in S3 is damaged or of a newer format; the shard stays where it is. */
export class UnreadableManifestError extends AgentError {
  override readonly name = 'UnreadableManifestError';
}

/** There are objects of a shard's home, but no manifest: somebody deleted it. Nothing is put in its place. */
export class MissingManifestError extends AgentError {
  override readonly name = 'MissingManifestError';
}

/** The table calls this node the owner, but the home carries a later epoch; the shard is served by nobody till mended. */
export class SupersededOwnerError extends AgentError {
  override readonly name = 'SupersededOwnerError';
}

/** This incarnation was called dead, so it may never join again; the agent must start anew. */
export class FencedIncarnationError extends AgentError {
  override readonly name = 'FencedIncarnationError';
}

/** Another owner has sealed the home: what this node had not flushed by then is lost to the shard. */
export class OwnershipLostError extends AgentError {
  override readonly name = 'OwnershipLostError';
}

/** The home was written by somebody else again and again while this owner tried to; the next flush tries anew. */
export class ContendedHomeError extends AgentError {
  override readonly name = 'ContendedHomeError';
}

/** The shard is not open on this node. */
export class NotOwnerError extends AgentError {
  override readonly name = 'NotOwnerError';
}

/** What came from S3 is not what the manifest says; nothing of it was installed. */
export class CorruptObjectError extends AgentError {
  override readonly name = 'CorruptObjectError';
}

/** The manifest names an object that is not in the bucket. */
export class MissingObjectError extends AgentError {
  override readonly name = 'MissingObjectError';
}

/** The bucket of the homes does not exist. */
export class MissingBucketError extends AgentError {
  override readonly name = 'MissingBucketError';
}

/** AWS refuses a call that the node's role should be allowed. */
export class PermissionError extends AgentError {
  override readonly name = 'PermissionError';
}

/** The instance store has no room for a copy. */
export class DiskFullError extends AgentError {
  override readonly name = 'DiskFullError';
}

/** The instance store cannot be written. */
export class ReadOnlyDiskError extends AgentError {
  override readonly name = 'ReadOnlyDiskError';
}

/** The folder for copies on the instance store is not there: nothing was mounted, or somebody removed it. */
export class MissingFolderError extends AgentError {
  override readonly name = 'MissingFolderError';
}

/** Something else listens at the agent's port; the process ends. */
export class PortTakenError extends AgentError {
  override readonly name = 'PortTakenError';
}

/** The copy on the disk is not complete, or a file of it is missing. */
export class IncompleteCopyError extends AgentError {
  override readonly name = 'IncompleteCopyError';
}

/** The service changed a file again and again while it was uploaded; the next flush tries anew. */
export class UnstableFileError extends AgentError {
  override readonly name = 'UnstableFileError';
}

/** A shard's folder holds what no home can keep: a symbolic link, a device or a socket. */
export class UnsupportedFileError extends AgentError {
  override readonly name = 'UnsupportedFileError';
}

/** The service did not answer within its time limit, or could not be reached. */
export class ServiceTimeoutError extends AgentError {
  override readonly name = 'ServiceTimeoutError';
}

/** The service has shards open that this agent has not opened: it outlived an earlier agent. The node does not join. */
export class OccupiedServiceError extends AgentError {
  override readonly name = 'OccupiedServiceError';
}

/** The service answered a call with a failure. */
export class ServiceRefusalError extends AgentError {
  override readonly name = 'ServiceRefusalError';
}
