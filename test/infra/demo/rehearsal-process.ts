import { forEver, runRehearsal } from '../../../infra/demo/run-rehearsal.ts';
import { children } from '../local/processes/children.ts';

/** What this program prints, as one line of JSON: its children, as the operating system tells them. */
export type Children = readonly number[];

// Started by rehearsal.test.ts: runs a whole rehearsal on the given folder.
const [folder = ''] = process.argv.slice(2);
await runRehearsal({ fresh: true, say: () => {}, folder, port: 0, build: false }, async ({ cloud }) => {
  await cloud.invokeLambda(cloud.lambda.functions()[0]?.name ?? '', {}).catch(() => {});
  console.log(JSON.stringify(children() satisfies Children));
  await forEver();
});
