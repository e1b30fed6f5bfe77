import { Metric } from '../../core/contract/metrics';
import { type MapContent, mapContentOf } from '../../core/map/map-content';
import { changeKey, type MapHead, snapshotKey, versionOfKey } from '../../core/map/map-format';
import { nextHead, type Publication, planPublication, publicationWaitMs } from '../../core/map/plan-publication';
import { changeText, snapshotText } from '../../core/map/write-map';
import type { Published, PublishedMap } from './published-map';
import { ContendedMapError } from './publisher-errors';
import type { PublisherPorts, WakeUp } from './publisher-ports';

/** Waits and lost races of one tick; each means that another publisher has just published what the table said. */
const MOST_ROUNDS = 6;

type Writing = Exclude<Publication, { readonly kind: 'nothing' }>;

/**
 * Publishes what the table says, unless it is published already. The head is read before the table: whoever replaces
 * the head with its tag therefore publishes a later view, and no version takes an earlier one back.
 * @throws ContendedMapError when other publishers were faster each time.
 */
export async function runPublisherTick(ports: PublisherPorts, published: PublishedMap, wakeUp: WakeUp): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = await published.read();
    const present = await readPresent(ports, before.content);
    const plan = planPublication({ ...before, published: before.content, present });
    if (plan.kind === 'nothing') {
      return report(ports, plan, before.head);
    }
    const waitMs = publicationWaitMs(before.head, ports.clock());
    if (waitMs > 0 && wakeUp === 'schedule') {
      const text = `version ${before.head?.version} is too young; the stream or the next minute brings the rest`;
      return report(ports, { kind: 'nothing', reason: { code: 'too-soon', text } }, before.head);
    }
    if (waitMs > 0) {
      await ports.pause(waitMs);
      continue;
    }
    const key = await publish(ports, before, plan);
    if (key !== undefined) {
      published.remember({ version: plan.version, key, content: present });
      return;
    }
  }
  throw new ContendedMapError(`the map's head changed ${MOST_ROUNDS} times while a new version was published`);
}

async function readPresent({ table }: PublisherPorts, published: MapContent | undefined): Promise<MapContent> {
  const [records, shards] = await Promise.all([table.readNodes(), table.readShards()]);
  return mapContentOf(shards, records.heartbeats, published);
}

/**
 * Returns the key of what was published, `undefined` when another publisher was faster. The head comes last, so that it never
 * names what is not there.
 */
async function publish(ports: PublisherPorts, before: Published, plan: Writing): Promise<string | undefined> {
  const key = await writeObject(ports, plan);
  const head = nextHead(before.head, plan, key, ports.clock());
  if (!(await ports.store.replaceHead(JSON.stringify(head), before.etag))) {
    return undefined;
  }
  if (before.fault) {
    ports.log.log('error', `the published map was damaged and is written anew: ${before.fault}`, {
      code: 'damaged-map',
    });
  }
  report(ports, plan, head);
  if (plan.kind === 'snapshot' && before.head) {
    await removeGarbage(ports, before.head.snapshot.version);
  }
  return key;
}

async function writeObject({ store, unique }: PublisherPorts, plan: Writing): Promise<string> {
  const isChange = plan.kind === 'change';
  const key = isChange ? changeKey(plan.version, unique()) : snapshotKey(plan.version, unique());
  await store.create(key, isChange ? changeText(plan.version, plan.difference) : snapshotText(plan));
  return key;
}

/**
 * Deletes what is older than the snapshot before the present one. Readers of the last head still find all they need;
 * slower ones find an object gone and read the head again.
 */
async function removeGarbage({ store }: PublisherPorts, previousSnapshot: number): Promise<void> {
  const garbage = (await store.list()).filter((key) => (versionOfKey(key) ?? previousSnapshot) < previousSnapshot);
  if (garbage.length > 0) {
    await store.remove(garbage);
  }
}

function report({ log, clock }: PublisherPorts, plan: Publication, head: MapHead | undefined): void {
  const entries = plan.kind === 'nothing' ? 0 : plan.entries;
  log.log('info', plan.reason.text, { publication: plan.kind, code: plan.reason.code, entries });
  log.metrics(clock(), { [Metric.MAP_VERSION]: head?.version ?? 0 });
}
