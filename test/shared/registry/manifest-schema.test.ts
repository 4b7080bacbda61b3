import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Manifest } from '../../../shared/registry/manifest.ts';

describe('the JSON Schema for editors', () => {
  // After a change of the manifest: npm test -- -u test/shared/registry/manifest-schema.test.ts
  it('is what the gate checks', async () => {
    const schema = z.toJSONSchema(Manifest, { io: 'input' });
    const { $schema, ...rest } = schema;
    const titled = { $schema, title: 'Slipway manifest', ...rest };

    await expect(`${JSON.stringify(titled, null, 2)}\n`).toMatchFileSnapshot('../../../examples/manifest.schema.json');
  });
});
