import type { ObjectCreated } from '../../shared/events/catalogue.ts';
import { type Intake, type IntakeResult, takeIn } from '../../shared/registry/take-in.ts';

/** S3 says that a file arrived. The same event twice is the same arrival. */
export const createIntake =
  (intake: Intake) =>
  async ({ time, detail: { object } }: ObjectCreated): Promise<IntakeResult> =>
    takeIn(intake, {
      key: object.key,
      version: object['version-id'] ?? object.sequencer ?? '',
      at: new Date(time),
    });
