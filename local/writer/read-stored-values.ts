import { listSegments, loadSegments } from '../../examples/elastic-database/store/segment-files';
import type { ReadValues } from './check-bytes';

/** Reads the values of a shard from the example store's files, last write first served. */
export const readStoredValues: ReadValues = async (directory) => {
  const { segments } = await listSegments(directory);
  const loaded = await loadSegments(directory, segments);
  const values = new Map<string, Buffer>();
  for (const record of loaded.flatMap(({ records }) => records)) {
    if (record.kind === 'put') {
      values.set(record.key, record.value);
    } else {
      values.delete(record.key);
    }
  }
  return values;
};
