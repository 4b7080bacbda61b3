import { cpSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NotImplementedLocally } from '../service.ts';

/**
 * Copies a bundle to a folder of its own, as Lambda unpacks it to /var/task: the folders above it, with their
 * `package.json` and `node_modules`, must not lend it anything. Gives the folder.
 */
export const unpack = (asset: string | undefined, functionName: string, root: string): string => {
  if (!asset || !statSync(asset).isDirectory())
    throw new NotImplementedLocally(`the code of ${functionName}: it must be a folder asset of the cloud assembly`);
  const folder = path.join(root, functionName);
  mkdirSync(root, { recursive: true });
  cpSync(asset, folder, { recursive: true });
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{}');
  return folder;
};
