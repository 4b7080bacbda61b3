import { vi } from 'vitest';
import type { Command } from '../../../infra/cli/command.ts';

/** Runs a command as the terminal would, and gives its exit code with what it wrote. */
export const runCommand = async (
  command: Command,
  words: readonly string[],
  options: object,
): Promise<{ exit: number; text: string }> => {
  const written: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  try {
    const exit = await command.run(words, { json: false, detach: false, ...options });
    return { exit, text: written.join('') };
  } finally {
    stdout.mockRestore();
  }
};
