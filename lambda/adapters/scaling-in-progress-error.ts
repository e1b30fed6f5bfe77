/** The group is busy with another change, so this one must wait for a later tick. */
export class ScalingInProgressError extends Error {
  override readonly name = 'ScalingInProgressError';

  /**
   * @param operation what was asked of the group
   * @param awsCode the error's code as AWS names it
   */
  constructor(
    readonly operation: string,
    readonly awsCode: string,
  ) {
    super(`the group refused ${operation} with ${awsCode}: another scaling activity is in progress`);
  }
}
