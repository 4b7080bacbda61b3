import { readFileSync } from 'node:fs';
import { Complaint } from './terminal.ts';

/** Where a running local cloud says how to reach it. */
export const SESSION_FILE = '.slipway/session.json';

/** Points the SDK at the local cloud of this checkout, by the SDK's own variables. */
export const useLocalCloud = (): void => {
  let session: { endpoint: string; region: string };
  try {
    session = JSON.parse(readFileSync(SESSION_FILE, 'utf8')) as typeof session;
  } catch {
    throw new Complaint('No local cloud runs in this folder. Start it with: npm start');
  }
  Object.assign(process.env, environmentOf(session.endpoint, session.region));
};

/** Variables for any AWS client that is to speak to the local cloud. */
export const environmentOf = (endpoint: string, region: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'slipway-local',
  AWS_SECRET_ACCESS_KEY: 'slipway-local',
});
