import type { HeadAnswer, MapSource } from '../../client';
import type { MapContent } from '../../core/map/map-content';
import { changeKey, type MapHead, snapshotKey } from '../../core/map/map-format';
import { nextHead, planPublication } from '../../core/map/plan-publication';
import { changeText, snapshotText } from '../../core/map/write-map';

/** A store of a published map in memory, and its publisher. */
export class MemorySource implements MapSource {
  readonly texts = new Map<string, string>();
  /** Every read that was made: `head`, `head (unchanged)`, or a key. */
  readonly reads: string[] = [];
  headText: string | undefined;
  closed = false;
  /** Runs before each read; what it throws is the read's fault. */
  beforeRead: (what: string, signal: AbortSignal) => Promise<void> = async () => {};
  private head: MapHead | undefined;
  private published: MapContent | undefined;

  publish(present: MapContent): void {
    const { head, published } = this;
    const plan = planPublication({ head, lastVersion: head?.version ?? 0, published, present });
    if (plan.kind === 'nothing') {
      throw new Error(`nothing to publish: ${plan.reason.text}`);
    }
    const isChange = plan.kind === 'change';
    const key = isChange ? changeKey(plan.version, 'u') : snapshotKey(plan.version, 'u');
    this.texts.set(key, isChange ? changeText(plan.version, plan.difference) : snapshotText(plan));
    this.head = nextHead(head, plan, key, 0);
    this.headText = JSON.stringify(this.head);
    this.published = present;
  }

  async readHead(knownTag: string | undefined, signal: AbortSignal): Promise<HeadAnswer> {
    await this.beforeRead('head', signal);
    const text = this.headText;
    if (text === undefined) {
      return { kind: 'missing' };
    }
    const isUnchanged = text === knownTag;
    this.reads.push(isUnchanged ? 'head (unchanged)' : 'head');
    return isUnchanged ? { kind: 'unchanged' } : { kind: 'found', text, tag: text };
  }

  async read(key: string, signal: AbortSignal): Promise<string | undefined> {
    await this.beforeRead(key, signal);
    this.reads.push(key);
    return this.texts.get(key);
  }

  close(): void {
    this.closed = true;
  }
}
