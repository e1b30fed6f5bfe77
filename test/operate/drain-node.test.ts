import { beforeEach, describe, expect, it } from 'vitest';
import { drainNode, undrainNode } from '../../operate/drain/drain-node';
import { MemoryFleet } from './memory/memory-fleet';

let fleet: MemoryFleet;

beforeEach(() => {
  fleet = new MemoryFleet();
  fleet.node('i-a', { shards: { 'shard-00000': { bytes: 500, load: 1 } }, usedBytes: 500 });
  fleet.node('i-b');
  fleet.shard('shard-00000', 'i-a', 1);
});

describe('fleet drain', () => {
  it('has the node drained by the operator, and reads it back', async () => {
    const report = await drainNode(fleet.open, 'i-a', false);

    expect(report.value).toEqual({ node: 'i-a', duty: 'draining', cause: 'operator', owned: 1 });
    expect(fleet.table.controls.get('i-a')).toEqual({
      nodeId: 'i-a',
      duty: 'draining',
      cause: 'operator',
      sinceMs: fleet.nowMs,
    });
  });

  it('says what is to move and where to watch it', async () => {
    fleet.node('i-c', { shards: { 'shard-00001': { bytes: 10, load: 0 } }, usedBytes: 10 });
    fleet.shard('shard-00001', 'i-c', 1);

    const { lines } = await drainNode(fleet.open, 'i-a', false);

    expect(lines).toEqual(['i-a drains (500 B to move)', 'it still owns 1 shard; watch: fleet moves']);
  });

  it('leaves a node that it drains already as it is', async () => {
    control('i-a', 'operator');

    expect((await drainNode(fleet.open, 'i-a', false)).lines[0]).toBe('i-a is being drained already');
    expect(fleet.table.controls.get('i-a')?.sinceMs).toBe(0);
  });

  it('takes the victim of a scale-in over, so that it is not ended', async () => {
    control('i-a', 'scale-in');

    await drainNode(fleet.open, 'i-a', false);

    expect(fleet.table.controls.get('i-a')?.cause).toBe('operator');
  });

  it('fails for a node that does not exist, and names those that do', async () => {
    await expect(drainNode(fleet.open, 'i-x', false)).rejects.toThrow('no node i-x; its nodes: i-a, i-b');
  });

  it('fails when its shards find no room, unless forced', async () => {
    fleet.node('i-b', { usedBytes: 790 });

    await expect(drainNode(fleet.open, 'i-a', false)).rejects.toThrow(
      'without i-a shard shard-00000 (500 bytes) fits on no other node below 80 % of its disk. Add nodes first',
    );
    expect(fleet.table.controls.has('i-a')).toBe(false);
    await drainNode(fleet.open, 'i-a', true);
    expect(fleet.table.controls.has('i-a')).toBe(true);
  });

  it('fails for the last node that takes shards, unless forced', async () => {
    control('i-b', 'operator');

    await expect(drainNode(fleet.open, 'i-a', false)).rejects.toThrow(
      'i-a is the only node that takes shards, so its 1 shard could go nowhere',
    );
    await drainNode(fleet.open, 'i-a', true);
    expect(fleet.table.controls.get('i-a')?.cause).toBe('operator');
  });

  it('counts room as gone that another drain needs already', async () => {
    fleet.node('i-c', { shards: { 'shard-00001': { bytes: 500, load: 1 } }, usedBytes: 500 });
    control('i-c', 'operator');

    await expect(drainNode(fleet.open, 'i-a', false)).rejects.toThrow('fits on no other node');
  });

  it('fails for a node that AWS is ending', async () => {
    fleet.members.setState('i-a', 'Terminating:Wait');

    await expect(drainNode(fleet.open, 'i-a', false)).rejects.toThrow('being ended (Terminating:Wait)');
  });

  it('fails for a node that was declared dead', async () => {
    fleet.node('i-a', { fenced: true });

    await expect(drainNode(fleet.open, 'i-a', false)).rejects.toThrow(/was declared dead.* fleet roll --node i-a$/);
  });

  it('fails when a controller decides at the same moment', async () => {
    const { duties } = fleet.ports;
    const racing = {
      ...fleet.open,
      ports: {
        ...fleet.ports,
        duties: {
          change: (...change: Parameters<typeof duties.change>) => {
            control('i-a', 'scale-in');
            return duties.change(...change);
          },
        },
      },
    };

    await expect(drainNode(racing, 'i-a', false)).rejects.toThrow('a controller decided about i-a at this moment');
    expect(fleet.table.controls.get('i-a')?.cause).toBe('scale-in');
  });
});

it('GIVEN that somebody takes a drain back at once THEN it fails, rather than say that the node drains', async () => {
  const { duties } = fleet.ports;
  const change: typeof duties.change = async (...word) => {
    const isMade = await duties.change(...word);
    fleet.table.controls.delete('i-a');
    return isMade;
  };
  const racing = { ...fleet.open, ports: { ...fleet.ports, duties: { change } } };

  await expect(drainNode(racing, 'i-a', false)).rejects.toThrow('something told it otherwise since');
});

describe('fleet undrain', () => {
  it.each(['operator', 'scale-in'] as const)('takes back a drain of cause %s', async (cause) => {
    control('i-a', cause);

    const report = await undrainNode(fleet.open, 'i-a');

    expect(report.value).toMatchObject({ duty: 'active', cause: null });
    expect(fleet.table.controls.has('i-a')).toBe(false);
  });

  it('fails for a drain that belongs to parking', async () => {
    control('i-a', 'park');

    await expect(undrainNode(fleet.open, 'i-a')).rejects.toThrow('because of "park"; end that first: fleet resume');
  });

  it('has nothing to do for an active node', async () => {
    expect((await undrainNode(fleet.open, 'i-a')).lines[0]).toBe('i-a is not being drained');
  });
});

function control(nodeId: string, cause: 'operator' | 'scale-in' | 'park'): void {
  fleet.table.controls.set(nodeId, { nodeId, duty: 'draining', cause, sinceMs: 0 });
}
