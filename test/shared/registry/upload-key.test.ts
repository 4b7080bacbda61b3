import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VersionId } from '../../../shared/registry/schema.ts';
import { placeOfManifest } from '../../../shared/registry/upload-key.ts';

describe('the place of a manifest', () => {
  it.each(['manifest.yaml', 'manifest.json'])('is read from the key of %s', (file) => {
    expect(placeOfManifest(`lending/credit-risk/1.4.0/${file}`)).toEqual({
      team: 'lending',
      model: 'credit-risk',
      version: '1.4.0',
      prefix: 'lending/credit-risk/1.4.0/',
    });
  });

  it.each([
    '',
    '/',
    'manifest.yaml',
    'lending/credit-risk/1.4.0/',
    'lending/credit-risk/1.4.0/model.tar.gz',
    'lending/credit-risk/1.4.0/deeper/manifest.yaml',
    'lending/credit-risk//manifest.yaml',
    'lending//1.4.0/manifest.yaml',
    '../credit-risk/1.4.0/manifest.yaml',
    'lending/../1.4.0/manifest.yaml',
    'Lending/credit-risk/1.4.0/manifest.yaml',
    'lending/crédit/1.4.0/manifest.yaml',
    'lending/cre\u0301dit/1.4.0/manifest.yaml',
    'lending/credit+risk/1.4.0/manifest.yaml',
    'lending/credit%20risk/1.4.0/manifest.yaml',
    'lending/credit-risk/1.4/manifest.yaml',
    'lending/credit-risk/01.4.0/manifest.yaml',
    'lending/credit-risk/1.4.0/MANIFEST.YAML',
    `lending/${'m'.repeat(1000)}/1.4.0/manifest.yaml`,
  ])('is not read from "%s" (R-07)', (key) => {
    expect(placeOfManifest(key)).toBeUndefined();
  });

  it('is a valid one or none, whatever the key', () => {
    const part = fc.oneof(fc.constantFrom('lending', 'credit-risk', '1.0.0', '..', '', 'manifest.yaml'), fc.string());
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const key = parts.join('/');
        const place = placeOfManifest(key);
        if (place) {
          VersionId.parse(place);
          expect(key.startsWith(place.prefix)).toBe(true);
        }
      }),
    );
  });
});
