import { OperateError } from '../operate-error';
import type { Report } from '../report';
import { planTaskSizes } from './plan-task-sizes';
import type { SizedService, TaskPort } from './ports';
import type { SizingReport } from './sizing-report';

/** What is to be rolled out. */
export interface RollOutWish {
  readonly service: SizedService;
  readonly report: SizingReport;
  /** Without it only what would be done is said. */
  readonly yes: boolean;
}

/**
 * Gives an ECS service the recommended size, if there is one: a new revision of its task definition, which the service then deploys.
 * @throws OperateError when its containers do not fit, or its task definition cannot be replaced now.
 */
export async function rollOutSize(tasks: TaskPort, { service, report, yes }: RollOutWish): Promise<Report> {
  if (report.decision.kind !== 'change') {
    return {
      ...report,
      value: { ...report.value, rolledOut: false },
      lines: [...report.lines, '', 'nothing to roll out'],
    };
  }
  const { size } = report.decision.to;
  if (service.locked !== undefined) {
    throw new OperateError(
      `${service.cluster}/${service.service} cannot get another task definition: ${service.locked}`,
    );
  }
  const sizes = planTaskSizes(service, size);
  const plan = [
    '',
    `roll out: a new revision of ${service.taskDefinitionArn}`,
    `  cpu ${service.cpuUnits} → ${sizes.cpuUnits}, memory ${service.memoryMib} → ${sizes.memoryMib} MiB; all ${service.tasks} tasks are replaced`,
    'the next deployment of the stack sets it back, unless the stack has the lines above',
  ];
  if (!yes) {
    const lines = [...report.lines, ...plan, 'nothing was changed; to do it, repeat with --yes'];
    return { ...report, value: { ...report.value, rolledOut: false }, lines };
  }
  const arn = await tasks.rollOut(service, sizes);
  const lines = [...report.lines, ...plan, `the service deploys ${arn} now`];
  return { ...report, value: { ...report.value, rolledOut: true, taskDefinition: arn }, lines };
}
