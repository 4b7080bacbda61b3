import path from 'node:path';
import type { Construct } from 'constructs';

const root = path.resolve(import.meta.dirname, '../..');

/** Folder of the bundled functions. Context `slipway:bundles` gives another one. */
export const bundlesFolder = (scope: Construct): string => folder(scope, 'slipway:bundles', 'dist');

/** Folder of the state machine files. Context `slipway:state-machines` gives another one. */
export const stateMachinesFolder = (scope: Construct): string =>
  folder(scope, 'slipway:state-machines', 'state-machines');

const folder = (scope: Construct, key: string, usual: string): string =>
  path.resolve(root, (scope.node.tryGetContext(key) as string | undefined) ?? usual);
