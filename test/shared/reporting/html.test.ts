import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../../shared/kernel/html.ts';

describe('the html template', () => {
  it('lets no value open a tag, close an attribute or start an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '`', 'a', ' ') }), (text) => {
        const written = html`${text}`.markup;
        expect(written).not.toMatch(/[<>"'`]/);
        expect(written.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))).toBe(text);
      }),
    );
  });

  it('lets no value turn the text around it, nor hide characters in it', () => {
    expect(html`${'a\u202Ecba\u202C\u2066\u0000\u001B[2J\u0085'}`.markup).toBe(
      'a\uFFFDcba\uFFFD\uFFFD\uFFFD\uFFFD[2J\uFFFD',
    );
    expect(html`${'two\nlines\tand 👩‍💻 שלום'}`.markup).toBe('two\nlines\tand 👩‍💻 שלום');
  });

  it('keeps nested markup, joins lists and leaves nothing for what is absent', () => {
    expect(html`<ul>${['a', '<'].map((item) => html`<li>${item}</li>`)}${undefined}${false}${0}</ul>`.markup).toBe(
      '<ul><li>a</li><li>&#60;</li>0</ul>',
    );
  });
});
