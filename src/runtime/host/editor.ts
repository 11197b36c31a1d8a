import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What somebody made of a text. The file stays until it is not needed any more. */
export interface EditedText {
  readonly path: string;
  readonly bytes: Uint8Array;
  discard(): void;
}

/**
 * Opens a text in somebody's editor and waits until that ends. The command is a line of a shell, as
 * programs that read `EDITOR` take it. Null when the editor could not be run, or says that it failed.
 */
export async function editText(
  command: string,
  name: string,
  text: string,
): Promise<EditedText | null> {
  const path = join(mkdtempSync(join(tmpdir(), 'millrace-edit-')), name);
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  const discard = () => rmSync(dirname(path), { recursive: true, force: true });
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn('/bin/sh', ['-c', `${command} "$1"`, 'sh', path], { stdio: 'inherit' });
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
  if (code === 0) return { path, bytes: readFileSync(path), discard };
  discard();
  return null;
}
