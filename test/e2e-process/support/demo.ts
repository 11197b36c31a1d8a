import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));
/** Only for a demo that hangs. */
export const DEMO_MS_MAX = 240_000;

/** A checkout that is built, in a folder of its own, as a newcomer has it before a demo. */
export class DemoClone {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;

  constructor(name: string) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), `millrace-${name}-`)));
    this.env = { PATH: process.env.PATH, HOME: this.folder };
  }

  fill(): void {
    cpSync(dirname(dirname(inject('program'))), this.folder, { recursive: true });
    cpSync(join(repository, 'demo'), join(this.folder, 'demo'), { recursive: true });
    symlinkSync(join(repository, 'node_modules'), join(this.folder, 'node_modules'));
  }

  run(...words: string[]): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, words, {
      cwd: this.folder,
      encoding: 'utf8',
      env: this.env,
      timeout: DEMO_MS_MAX,
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
