export interface Occasion {
  /** ISO, to the second. */
  readonly scheduledTime: string;
  readonly executionId: string;
  readonly scheduleArn: string;
  readonly attempt: number;
}

/** Fills in the context attributes of EventBridge Scheduler. */
export const filledIn = (input: string, { scheduledTime, executionId, scheduleArn, attempt }: Occasion): string =>
  input
    .replaceAll('<aws.scheduler.schedule-arn>', scheduleArn)
    .replaceAll('<aws.scheduler.scheduled-time>', scheduledTime)
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(attempt));
