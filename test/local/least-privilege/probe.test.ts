import { mkdirSync, writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { thisProject } from '../../../local/cloud/project';
import { LOCAL_REGION } from '../../../local/cloud/start-cloud';
import { runLocally } from '../../../local/run';
import { generateTrace } from '../../../local/trace/generate-trace';
import { freePort } from '../emulator/start-emulator';
import { readPolicies } from './read-policies';

it('probe', async () => {
  mkdirSync('/tmp/lp/run2', { recursive: true });
  const port = await freePort();
  let p: Promise<unknown> | undefined;
  const t = performance.now();
  const o = await runLocally({
    project: thisProject('/tmp/lp/run2'),
    environment: { PATH: process.env.PATH, HOME: process.env.HOME },
    blueprint: 'elastic-database',
    trace: generateTrace(1, { minutes: 30, meanUnits: 5 }),
    port,
    progress: {
      onStep: (s) => console.log(s),
      onMinute: (m) => {
        console.log(m.minute, Math.round((performance.now() - t) / 1000));
        p ??= readPolicies({ endpoint: `http://127.0.0.1:${port}`, region: LOCAL_REGION });
      },
    },
  });
  const q = (await p) as any;
  writeFileSync('/tmp/lp/policies.json', JSON.stringify({ ...q, bucketPolicies: [...q.bucketPolicies] }));
  console.log(o.report.problems, o.report.laws, performance.now() - t);
}, 500000);
