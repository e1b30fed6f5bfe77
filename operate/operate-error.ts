/** A fault that an operator can mend; its message says what was found and what to do. */
export class OperateError extends Error {
  override readonly name = 'OperateError';
}
