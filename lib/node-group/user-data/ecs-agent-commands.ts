/** What the ECS agent of a node is told. */
export interface EcsAgentSettings {
  /** Name of the cluster to join; left out where CDK adds the line itself. */
  readonly clusterName?: string;
  readonly gpuSupport: boolean;
  /** Whether the agent drains its own tasks at a Spot notice: right for stateless nodes, wrong for stateful ones. */
  readonly spotDraining: boolean;
}

/**
 * Returns the user-data commands that write `/etc/ecs/ecs.config`.
 *
 * Spot draining stands here since CDK writes it only for groups with a `spotPrice`. Images are kept as long as they fit:
 * models are large, and pulling one again is what a start waits for.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
 */
export function renderEcsAgentCommands(settings: EcsAgentSettings): string[] {
  const lines = [
    ...(settings.clusterName === undefined ? [] : [`ECS_CLUSTER=${settings.clusterName}`]),
    ...(settings.gpuSupport ? ['ECS_ENABLE_GPU_SUPPORT=true'] : []),
    `ECS_ENABLE_SPOT_INSTANCE_DRAINING=${settings.spotDraining}`,
    'ECS_AWSVPC_BLOCK_IMDS=true',
    'ECS_IMAGE_PULL_BEHAVIOR=prefer-cached',
    'ECS_IMAGE_MINIMUM_CLEANUP_AGE=24h',
    'ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=1h',
  ];
  return ['mkdir --parents /etc/ecs', "cat >>/etc/ecs/ecs.config <<'END_OF_ECS_CONFIG'", ...lines, 'END_OF_ECS_CONFIG'];
}
