import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { type ContentStore, type Documents, type Uploads, wholeBytes } from '../../shared/storage/ports.ts';

export interface UploadsUnderTest {
  readonly uploads: Uploads;
  put(key: string, content: string): Promise<void> | void;
}

const text = async (stream: Readable | undefined) => stream && (await wholeBytes(stream)).toString('utf8');

/** What every intake must do. */
export const uploadsContract = (name: string, create: () => Promise<UploadsUnderTest>): void => {
  describe(`uploads: ${name}`, () => {
    it('reads what was uploaded, and nothing for what is not there', async () => {
      const { uploads, put } = await create();
      await put('team/model/1.0.0/a b+c%.csv', 'é1');

      expect(await text((await uploads.read('team/model/1.0.0/a b+c%.csv'))?.content)).toBe('é1');
      expect(await uploads.read('team/model/1.0.0/other')).toBeUndefined();
    });

    it('lists what lies under a prefix, with sizes, and nothing beside it', async () => {
      const { uploads, put } = await create();
      await put('list/1.0.0/a', 'abc');
      await put('list/1.0.0/b', '');
      await put('list/1.0.01/c', 'c');

      expect((await uploads.list('list/1.0.0/')).map(({ key, bytes }) => [key, bytes])).toEqual([
        ['list/1.0.0/a', 3],
        ['list/1.0.0/b', 0],
      ]);
      expect(await uploads.list('nowhere/')).toEqual([]);
    });

    it('finds what a key holds, with its version and when it came, without reading it', async () => {
      const { uploads, put } = await create();
      await put('find/a b+c%.csv', 'abc');
      const found = await uploads.find('find/a b+c%.csv');

      expect(found).toMatchObject({ key: 'find/a b+c%.csv', bytes: 3, etag: (await uploads.list('find/'))[0]?.etag });
      expect(found?.version).toBe((await uploads.read('find/a b+c%.csv'))?.version);
      // HTTP tells whole seconds.
      const listed = (await uploads.list('find/'))[0]?.at.getTime() ?? 0;
      expect(Math.abs((found?.at.getTime() ?? 0) - listed)).toBeLessThan(1000);
      expect(await uploads.find('find/other')).toBeUndefined();
    });

    it('walks over everything, whatever the key, but not under what is passed over', async () => {
      const { uploads, put } = await create();
      const keys = ['a', 'labels', 'labels0', 'm/a b+%41\u0001&<.x', 'm/é/ü', 'z/\u{1f600}'];
      for (const key of [...keys, 'labels/1', 'labels/2/3', 'observations/x']) await put(key, key);
      const walked = [];
      for await (const { key, bytes } of uploads.walk(['observations/', 'labels/'])) walked.push([key, bytes]);

      expect(walked).toEqual(keys.map((key) => [key, Buffer.byteLength(key)]));
    });

    it('changes the ETag with the bytes, and only with them', async () => {
      const { uploads, put } = await create();
      const etag = async () => (await uploads.list('etag/'))[0]?.etag;
      await put('etag/a', 'one');
      const first = await etag();
      await put('etag/a', 'one');
      expect(await etag()).toBe(first);
      await put('etag/a', 'two');
      expect(await etag()).not.toBe(first);
    });
  });
};

/** What every content-addressed store must do. */
export const contentStoreContract = (name: string, create: () => Promise<ContentStore>): void => {
  describe(`content store: ${name}`, () => {
    const keep = (store: ContentStore, content: string, expected = sha256(content), parts = [content]) =>
      store.keep(Readable.from(parts.map((part) => Buffer.from(part))), expected, 'file', content.length);

    it('keeps bytes under their hash and gives them back', async () => {
      const store = await create();
      const kept = await keep(store, 'model bytes', sha256('model bytes'), ['model', ' ', 'bytes']);

      expect(kept).toEqual({
        kind: 'kept',
        sha256: sha256('model bytes'),
        key: `sha256/${sha256('model bytes')}/file`,
      });
      expect(await text(await store.read(kept.key))).toBe('model bytes');
    });

    it('stores nothing that hashes to something else, and says to what (R-06)', async () => {
      const store = await create();
      const result = await keep(store, 'forged', sha256('promised'));

      expect(result).toMatchObject({ kind: 'differs', sha256: sha256('forged') });
      await expect(store.read(result.key)).rejects.toThrow();
    });

    it('is not taken in by bytes that claim a hash that is there already', async () => {
      const store = await create();
      const { key } = await keep(store, 'original');

      expect(await keep(store, 'impostor', sha256('original'))).toMatchObject({
        kind: 'differs',
        sha256: sha256('impostor'),
      });
      expect(await text(await store.read(key))).toBe('original');
    });

    it('keeps the same bytes again and again, also at once', async () => {
      const store = await create();
      const results = await Promise.all(Array.from({ length: 4 }, () => keep(store, 'again')));

      expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['kept']));
    });

    it('keeps content of many megabytes, whole', async () => {
      const store = await create();
      const part = Buffer.alloc(2 ** 20, 7);
      const whole = Buffer.concat(Array.from({ length: 12 }, () => part));
      const kept = await store.keep(
        Readable.from(Array.from({ length: 12 }, () => part)),
        sha256(whole),
        'large',
        whole.length,
      );

      expect(kept.kind).toBe('kept');
      expect(sha256(await wholeBytes(await store.read(kept.key)))).toBe(sha256(whole));
    });

    it('passes on the fault of a stream that breaks, and stores nothing', async () => {
      const store = await create();
      const broken = Readable.from(
        (async function* () {
          yield Buffer.from('begin');
          throw new Error('the source broke');
        })(),
      );

      await expect(store.keep(broken, sha256('begin'), 'file', 5)).rejects.toThrow('the source broke');
      await expect(store.read(`sha256/${sha256('begin')}/file`)).rejects.toThrow();
    });

    it('misses what is not there by name', async () => {
      await expect((await create()).read(`sha256/${sha256('never')}/file`)).rejects.toMatchObject({
        name: 'NoSuchKey',
      });
    });
  });
};

/** What every store of documents must do. */
export const documentsContract = (name: string, create: () => Promise<Documents>): void => {
  describe(`documents: ${name}`, () => {
    it('keeps JSON under its digest, the same for the same document', async () => {
      const documents = await create();
      const digest = await documents.keepJson({ b: 1, a: ['ü', null, 0.5] });

      expect(digest).toMatch(/^[0-9a-f]{64}$/);
      expect(await documents.keepJson({ b: 1, a: ['ü', null, 0.5] })).toBe(digest);
      expect(await documents.json(digest)).toEqual({ b: 1, a: ['ü', null, 0.5] });
    });

    it('throws for a document that is not there', async () => {
      await expect((await create()).json(sha256('never'))).rejects.toThrow();
    });

    it('keeps text under a name, the last one written, and nothing under another', async () => {
      const documents = await create();
      await documents.put('pages/one.html', '<p>é</p>', 'text/html');
      await documents.put('pages/one.html', '<p>ü</p>', 'text/html');

      expect(await documents.text('pages/one.html')).toBe('<p>ü</p>');
      expect(await documents.text('pages/two.html')).toBeUndefined();
    });
  });
};
