import type { ProgramPort } from '../../../agent/ports';
import { httpProgram, type ProgramLimits } from '../../../agent/program/http-program';
import type { TroubledService } from './troubled-service';

/** Longer than any machine takes for an answer that comes. */
const PATIENT_MS = 120_000;
/** Enough for a call whose answer never comes: real time, for which a test waits. */
const HASTY_MS = 100;

/**
 * Returns the service as an agent sees it, except that only calls which it was told not to answer run out of time: a slow
 * machine makes no fault.
 */
export function patientProgram(service: TroubledService): ProgramPort {
  const patient = httpProgram(service.url, allLimits(PATIENT_MS));
  const hasty = httpProgram(service.url, allLimits(HASTY_MS));
  const toward = (call: string) => (service.isSilentAt(call) ? hasty : patient);
  return {
    open: (order) => toward('open').open(order),
    flush: (shardId, epoch) => toward('flush').flush(shardId, epoch),
    durable: (shardId, epoch, version) => toward('durable').durable(shardId, epoch, version),
    close: (shardId, epoch) => toward('close').close(shardId, epoch),
    extend: (validUntilMs) => toward('lease').extend(validUntilMs),
    stats: () => toward('stats').stats(),
  };
}

function allLimits(milliseconds: number): ProgramLimits {
  return {
    openMs: milliseconds,
    flushMs: milliseconds,
    durableMs: milliseconds,
    closeMs: milliseconds,
    extendMs: milliseconds,
    statsMs: milliseconds,
  };
}
