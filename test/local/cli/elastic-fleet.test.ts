import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { lockWorkFolder } from '../../../local/cloud/state/run-lock';
import { temporaryFolder } from '../cloud/project-fixture';

const cli = path.join(__dirname, '../../../bin/elastic-fleet.js');

describe('elastic-fleet local', () => {
  let work: string;

  beforeAll(() => {
    work = path.join(temporaryFolder(), 'work');
  });

  it.each([
    ['--minutes', '1.5', 'Give a whole number of at least 1'],
    ['--mean-units', 'many', 'Give a number above 0'],
    ['--port', '70000', 'Give a port from 1 to 65535'],
    ['--trace', '/no/such.csv', 'the trace /no/such.csv cannot be read'],
    ['--endpoint', 'https://dynamodb.us-east-1.amazonaws.com', 'takes an emulator on this machine'],
  ])('fails on %s %s, before it starts or writes anything', (option, value, message) => {
    const { status, stderr } = run('run', option, value);
    expect(stderr).toContain(message);
    expect(status).toBe(1);
    expect(existsSync(work)).toBe(false);
  });

  it.each([
    ['up', '-c', 'nodes', 'Give a name and a value'],
    ['up', '--tick-seconds', '0', 'Give a whole number of at least 1'],
    ['chaos', '--kinds', 'crash,meteor', "'meteor' is not known"],
    ['chaos', '--kills', '-1', 'Give a whole number of at least 1'],
  ])('fails on %s %s %s, before it starts or writes anything', (command, option, value, message) => {
    const { status, stderr } = run(command, option, value);
    expect(stderr).toContain(message);
    expect(status).toBe(1);
    expect(existsSync(work)).toBe(false);
  });

  it('shows its commands when none is given, and starts nothing', () => {
    const { status, stderr } = spawnSync(process.execPath, [cli, 'local'], { encoding: 'utf8', timeout: 5000 });
    expect(stderr).toContain('Usage: elastic-fleet local [options] [command]');
    expect(status).toBe(1);
  });

  it('asks whether another command is meant when one is mistyped', () => {
    expect(run('dwon')).toMatchObject({ status: 1, stderr: expect.stringContaining("unknown command 'dwon'") });
    expect(run('runn').stderr).toContain('Did you mean run?');
  });

  it('tells what local up brings up unless told otherwise', () => {
    expect(run('up', '--help').stdout.replace(/\s+/g, ' ')).toContain('nodes=3 shards=12 lease=10 scaling=manual');
  });

  it.each(['up', 'chaos'])('fails on credentials of a real account with %s, and starts nothing', (command) => {
    const { status, stderr } = runWith({ AWS_ACCESS_KEY_ID: 'AKIA0123456789ABCDEF' }, command);
    expect(stderr).toContain('unset AWS_ACCESS_KEY_ID');
    expect(status).toBe(1);
    expect(existsSync(work)).toBe(false);
  });

  it('fails on a trace with holes, and names the line', () => {
    const trace = path.join(temporaryFolder(), 'trace.csv');
    writeFileSync(trace, 'minute,value\n0,1\n2,1\n');
    const { status, stderr } = run('run', '--trace', trace, '--minutes', '2');
    expect(stderr).toContain('line 3: 1 minute missing between 0 and 2');
    expect(status).toBe(1);
  });

  it('fails on credentials of a real account, and starts nothing', () => {
    const { status, stderr } = runWith({ AWS_ACCESS_KEY_ID: 'AKIA0123456789ABCDEF' }, 'run');
    expect(stderr).toContain('unset AWS_ACCESS_KEY_ID');
    expect(stderr).not.toContain('AKIA');
    expect(status).toBe(1);
    expect(existsSync(work)).toBe(false);
  });

  it('fails on an unknown blueprint, and lists the known ones', () => {
    const { status, stderr } = run('run', '--blueprint', 'nope');
    expect(stderr).toContain("There is no blueprint 'nope'. Known: elastic-database");
    expect(stderr).not.toContain('starting');
    expect(status).toBe(1);
  });

  it('takes a blueprint or an app, not both', () => {
    const { status, stderr } = run('run', '--blueprint', 'elastic-database', '--app', 'node app.js');
    expect(stderr).toContain("option '--app <command>' cannot be used with option '--blueprint <name>'");
    expect(status).toBe(1);
  });

  it('fails on an app of the user that cannot be run, and starts nothing', () => {
    const { status, stderr } = run('run', '--app', 'no-such-program');
    expect(stderr).toContain('The app "no-such-program" cannot be synthesized');
    expect(stderr).not.toContain('starting');
    expect(status).toBe(1);
  });

  it('fails while another run has the work folder', () => {
    const unlock = lockWorkFolder({ work });
    const { status, stderr } = run('run');
    unlock();
    expect(stderr).toContain(`Another local run (process ${process.pid})`);
    expect(status).toBe(1);
  });

  it('fails to verify when no cloud is kept', () => {
    const { status, stderr } = run('verify');
    expect(stderr).toContain('No cloud is kept. Make one with: elastic-fleet local up');
    expect(status).toBe(1);
  });

  it('has nothing to end when no cloud is kept', () => {
    const { status, stdout } = run('down');
    expect(stdout).toContain('No cloud was kept');
    expect(status).toBe(0);
  });

  function run(command: string, ...options: readonly string[]) {
    return runWith({}, command, ...options);
  }

  function runWith(more: Readonly<Record<string, string>>, command: string, ...options: readonly string[]) {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...more };
    const given = [cli, 'local', command, '--work-folder', work, ...options];
    return spawnSync(process.execPath, given, { env, encoding: 'utf8' });
  }
});
