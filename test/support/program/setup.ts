import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Entry file of a built copy of the program that nobody rebuilds while tests run. */
    program: string;
  }
}

const repository = fileURLToPath(new URL('../../..', import.meta.url));

const PARTS = [
  ...['dist', 'assets', 'skills', 'package.json'],
  ...['plugin', '.mcp.json', 'mcp.json', 'plugin.json'],
];

/** Builds once and lays out what an installed package holds. */
export default function setup(project: TestProject): () => void {
  execFileSync(process.execPath, [join(repository, 'scripts', 'build.mjs')]);
  const installed = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-installed-')));
  for (const part of PARTS) {
    cpSync(join(repository, part), join(installed, part), { recursive: true });
  }
  // Other users may run it as well.
  chmodSync(installed, 0o755);
  project.provide('program', join(installed, 'dist', 'bin.js'));
  return () => rmSync(installed, { recursive: true, force: true });
}
