import { AppError } from '../kernel/errors.ts';

/** Nobody who may decide can be reached by mail: the request would wait in silence. Add people to the tier's groups. */
export class NoApproverReachable extends AppError {
  override readonly name = 'NoApproverReachable';
  constructor(key: string, groups: readonly string[], needed: number, found: number) {
    super(
      `${key} needs ${needed} deciding people of ${groups.join(', ')} outside the submitter's team; there are ${found}`,
      {
        key,
        groups,
        needed,
        found,
      },
    );
  }
}

/** A task token that Step Functions never issued lies in a request: somebody tampered with it. */
export class TaskTokenInvalid extends AppError {
  override readonly name = 'TaskTokenInvalid';
  constructor(options?: ErrorOptions) {
    super('Step Functions does not know the form of this task token', {}, options);
  }
}
