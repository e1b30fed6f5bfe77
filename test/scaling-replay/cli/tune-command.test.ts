import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkScalingPolicy, parseScalingPolicy } from '../../../core/scaling-policy/check-scaling-policy';
import { tuneCommand } from '../../../scaling-replay/cli/tune-command';
import { predictivePolicy } from '../../../scaling-replay/policy/predictive-policy';
import type { FrontierPoint } from '../../../scaling-replay/tune/replay-candidate';
import { temporaryFolder } from '../../local/cloud/project-fixture';
import { writtenLoad } from './load-fixture';

const CLI = path.join(__dirname, '../../../bin/elastic-fleet.js');
const CONDITIONS = { leastUnits: 1, mostUnits: 9, unitCapacity: 1 };

let folder: string;
let trace: string;

beforeEach(() => {
  folder = temporaryFolder();
  trace = writtenLoad(folder);
});

describe('elastic-fleet tune', () => {
  const tuned = (...options: readonly string[]) =>
    spawnSync(process.execPath, [CLI, 'tune', '--trace', trace, '--unit-capacity', '1', ...options], {
      encoding: 'utf8',
    });
  const refused = (...options: readonly string[]) =>
    tuneCommand(() => undefined).parseAsync(['node', 'tune', '--trace', trace, '--unit-capacity', '1', ...options]);

  it('prints both parts of every setting, and writes a policy that can be read', () => {
    const out = path.join(folder, 'policy.json');
    const options = ['--start-up', '75', '--max-unmet', '0.02', '--risks', '0.003,0.01', '--out', out];
    const { status, stdout, stderr } = tuned(...options);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/→ +75 s +(desired|floor)/);
    expect(stdout.match(/75 s/g)).toHaveLength(4);
    expect(parseScalingPolicy(readFileSync(out, 'utf8'))).toHaveProperty('policy');
  });

  it('fails when no setting reaches the goal, and says which comes nearest', () => {
    const { status, stderr } = tuned('--start-up', '75', '--target-cost', '0.5', '--risks', '0.01');
    expect(stderr).toContain(
      'nothing tried with 75 s of start-up costs at most 0.5 times the oracle in the first part: the cheapest costs',
    );
    expect(status).toBe(1);
  });

  it('names what comes nearest of those that may be chosen, although another start-up reaches the goal', () => {
    const { stdout, stderr } = tuned('--start-up', '1800', '0', '--max-unmet', '0.000002', '--risks', '0.01', '--json');
    const { frontier, chosen } = JSON.parse(stdout);
    const unmet = frontier.slice(0, 2).map(({ fit }: FrontierPoint) => 100 * fit.unmetFraction);
    expect(chosen).toBeNull();
    expect(stderr).toContain('with 1800 s of start-up leaves at most 0.0002 % unmet in the first part');
    expect(stderr).toContain(`the least is ${Number(Math.min(...unmet).toPrecision(4))} %`);
    expect(stderr).toContain('allow more by --max-unmet, or try lower --risks');
  });

  it('names --most-units where it alone leaves too much unmet', () => {
    const { status, stderr } = tuned('--start-up', '0', '--most-units', '6', '--risks', '0.01');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /; 6 units leave [\d.]+ % unmet even if they always serve: raise --most-units, for the peak needs 1\d/,
    );
    expect(stderr).not.toContain('--risks');
  });

  it.each([
    [['--start-up', '75', '--holdout', '1'], 'Give a share above 0 and below 1'],
    [['--start-up', '75', '--risks', '0.1,2'], 'Give a share above 0 and below 1'],
    [
      ['--start-up', '10800'],
      "option '--start-up <seconds...>' argument '10800' is invalid. Give seconds from 0 to 7200",
    ],
    [['--start-up', '75', '--metric-delay', '9000'], "option '--metric-delay <seconds>' argument '9000' is invalid"],
    [['--start-up', '75', '--least-units', '6000'], 'Give a whole number of units from 0 to 5000'],
    [['--start-up', '75', '--most-units', '9000'], 'Give a whole number of units from 1 to 5000'],
  ])('fails on %j, which no policy could hold', (options, message) => {
    const { status, stderr } = tuned(...options);
    expect(stderr).toContain(message);
    expect(status).toBe(1);
  });

  it.each([
    [['--start-up', '7200', '--holdout', '0.1'], 'the shorter part of the load has 60 minutes'],
    [['--start-up', '75', '--out', '/none/policy.json'], '--out /none/policy.json cannot be written: ENOENT'],
    [['--start-up', '75', '--least-units', '50', '--most-units', '3'], '--least-units 50 is above --most-units 3'],
  ])('fails on %j, before anything is tried', async (options, message) => {
    await expect(refused(...options)).rejects.toThrow(message);
  });

  it('does not overwrite the load by the policy', async () => {
    const before = readFileSync(trace, 'utf8');
    await expect(refused('--start-up', '75', '--out', trace)).rejects.toThrow('is the file of --trace too');
    expect(readFileSync(trace, 'utf8')).toBe(before);
  });

  it.each([7200, 7201])('takes times of %d s as a policy does', (seconds) => {
    const isFit = (times: object) =>
      'policy' in
      checkScalingPolicy(predictivePolicy({ ...CONDITIONS, startUpSeconds: 0, metricDelaySeconds: 0, ...times }, 0.01));
    expect(isFit({ startUpSeconds: seconds })).toBe(seconds <= 7200);
    expect(isFit({ metricDelaySeconds: seconds })).toBe(seconds <= 7200);
  });

  it('fails on times that no policy could hold together, and names their options', async () => {
    const times = ['--start-up', '7200', '--metric-delay', '3600'];
    await expect(refused(...times, '--holdout', '0.4')).rejects.toThrow(/--start-up, --metric-delay.*\n.*at most 600/);
  });
});
