/** Base of the publisher's errors. */
export class PublisherError extends Error {
  override readonly name: string = 'PublisherError';
}

/** A newer release published the map in a format that this one cannot read. */
export class NewerMapFormatError extends PublisherError {
  override readonly name = 'NewerMapFormatError';
}

/** Other publishers were faster each time; the schedule wakes this one again. */
export class ContendedMapError extends PublisherError {
  override readonly name = 'ContendedMapError';
}
