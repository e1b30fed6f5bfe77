import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  CloudWatchClient,
  type GetMetricDataCommand,
  type GetMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from 'vitest';
import { simulateCommand } from '../../../scaling-replay/cli/simulate-command';
import { temporaryFolder } from '../../local/cloud/project-fixture';
import { writtenLoad } from './load-fixture';

const CLI = path.join(__dirname, '../../../bin/elastic-fleet.js');

let folder: string;
let trace: string;

beforeEach(() => {
  folder = temporaryFolder();
  trace = writtenLoad(folder);
});

async function simulated(...options: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  await simulateCommand((line) => lines.push(line)).parseAsync(['node', 'simulate', ...options]);
  return lines;
}

describe('elastic-fleet simulate', () => {
  it('prints a score and the reasons as JSON', async () => {
    const [text = ''] = await simulated('--trace', trace, '--mean-units', '10', '--start-up', '75', '--json');
    const answer = JSON.parse(text);
    for (const field of ['unmetFraction', 'badMinuteFraction', 'unitHours', 'oracleUnitHours', 'actions']) {
      expect(answer[field], field).toBeTypeOf('number');
    }
    expect(answer).toMatchObject({ filledMinutes: 0, remarks: [], peers: {} });
    expect(Object.values(answer.reasons as Record<string, number>).reduce((sum, count) => sum + count, 0)).toBe(598);
  });

  it('writes each 15 s as CSV, and a page', async () => {
    const [csv, html] = [path.join(folder, 'series.csv'), path.join(folder, 'page.html')];
    await simulated('--trace', trace, '--unit-capacity', '1', '--start-up', '75', '--series', csv, '--html', html);
    expect(readFileSync(csv, 'utf8').split('\n')).toHaveLength(600 * 4 + 2);
    expect(readFileSync(html, 'utf8')).toContain('<h1>load.csv</h1>');
  });

  it('reads a load from standard input', async () => {
    const options = ['--unit-capacity', '1', '--start-up', '75'];
    const args = [CLI, 'simulate', '--trace', '-', ...options];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', input: readFileSync(trace) });
    expect(stdout).toBe(`${(await simulated('--trace', trace, ...options)).join('\n')}\n`);
  });

  it('shows a dash for the cost of a load in which nothing is asked, and no number that is none', async () => {
    const idle = writtenLoad(folder, new Array(60).fill(0));
    const options = ['--unit-capacity', '1', '--start-up', '75', '--least-units', '0', '--compare'];
    const lines = await simulated('--trace', idle, ...options);
    expect(lines[1]).toMatch(/^this kit +0.000 % .* – +/);
    expect(lines.join()).not.toMatch(/NaN|Infinity/);
    const [json = ''] = await simulated('--trace', idle, ...options, '--json');
    expect(JSON.parse(json)).toMatchObject({ oracleUnitHours: 0 });
  });

  it('takes size and start-up from the policy', async () => {
    const policy = path.join(folder, 'policy.json');
    const rule = { kind: 'predictive', metric: 'demand', unitCapacity: 0.5, maxUnmet: 0.01, startUpSeconds: 75 };
    writeFileSync(policy, JSON.stringify({ formatVersion: 1, leastUnits: 1, mostUnits: 99, rules: [rule] }));
    const given = ['--trace', trace, '--json'];
    const options = ['--unit-capacity', '0.5', '--start-up', '75', '--max-unmet', '0.01'];
    expect(await simulated(...given, '--policy', policy)).toEqual(await simulated(...given, ...options));
    // WHEN the load is sized so that a unit serves something else than its rule goes by
    const page = path.join(folder, 'page.html');
    const otherwise = ['--policy', policy, '--unit-capacity', '0.25', '--html', page];
    const [text = ''] = await simulated(...given, ...otherwise);
    // THEN it says so wherever its figures stand
    const remark =
      'a unit is replayed as serving 0.25, and the policy orders as if it served 0.5: leave --mean-units and --unit-capacity out, or correct unitCapacity';
    expect(JSON.parse(text).remarks).toEqual([remark]);
    expect(readFileSync(page, 'utf8')).toContain(remark);
    const nearly = await simulated(...given, '--policy', policy, '--unit-capacity', '0.501');
    expect(JSON.parse(nearly[0] ?? '').remarks).toEqual([]);
  });

  it.each([
    [['--mean-units', '5'], 'give --start-up'],
    [['--start-up', '75'], 'give --mean-units or --unit-capacity'],
    [['--start-up', '75', '--save', 'x.csv'], 'give --from-cloudwatch'],
    [['--start-up', '75', '--policy', '/no/such.json'], 'the policy /no/such.json cannot be read'],
  ])('fails on %j', async (options, message) => {
    await expect(simulated('--trace', trace, ...options)).rejects.toThrow(message);
  });

  it('ends with one line when what it prints cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const options = ['simulate', '--trace', trace, '--mean-units', '5', '--start-up', '75', '--json'];
    const { status, stderr } = spawnSync(process.execPath, [CLI, ...options], {
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect(stderr).toMatch(/^elastic-fleet: the output cannot be written: ENOSPC: .*\n$/);
    expect(status).toBe(1);
  });

  it.each(['--series', '--html'])('does not overwrite the load by %s', async (option) => {
    const before = readFileSync(trace, 'utf8');
    const options = ['--mean-units', '5', '--start-up', '75', option, `${folder}/./load.csv`];
    await expect(simulated('--trace', trace, ...options)).rejects.toThrow('is the file of --trace too');
    expect(readFileSync(trace, 'utf8')).toBe(before);
  });

  it('shows what it found although a file cannot be written, and names the option', async () => {
    const lines: string[] = [];
    const command = simulateCommand((line) => lines.push(line));
    const options = ['--mean-units', '5', '--start-up', '75', '--series', path.join(folder, 's.csv')];
    const run = command.parseAsync(['node', 'simulate', '--trace', trace, ...options, '--html', '/dev/full']);
    await expect(run).rejects.toThrow(/^--html \/dev\/full cannot be written: ENOSPC.*written before: --series/);
    expect(lines[1]).toMatch(/^this kit/);
  });

  it('fails when metrics come too late for a policy that was not told so', async () => {
    const policy = path.join(folder, 'policy.json');
    const rule = { kind: 'predictive', metric: 'demand', unitCapacity: 1, maxUnmet: 0.01, startUpSeconds: 75 };
    const write = (changes: object) =>
      writeFileSync(
        policy,
        JSON.stringify({ formatVersion: 1, leastUnits: 1, mostUnits: 99, rules: [{ ...rule, ...changes }] }),
      );
    write({});
    const given = ['--trace', trace, '--policy', policy, '--metric-delay'];
    await expect(simulated(...given, '300')).rejects.toThrow(
      'with --metric-delay 300 readings are 6 minutes old, and the policy takes those of more than 5 for missing',
    );
    expect(await simulated(...given, '240')).toHaveLength(2);
    write({ metricDelaySeconds: 300 });
    expect(await simulated(...given, '300')).toHaveLength(2);
  });

  it('takes the longest metric delay of a policy, of a rule that reacts too', async () => {
    const policy = path.join(folder, 'policy.json');
    const rule = { kind: 'target', metric: 'cpuPercent', per: 'unit', target: 60, metricDelaySeconds: 360 };
    writeFileSync(policy, JSON.stringify({ formatVersion: 1, leastUnits: 1, mostUnits: 99, rules: [rule] }));
    const given = ['--trace', trace, '--unit-capacity', '1', '--start-up', '75', '--policy', policy];
    expect(await simulated(...given)).toEqual(await simulated(...given, '--metric-delay', '360'));
    expect(await simulated(...given)).not.toEqual(await simulated(...given, '--metric-delay', '60'));
  });

  it('fails without a load', async () => {
    await expect(simulated('--start-up', '75')).rejects.toThrow('give --trace or --from-cloudwatch');
  });

  it.each([
    [['--html', 'page.html'], 'give --start-up'],
    [['--json'], 'give --start-up'],
    [['--start-up', '75'], 'give --mean-units or --unit-capacity'],
  ])('reads nothing from CloudWatch when %j lacks what a replay needs', async (options, message) => {
    const open = () => {
      throw new Error('CloudWatch was asked');
    };
    const save = ['--save', path.join(folder, 'saved.csv')];
    const given = ['--from-cloudwatch', 'AWS/SQS/NumberOfMessagesSent', ...save, ...options];
    const run = simulateCommand(() => undefined, open).parseAsync(['node', 'simulate', ...given]);
    await expect(run).rejects.toThrow(message);
  });

  it('saves what CloudWatch has, without a replay when no start-up is given', async () => {
    const client = new CloudWatchClient({ region: 'us-east-1' });
    const minute = new Date(1_790_000_040_000);
    const asked: GetMetricDataCommandInput[] = [];
    client.send = (async ({ input }: GetMetricDataCommand) => {
      asked.push(input);
      return { MetricDataResults: [{ Id: 'q0', Timestamps: [minute], Values: [7] }] };
    }) as unknown as CloudWatchClient['send'];
    const lines: string[] = [];
    const saved = path.join(folder, 'saved.csv');
    const command = simulateCommand(
      (line) => lines.push(line),
      () => client,
    );
    const options = ['--from-cloudwatch', 'AWS/SQS/NumberOfMessagesSent', '--dimension', 'QueueName=work'];
    await command.parseAsync(['node', 'simulate', ...options, '--save', saved]);
    expect(readFileSync(saved, 'utf8')).toBe('minute,value\n29833334,7\n');
    expect(lines).toEqual(['1 minutes of AWS/SQS/NumberOfMessagesSent were read']);
    const Metric = {
      Namespace: 'AWS/SQS',
      MetricName: 'NumberOfMessagesSent',
      Dimensions: [{ Name: 'QueueName', Value: 'work' }],
    };
    expect(asked[0]?.MetricDataQueries).toMatchObject([{ MetricStat: { Metric, Stat: 'Sum', Period: 60 } }]);
  });
});
