import { ACCOUNT, REGION } from '../service.ts';

const arn = (resource: string): string => `arn:aws:scheduler:${REGION}:${ACCOUNT}:${resource}`;

export const scheduleArn = (group: string, name: string): string => arn(`schedule/${group}/${name}`);
export const groupArn = (name: string): string => arn(`schedule-group/${name}`);
