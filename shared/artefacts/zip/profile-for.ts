import { kerasProfile } from '../keras/profile.ts';
import { memberPolicy } from '../member-policy.ts';
import type { Scan } from '../scan.ts';
import { torchProfile } from '../torch/profile.ts';
import type { ZipProfile } from './profile.ts';

/** The first member's name tells the kind of a zip. */
export const profileFor = (scan: Scan, first: string): ZipProfile => {
  if (/^[^/]+\/(data\.pkl|data\/\d+)$/.test(first)) return torchProfile(scan, first.slice(0, first.indexOf('/')));
  if (/^(metadata\.json|config\.json|model\.weights\.h5)$/.test(first)) return kerasProfile(scan);
  if (first.endsWith('.npy')) return npzProfile(scan);
  return {
    format: 'zip',
    member(name, path, content, at) {
      memberPolicy(scan.notebook, name, path, at);
      return scan.inside(content, path, scan.level + 1);
    },
    end: () => undefined,
  };
};

const npzProfile = (scan: Scan): ZipProfile => ({
  format: 'npz',
  async member(name, path, content, at) {
    const format = await scan.inside(content, path, scan.level + 1);
    if (!name.endsWith('.npy') || format !== 'npy')
      scan.notebook.refuse('npz-member', `${name} is not a numpy array`, { member: path, offset: at });
    return format;
  },
  end: () => undefined,
});
