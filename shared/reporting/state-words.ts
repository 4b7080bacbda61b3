import type { Html } from '../kernel/html.ts';
import { type Tone, tag } from './page.ts';

const STATES: Readonly<Record<string, Tone>> = {
  live: 'good',
  refused: 'bad',
  declined: 'bad',
  'deploy-failed': 'bad',
  failed: 'bad',
  'rolled-back': 'watch',
  expired: 'watch',
  'awaiting-approval': 'watch',
};

/** Where a version stands, in plain words. */
export const stateWords = (state: string): string =>
  state === 'awaiting-approval' ? 'waits for a decision' : state.replaceAll('-', ' ');

/** The same as a tag. */
export const stateTag = (state: string): Html => tag(STATES[state] ?? 'quiet', stateWords(state));
