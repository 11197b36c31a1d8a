import type { Edited } from '../cli/edit.ts';

/** Where nobody sits at both ends there is nobody to edit anything. */
export async function edit(name: string, text: string): Promise<Edited | null> {
  const { stdin, stdout, env } = process;
  const command = env.VISUAL?.trim() || env.EDITOR?.trim();
  if (!stdin.isTTY || !stdout.isTTY || command === undefined || command === '') return null;
  const { editText } = await import('../backend/host.ts');
  return editText(command, name, text);
}
