/** What a conditional read of the map's head gives. */
export type HeadAnswer =
  /** The head still has the tag that was given. */
  | { readonly kind: 'unchanged' }
  /** There is no head. */
  | { readonly kind: 'missing' }
  /** `tag` changes whenever the text does. */
  | { readonly kind: 'found'; readonly text: string; readonly tag: string };

/**
 * Where the published map is read from: S3 by default, else a store of your own, such as a file or a cache. Each method
 * rejects when the store is out of reach, and ends early when the signal tells it to.
 */
export interface MapSource {
  /** Returns the head unless it still has the tag that is given. */
  readHead(knownTag: string | undefined, signal: AbortSignal): Promise<HeadAnswer>;
  /** Returns the text of an object that the head names, `undefined` when it is gone. */
  read(key: string, signal: AbortSignal): Promise<string | undefined>;
  /** Lets go of what the source holds. */
  close?(): void;
}
