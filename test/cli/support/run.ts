import { runCommand } from '../../../src/cli/main.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';
import { fakeBackend, type Replaced, ROOT } from '../../support/backend/fake.ts';
import { PIPE } from '../../support/terminal.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One command of somebody at a pipe, in a workspace that is made up. */
export async function run(
  line: string,
  replaced: Replaced = {},
  input = '',
  terminal: Partial<Terminal> = {},
): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await runCommand(
    line === '' ? [] : line.split(' '),
    { backend: fakeBackend(replaced), root: ROOT, version: '9.9.9' },
    {
      ...PIPE,
      ...terminal,
      input: async () => new TextEncoder().encode(input),
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    },
  );
  return { code, out, err };
}
