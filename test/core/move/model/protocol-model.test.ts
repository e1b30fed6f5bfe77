import { describe, expect, it } from 'vitest';
import { explore } from './explore';

/**
 * Every order of events of two nodes and the controller over a shard in two moves: reads and writes are steps of their
 * own, the index may show old rows, and one node may crash, restart, or lose its lease at any point.
 */
const WITH_A_FAULT = { moves: 2, parks: false, faults: 1, homeVersions: 3, oldRows: 1 };
/** A release to nobody, and the placement that follows it. */
const WITH_PARKING = { moves: 2, parks: true, faults: 1, homeVersions: 3, oldRows: 0 };
const WITHOUT_FAULTS = { moves: 2, parks: true, faults: 0, homeVersions: 3, oldRows: 4 };

describe('GIVEN every interleaving of the move protocol', () => {
  const withFault = explore(WITH_A_FAULT);
  const withParking = explore(WITH_PARKING);
  const withoutFaults = explore(WITHOUT_FAULTS);

  it('THEN never two nodes accept writes, and who accepts has sealed and holds every durable write', () => {
    expect(withFault.violation).toBeUndefined();
    expect(withParking.violation).toBeUndefined();
    expect(withoutFaults.violation).toBeUndefined();
  });

  it('THEN a way back to a served shard leads from every state', () => {
    expect(withFault.deadEnd).toBeUndefined();
    expect(withParking.deadEnd).toBeUndefined();
    expect(withoutFaults.deadEnd).toBeUndefined();
  });

  it('THEN the exploration is not trivially small', () => {
    expect(withFault.states).toBeGreaterThan(10_000);
    expect(withParking.states).toBeGreaterThan(10_000);
    expect(withoutFaults.states).toBeGreaterThan(1_000);
  });
});

describe('GIVEN a protocol with one safeguard left out', () => {
  it('THEN opening without a seal is caught', () => {
    const { violation } = explore(WITH_A_FAULT, { noSeal: true });
    expect(violation?.law).toBe('a node accepts writes in an epoch that the home does not carry');
  });

  it('THEN opening without copying once more after the seal is caught', () => {
    const { violation } = explore({ ...WITH_A_FAULT, homeVersions: 4 }, { noCopyAfterSeal: true });
    expect(violation?.law).toBe('a node accepts writes without every durable write');
  });

  it('THEN resuming or opening from an old row, without reading again, is caught', () => {
    const { violation } = explore(WITHOUT_FAULTS, { noReadBeforeTelling: true });
    expect(violation?.law).toBeDefined();
    expect(violation?.trace.join()).toContain('is shown an old row again');
  });

  it('THEN fencing before the lease is over by the node’s own clock is caught', () => {
    const { violation } = explore(WITH_A_FAULT, { noLeaseMargin: true });
    expect(violation?.law).toBeDefined();
  });

  it('THEN letting a shard go to nobody before closing it is caught', () => {
    const { violation } = explore(WITH_PARKING, { noCloseBeforeRelease: true });
    expect(violation?.law).toBeDefined();
    expect(violation?.trace.join()).toContain('park');
  });

  it('THEN an incarnation that goes on with its predecessor’s shard is caught', () => {
    const { violation } = explore(WITH_A_FAULT, { anyIncarnation: true });
    expect(violation?.trace.join()).toContain('starts anew');
  });
});
