import type { ByteSource } from '../byte-source.ts';
import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import type { ZipProfile } from '../zip/profile.ts';
import { judgeConfig } from './config.ts';

const MEMBERS = ['metadata.json', 'config.json', 'model.weights.h5'];
const LARGEST_CONFIG = 8 * 2 ** 20;

/** A Keras 3 archive (S-35): its configuration, its weights, a word about both, and nothing else. */
export const kerasProfile = (scan: Scan): ZipProfile => {
  const { notebook, limits } = scan;
  const seen = new Set<string>();
  return {
    format: 'keras',
    async member(name, path, content, at) {
      seen.add(name);
      if (!MEMBERS.includes(name)) {
        notebook.refuse('keras-member', `${name} does not belong to a Keras model`, {
          member: path,
          offset: at,
          advice: 'models with assets are not accepted',
        });
        return scan.inside(content, path, scan.level + 1);
      }
      if (name !== 'config.json') return scan.inside(content, path, scan.level + 1);
      const whole = await held(content, Math.min(LARGEST_CONFIG, limits.heldBytes));
      judgeConfig({ ...scan, member: path }, whole);
      return 'json';
    },
    end() {
      for (const name of MEMBERS)
        if (!seen.has(name)) notebook.refuse('keras-member', `${name} is missing`, { member: scan.member });
    },
  };
};

const held = async (content: ByteSource, limit: number): Promise<Buffer> => {
  const length = await content.fill(limit + 1);
  if (length > limit) throw new Malformed('limit-held-bytes', `the configuration is larger than ${limit} bytes`, 0);
  return content.consume(length);
};
