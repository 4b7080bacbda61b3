import { randomUUID } from 'node:crypto';
import type { Courier } from '../events/courier.ts';
import { isoSeconds, makeEvent } from '../events/event.ts';
import type { EmitMetric } from '../service.ts';
import { scheduleArn } from './arns.ts';
import { filledIn } from './input.ts';
import type { Schedule } from './schedule.ts';

/** Invokes the target of a schedule for a planned instant. @throws what the target threw, when no further try is left */
export const createInvoke =
  (courier: Courier, emit?: EmitMetric) =>
  async ({ GroupName, Name, Target }: Schedule, planned: number): Promise<void> => {
    const { Arn, RoleArn, Input, RetryPolicy, DeadLetterConfig } = Target;
    const own = scheduleArn(GroupName, Name);
    const executionId = randomUUID();
    const count = (name: string): void =>
      emit?.({ namespace: 'AWS/Scheduler', name, dimensions: { ScheduleGroup: GroupName }, value: 1, unit: 'Count' });
    const payload = (attempt: number): unknown => {
      if (Input === undefined)
        return makeEvent(
          { 'detail-type': 'Scheduled Event', source: 'aws.scheduler', detail: '{}', resources: [own] },
          executionId,
          planned,
        );
      const occasion = { scheduledTime: isoSeconds(planned), executionId, scheduleArn: own, attempt };
      return JSON.parse(filledIn(Input, occasion));
    };
    const handed = await courier.hand({
      arn: Arn,
      payload,
      options: { roleArn: RoleArn },
      retry: RetryPolicy,
      deadLetters: DeadLetterConfig?.Arn
        ? { arn: DeadLetterConfig.Arn, body: payload(1), options: { roleArn: RoleArn } }
        : undefined,
      tried: (error) => {
        count('InvocationAttemptCount');
        if (error !== undefined) count('TargetErrorCount');
      },
    });
    if (handed.outcome === 'delivered') return;
    count(handed.outcome === 'dropped' ? 'InvocationDroppedCount' : 'InvocationsSentToDeadLetterCount');
    if (handed.deadLetterError === undefined) throw handed.error;
    count('InvocationsFailedToBeSentToDeadLetterCount');
    throw new AggregateError([handed.error, handed.deadLetterError], `${own}: neither delivered nor kept`);
  };
