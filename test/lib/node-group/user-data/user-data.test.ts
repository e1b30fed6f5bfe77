import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { renderEcsAgentCommands } from '../../../../lib/node-group/user-data/ecs-agent-commands';
import { renderInstanceStoreCommands } from '../../../../lib/node-group/user-data/instance-store-commands';
import { renderInstanceStoreScript } from '../../../../lib/node-group/user-data/instance-store-script';
import { renderPreambleCommands } from '../../../../lib/node-group/user-data/preamble-commands';
import { renderUserDataVariants } from '../../../../lib/node-group/user-data/user-data-variants';

const isShellcheckMissing = spawnSync('shellcheck', ['--version']).error !== undefined;

describe('user data', () => {
  it.skipIf(isShellcheckMissing && !process.env.CI).each(Object.entries(renderUserDataVariants()))(
    'gives shellcheck nothing to say (%s; skipped where shellcheck is not installed)',
    (_name, text) => {
      const result = spawnSync('shellcheck', ['-'], { input: text, encoding: 'utf8' });

      expect(result.error).toBeUndefined();
      expect(result.stdout).toBe('');
    },
  );

  it('stays under the 16 KiB that EC2 takes', () => {
    const longest = Math.max(...Object.values(renderUserDataVariants()).map((text) => text.length));

    expect(longest).toBeLessThan(8 * 1024);
  });

  it('ends at the first failure', () => {
    const script = [...renderPreambleCommands(), 'false', 'echo reached'].join('\n');

    const result = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });

    expect(result.status).toBe(1);
    expect(result.stdout).toBe('');
  });

  it('carries the instance-store script unchanged', () => {
    const commands = renderInstanceStoreCommands('/mnt/data').join('\n');

    expect(commands).toContain(renderInstanceStoreScript('/mnt/data').trimEnd());
  });

  it('runs the instance-store script at each boot and keeps the ECS agent from starting without it', () => {
    const commands = renderInstanceStoreCommands('/mnt/data').join('\n');

    expect(commands).toContain('systemctl enable --now elastic-fleet-instance-store.service');
    expect(commands).toContain('RequiredBy=ecs.service');
  });
});

describe('the settings of the ECS agent', () => {
  it('leave the cluster to CDK where CDK writes it', () => {
    const commands = renderEcsAgentCommands({ gpuSupport: true, spotDraining: true }).join('\n');

    expect(commands).not.toContain('ECS_CLUSTER');
  });

  it('leave GPU support out where there is no GPU', () => {
    const commands = renderEcsAgentCommands({ clusterName: 'c', gpuSupport: false, spotDraining: true }).join('\n');

    expect(commands).not.toContain('ECS_ENABLE_GPU_SUPPORT');
  });

  it('are appended, so that settings of the image stay', () => {
    const commands = renderEcsAgentCommands({ clusterName: 'c', gpuSupport: true, spotDraining: false }).join('\n');

    expect(commands).toContain('cat >>/etc/ecs/ecs.config');
    expect(commands).toContain('ECS_ENABLE_SPOT_INSTANCE_DRAINING=false');
  });
});
