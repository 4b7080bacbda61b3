import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, plainText, unlinked } from '../../../shared/approval/plain-text.ts';

describe('the text of strangers', () => {
  it('loses controls, bidirectional and invisible characters, and keeps its words', () => {
    expect(plainText('a\u202Eb\u0000c\u200Bd\r\ne\tf\uFEFF', 100)).toBe('abcd\nef');
  });

  it('is one line where one is wanted', () => {
    expect(oneLine('Name\r\nBcc: all@evil.example', 100)).toBe('Name Bcc: all@evil.example');
  });

  it.each(['https://evil.example/x', 'www.evil.example', 'HTTP://EVIL.EXAMPLE', 'evil.com'])(
    'no longer reads as the address %s',
    (address) => {
      const shown = unlinked(address);
      expect(shown).not.toContain(address);
      expect(shown.replaceAll('\u2060', '')).toBe(address);
    },
  );

  it('is well formed, no longer than allowed, and the same when cleaned again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (text, longest) => {
        const clean = plainText(text, longest);
        expect(clean.isWellFormed()).toBe(true);
        expect([...clean].length).toBeLessThanOrEqual(longest);
        expect(clean).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u);
        expect(plainText(clean, longest)).toBe(clean);
      }),
    );
  });
});
