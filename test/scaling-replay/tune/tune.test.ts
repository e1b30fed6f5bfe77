import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseScalingPolicy } from '../../../core/scaling-policy/check-scaling-policy';
import { generateTrace } from '../../../local/trace/generate-trace';
import { costOverOracle } from '../../../scaling-replay/compare/score-table';
import { simulate } from '../../../scaling-replay/compare/simulate';
import { predictivePolicy } from '../../../scaling-replay/policy/predictive-policy';
import { candidatesOf } from '../../../scaling-replay/tune/candidate';
import { chooseCandidate, costOf, nearestToGoal } from '../../../scaling-replay/tune/choose-candidate';
import { type FrontierPoint, replayCandidate } from '../../../scaling-replay/tune/replay-candidate';
import { runInThreads } from '../../../scaling-replay/tune/run-in-threads';
import { tune } from '../../../scaling-replay/tune/tune';
import { tunedLoad } from '../../../scaling-replay/tune/tuned-load';
import { temporaryFolder } from '../../local/cloud/project-fixture';

const CONDITIONS = { startUpSeconds: 75, metricDelaySeconds: 60, leastUnits: 1, holdout: 0.25 };
const LOAD = { values: generateTrace(3, { minutes: 1440, meanUnits: 10 }).demand, filledMinutes: 0, firstMinute: 0 };
const CANDIDATE = { startUpSeconds: 75, actuator: 'desired', maxUnmet: 0.003 } as const;

describe('replayCandidate', () => {
  const tuned = tunedLoad(LOAD, { unitCapacity: 1 }, CONDITIONS);

  it('scores two parts of one replay, which make up the whole', () => {
    const { fit, holdout } = replayCandidate(tuned, CANDIDATE);
    const policy = predictivePolicy(tuned.conditions, 0.003);
    const { ours } = simulate({ conditions: tuned.conditions, policy, actuator: 'desired', compares: false });
    expect(tuned.fitMinutes).toBe(1080);
    expect(fit.unitHours + holdout.unitHours).toBeCloseTo(ours.unitHours, 9);
    expect(fit.actions + holdout.actions).toBe(ours.actions);
    expect(0.75 * fit.badMinuteFraction + 0.25 * holdout.badMinuteFraction).toBeCloseTo(ours.badMinuteFraction, 9);
  });

  it('scores the first part alike whatever comes in the part held out', () => {
    const changed = { ...LOAD, values: LOAD.values.map((value, minute) => (minute >= 1080 ? 0.5 * value : value)) };
    const other = tunedLoad(changed, { unitCapacity: 1 }, { ...CONDITIONS, mostUnits: tuned.conditions.mostUnits });
    expect(replayCandidate(other, CANDIDATE).fit).toEqual(replayCandidate(tuned, CANDIDATE).fit);
    expect(replayCandidate(other, CANDIDATE).holdout).not.toEqual(replayCandidate(tuned, CANDIDATE).holdout);
  });
});

describe('tunedLoad', () => {
  it('allows for 1.5 times the peak in a policy that can be read back', () => {
    const { conditions } = tunedLoad({ ...LOAD, values: LOAD.values.map(() => 4) }, { unitCapacity: 2 }, CONDITIONS);
    expect(conditions.mostUnits).toBe(3);
    const policy = predictivePolicy(conditions, 0.001);
    expect(parseScalingPolicy(JSON.stringify(policy))).toEqual({ policy });
  });

  it('fails on parts that are too short, and on a peak that no policy holds', () => {
    const short = { ...LOAD, values: LOAD.values.slice(0, 8) };
    expect(() => tunedLoad(short, { unitCapacity: 1 }, CONDITIONS)).toThrow(
      'the shorter part of the load has 2 minutes',
    );
    expect(() => tunedLoad(LOAD, { meanUnits: 5001 }, CONDITIONS)).toThrow('a policy holds at most 5000');
  });
});

describe('a load in which nothing is asked', () => {
  const load = (first: number, rest: number) => ({
    ...LOAD,
    values: Array.from({ length: 400 }, (_, minute) => (minute < 300 ? first : rest)),
  });

  it.each([0, 1e-12])('is refused where the choice is made, at %d units', (first) => {
    expect(() => tunedLoad(load(first, 2), { unitCapacity: 1 }, { ...CONDITIONS, leastUnits: 0 })).toThrow(
      'demand is 0 throughout the first 300 minutes',
    );
  });

  it('shows a dash for its cost in the part held out', () => {
    const tuned = tunedLoad(load(2, 0), { unitCapacity: 1 }, { ...CONDITIONS, leastUnits: 0 });
    const { holdout } = replayCandidate(tuned, CANDIDATE);
    expect(holdout.oracleUnitHours).toBe(0);
    expect(costOverOracle(holdout)).toBe('–');
  });
});

describe('tune', () => {
  it('fails on a policy that could not be read back, before anything is tried', async () => {
    const load = tunedLoad(LOAD, { unitCapacity: 1 }, { ...CONDITIONS, mostUnits: 9000 });
    const onDone = vi.fn();
    const choice = { startUps: [75], actuators: ['desired'], risks: [0.01] } as const;
    await expect(tune({ load, choice, goal: { maxUnmet: 0.01 }, onDone })).rejects.toThrow('mostUnits is 9000');
    expect(onDone).not.toHaveBeenCalled();
  });
});

describe('chooseCandidate', () => {
  const point = (unmetFraction: number, unitHours: number): FrontierPoint => {
    const score = { unmetFraction, unitHours, oracleUnitHours: 10, badMinuteFraction: 0, actions: 0 };
    return { candidate: CANDIDATE, fit: score, holdout: { ...score, unmetFraction: 1, unitHours: 1 } };
  };

  it('takes the cheapest that meets the risk on the first part, or the safest that meets the cost', () => {
    const [careful, fair, bold] = [point(0.0001, 15), point(0.0009, 12), point(0.002, 11)];
    expect(chooseCandidate([careful, fair, bold], { maxUnmet: 0.001 })).toBe(fair);
    expect(chooseCandidate([careful, fair, bold], { targetCost: 1.2 })).toBe(fair);
    expect(chooseCandidate([bold], { maxUnmet: 0.001 })).toBeUndefined();
    expect(nearestToGoal([bold, fair], { maxUnmet: 0.0001 })).toBe(fair);
  });

  it('never takes one that misses the goal, nor one that a cheaper one beats', () => {
    const points = fc.array(
      fc.tuple(fc.double({ min: 0, max: 0.01, noNaN: true }), fc.double({ min: 10, max: 30, noNaN: true })),
    );
    fc.assert(
      fc.property(points, (given) => {
        const tried = given.map(([unmet, hours]) => point(unmet, hours));
        const meeting = tried.filter(({ fit }) => fit.unmetFraction <= 0.005);
        const chosen = chooseCandidate(tried, { maxUnmet: 0.005 });
        expect(chosen === undefined).toBe(meeting.length === 0);
        expect(meeting.every((other) => chosen !== undefined && costOf(chosen) <= costOf(other))).toBe(true);
      }),
    );
  });
});

describe('candidatesOf', () => {
  it('tries each with each', () => {
    const choice = { startUps: [75, 420], actuators: ['desired', 'floor'], risks: [0.001, 0.01, 0.03] } as const;
    expect(new Set(candidatesOf(choice).map((candidate) => JSON.stringify(candidate))).size).toBe(12);
  });
});

describe('runInThreads', () => {
  const script = (text: string) => {
    const file = path.join(temporaryFolder(), 'thread.js');
    writeFileSync(file, `const { parentPort, workerData } = require('node:worker_threads');\n${text}`);
    return file;
  };

  it('answers in the order of the tasks, and tells how many are done', async () => {
    const times = script("parentPort.on('message', (task) => parentPort.postMessage(workerData * task));");
    const done: number[] = [];
    const tasks = [1, 2, 3, 4, 5];
    const results = await runInThreads({ script: times, shared: 10, tasks, onDone: (count) => done.push(count) });
    expect(results).toEqual([10, 20, 30, 40, 50]);
    expect(done).toEqual([1, 2, 3, 4, 5]);
  });

  it('fails when a thread does', async () => {
    const fails = script("parentPort.on('message', () => { throw new Error('no such load'); });");
    const run = runInThreads({ script: fails, shared: 0, tasks: [1, 2, 3], onDone: () => undefined });
    await expect(run).rejects.toThrow('no such load');
  });
});
