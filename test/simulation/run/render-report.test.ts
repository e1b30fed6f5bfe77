import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../simulation/run/render-report';
import { addOutcome, emptyTally, mergeTally } from '../../../simulation/run/tally';
import { Coverage } from '../../../simulation/world/coverage';

const OUTCOME = {
  seed: 4,
  steps: 300,
  faults: 5,
  handOvers: 2,
  simulatedMs: 9_000,
  faultsByKind: { crash: 4, pause: 1 },
};

describe('GIVEN what many schedules came to', () => {
  it('THEN the report has their number, rate, steps, faults by kind and hand-overs', () => {
    const tally = emptyTally();
    const other = emptyTally();
    addOutcome(tally, OUTCOME);
    addOutcome(other, { ...OUTCOME, handOvers: 0, steps: 500 });
    mergeTally(tally, other);
    tally.cpuMs = 4;
    const text = renderReport(tally, 2).join('\n');
    expect(text).toContain("schedules        2, 1000 a second, 500 a second of one core's time");
    expect(text).toContain('steps            800: 400.0 a schedule, at least 300');
    expect(text).toContain('hand-overs       2; 50.0 % of the schedules finished one');
    expect(text).toContain('crash              8');
    expect(text).toContain('no invariant was broken in 2 schedules');
  });

  it('THEN the report counts what each state met, and names what it did not', () => {
    const coverage = new Coverage();
    coverage.add('released', 'committed');
    const tally = emptyTally();
    addOutcome(tally, OUTCOME);
    coverage.counts.forEach((count, cell) => {
      tally.coverage[cell] = count;
    });
    const lines = renderReport(tally, 1);
    expect(lines.find((line) => line.startsWith('committed '))).toMatch(/–\s+–\s+1\s+–\s+–\s+–/);
    expect(lines.find((line) => line.startsWith('not met'))).toContain('copying × source crash');
  });

  it('THEN the report names the broken schedules and what broke', () => {
    const tally = emptyTally();
    addOutcome(tally, { ...OUTCOME, violation: { invariant: 'no budget is exceeded', detail: 'move 1' } });
    expect(renderReport(tally, 1).join('\n')).toContain('seed 4: no budget is exceeded: move 1');
  });
});
