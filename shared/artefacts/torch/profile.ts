import type { ByteSource } from '../byte-source.ts';
import { allowList } from '../pickle/allowed-names.ts';
import { readPickle } from '../pickle/scan-pickle.ts';
import { instance } from '../pickle/values.ts';
import type { Scan } from '../scan.ts';
import type { ZipProfile } from '../zip/profile.ts';
import { type Storage, storageOf } from './storage.ts';

/** Members that hold a word about the archive. */
const WORDS = /^(version|byteorder|\.format_version|\.storage_alignment|\.data\/serialization_id)$/;
const LONGEST_WORD = 256;

const ADVICE = 'save the state_dict with torch.save, or use safetensors or ONNX';

/** A torch archive (S-32): `data.pkl` first, then exactly the storages that it names, each of the size it says. */
export const torchProfile = (scan: Scan, folder: string): ZipProfile => {
  const { notebook } = scan;
  const named = new Map<string, Storage>();
  const found = new Set<string>();
  let begun = false;

  const dataPickle = async (path: string, content: ByteSource): Promise<string> => {
    begun = true;
    const torch = allowList(scan.reviewed, true);
    await readPickle(
      { ...scan, source: content, member: path },
      {
        name: 'torch',
        allowed: torch,
        persistent(id) {
          const storage = storageOf(id);
          const before = storage && named.get(storage.key);
          if (!storage || (before && before.bytes !== storage.bytes))
            notebook.refuse('torch-storage', 'a persistent id names no storage, or one in two sizes', {
              member: path,
              offset: content.offset(),
            });
          else named.set(storage.key, storage);
          return instance('torch.storage', storage ? 'storage' : 'refused', id);
        },
      },
    );
    if ((await content.fill(1)) > 0)
      notebook.refuse('trailing-bytes', 'there are bytes behind the end of the pickle', {
        member: path,
        offset: content.offset(),
      });
    return 'pickle';
  };

  const storage = async (key: string, path: string, content: ByteSource): Promise<string> => {
    let bytes = 0;
    for await (const piece of content.rest()) bytes += piece.length;
    found.add(key);
    const expected = named.get(key);
    if (!begun)
      notebook.refuse('torchscript', 'tensors stand before the pickle that names them, as TorchScript has it', {
        member: scan.member,
        advice: ADVICE,
      });
    else if (!expected) notebook.refuse('torch-storage', 'no tensor uses this storage', { member: path });
    else if (expected.bytes !== bytes)
      notebook.refuse('torch-storage', `the storage has ${bytes} bytes instead of ${expected.bytes}`, { member: path });
    return 'tensor storage';
  };

  const word = async (path: string, content: ByteSource): Promise<string> => {
    const length = await content.fill(LONGEST_WORD + 1);
    if (length > LONGEST_WORD || !/^[\w.-]*\n?$/.test(content.window().toString('latin1')))
      notebook.refuse('torch-member', 'it holds more than a word', { member: path });
    return 'text';
  };

  return {
    format: 'torch zip',
    async member(name, path, content, at) {
      const own = name.startsWith(`${folder}/`) ? name.slice(folder.length + 1) : undefined;
      if (own === 'data.pkl') return dataPickle(path, content);
      const key = /^data\/(\d{1,9})$/.exec(own ?? '')?.[1];
      if (key !== undefined) return storage(key, path, content);
      if (own !== undefined && WORDS.test(own)) return word(path, content);
      notebook.refuse(
        own !== undefined && /^(code\/|constants\.pkl$|extra\/)/.test(own) ? 'torchscript' : 'torch-member',
        `${own ?? name} does not belong to a torch archive of tensors`,
        { member: path, offset: at, advice: ADVICE },
      );
      return 'unexpected';
    },
    end() {
      for (const { key } of named.values())
        if (!found.has(key))
          notebook.refuse('torch-storage', `the storage data/${key} is missing`, { member: scan.member });
    },
  };
};
