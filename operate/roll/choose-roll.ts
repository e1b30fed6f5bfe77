import { OperateError } from '../operate-error';
import type { OperatedGroup } from '../ports';

/** What an operator asks to be rolled. */
export interface RollWish {
  readonly all: boolean;
  readonly nodes: readonly string[];
  /** @default - a tenth of the instances, at least 1 */
  readonly maxUnavailable?: number;
}

/** What a roll would replace; `template` is what new nodes are launched from. */
export interface RollChoice {
  readonly nodes: readonly string[];
  readonly maxUnavailable: number;
  readonly template: string | undefined;
}

const UNAVAILABLE_FRACTION = 0.1;

/**
 * Returns the nodes to replace: all, those named, or those launched from another template version than the group's. An
 * instance that is ending anyway is left out. Pure, O(nodes).
 * @throws OperateError when a named node is not in the group, or AWS does not say what the nodes were launched from.
 */
export function chooseRoll(group: OperatedGroup, wish: RollWish): RollChoice {
  const standing = group.instances
    .filter((instance) => !instance.lifecycleState.startsWith('Terminating'))
    .map((instance) => instance.instanceId)
    .sort();
  const maxUnavailable = wish.maxUnavailable ?? Math.max(1, Math.floor(standing.length * UNAVAILABLE_FRACTION));
  return { nodes: wanted(group, wish, standing), maxUnavailable, template: group.template };
}

function wanted(group: OperatedGroup, wish: RollWish, standing: readonly string[]): readonly string[] {
  if (wish.nodes.length > 0) {
    const unknown = wish.nodes.filter((id) => !standing.includes(id));
    if (unknown.length > 0) {
      throw new OperateError(
        `the group has no such instance: ${unknown.join(', ')}; it has ${standing.join(', ') || 'none'}`,
      );
    }
    return [...new Set(wish.nodes)];
  }
  if (wish.all) {
    return standing;
  }
  if (group.template === undefined || /\$(Latest|Default)$/.test(group.template)) {
    const says = group.template ?? 'no launch template';
    throw new OperateError(`the group launches from ${says}, which tells no version to compare; give --all or --node`);
  }
  return standing.filter((id) => group.templates.get(id) !== group.template);
}
