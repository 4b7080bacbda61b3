import { describe, expect, it } from 'vitest';
import { findingsList } from '../../../shared/reporting/findings-list.ts';

describe('findings on a page', () => {
  it('stand under their place, each with its byte and what would be right, and digests may break', () => {
    const at = (byte: number, message: string, expected?: string) => ({
      path: `model.tar.gz: model.pkl, byte ${byte}`,
      code: 'pickle-global',
      message,
      ...(expected && { expected }),
    });
    const { markup } = findingsList([
      at(13, 'it would import <os>', 'another format'),
      at(24, `sha256 ${'a'.repeat(64)} is called`),
    ]);

    expect(markup.match(/<h3>/g)).toHaveLength(1);
    expect(markup).toContain('<h3><code>model.tar.gz: model.pkl</code></h3>');
    expect(markup).toContain('it would import &#60;os&#62; <span class="quiet">(byte 13)</span>');
    expect(markup).toContain('Right would be: another format');
    expect(markup).toContain(`<code>${'a'.repeat(64)}</code>`);
  });
});
