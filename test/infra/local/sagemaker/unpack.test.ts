import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpack } from '../../../../infra/local/sagemaker/unpack.ts';

const folder = () => mkdtempSync(path.join(tmpdir(), 'unpack-'));

/** A ustar entry with any name and type, and a right checksum. */
const entry = (name: string, content = '', type = '0', link = ''): Buffer => {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write(link, 157);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
};
const archive = (...entries: Buffer[]): Buffer => gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
/** In pieces, as a network delivers. */
const inPieces = (bytes: Buffer): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / 100) }, (_, i) => bytes.subarray(i * 100, (i + 1) * 100)),
  );

describe('unpacking a model archive', () => {
  it('writes files and folders', async () => {
    const target = folder();
    await unpack(
      inPieces(archive(entry('code/', '', '5'), entry('code/a.py', 'x=1'), entry('model.onnx', 'graph'))),
      target,
    );
    expect(readFileSync(path.join(target, 'code/a.py'), 'utf8')).toBe('x=1');
    expect(readFileSync(path.join(target, 'model.onnx'), 'utf8')).toBe('graph');
  });

  it('reads what tar itself writes, long names included', async () => {
    const [source, target] = [folder(), folder()];
    const name = `${'deep/'.repeat(30)}model.onnx`;
    mkdirSync(path.dirname(path.join(source, name)), { recursive: true });
    writeFileSync(path.join(source, name), 'x'.repeat(100_000));
    for (const format of ['gnu', 'pax']) {
      const bytes = execFileSync('tar', ['-C', source, `--format=${format}`, '-czf', '-', '.']);
      await unpack(inPieces(bytes), path.join(target, format));
      expect(readFileSync(path.join(target, format, name), 'utf8')).toHaveLength(100_000);
    }
  });

  it.each([
    ['a path upwards', entry('../evil', 'x'), 'outside'],
    ['an absolute path', entry('/tmp/evil', 'x'), 'outside'],
    ['a path with a backslash', entry('..\\evil', 'x'), 'outside'],
    ['a symbolic link', entry('evil', '', '2', '/etc/passwd'), 'a link'],
    ['a hard link', entry('evil', '', '1', 'model.onnx'), 'a link'],
    ['a device', entry('evil', '', '3'), 'a device'],
  ])('refuses %s and writes nothing', async (_, evil, message) => {
    const target = folder();
    await expect(unpack(inPieces(archive(evil)), target)).rejects.toThrow(message);
    expect(readdirSync(target)).toEqual([]);
  });

  it('refuses to write over an earlier entry', async () => {
    await expect(unpack(inPieces(archive(entry('a', '1'), entry('a', '2'))), folder())).rejects.toThrow('EEXIST');
  });

  it.each([
    ['no gzip', Buffer.from('this is not an archive\n'), 'incorrect header check'],
    ['no tar inside', gzipSync(Buffer.alloc(600, 'x')), 'not a tar archive'],
    ['a cut archive', gzipSync(entry('model.onnx', 'x'.repeat(2000)).subarray(0, 1000)), 'in the middle of an entry'],
  ])('says so when there is %s', async (_, bytes, message) => {
    await expect(unpack(inPieces(bytes), folder())).rejects.toThrow(message);
  });
});
