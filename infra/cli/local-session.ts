import { readFileSync } from 'node:fs';
import { Complaint } from './terminal.ts';

/** Where a running local cloud says how to reach it. */
export const SESSION_FILE = '.slipway/session.json';

/** What it writes there. */
export interface LocalSession {
  readonly endpoint: string;
  readonly region: string;
  /** Its process; a cloud that was killed leaves this behind. */
  readonly pid: number;
}

/** Points the SDK at the local cloud of this folder, by the SDK's own variables. @throws Complaint when none runs */
export const useLocalCloud = (): void => {
  const session = readSession();
  if (!session) throw new Complaint('No local cloud runs in this folder. Start it with: npm start');
  Object.assign(process.env, environmentOf(session.endpoint, session.region));
};

const readSession = (): LocalSession | undefined => {
  try {
    const session = JSON.parse(readFileSync(SESSION_FILE, 'utf8')) as LocalSession;
    process.kill(session.pid, 0);
    return session;
  } catch {
    return undefined;
  }
};

/** Variables for any AWS client that is to speak to the local cloud. */
export const environmentOf = (endpoint: string, region: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'slipway-local',
  AWS_SECRET_ACCESS_KEY: 'slipway-local',
});
