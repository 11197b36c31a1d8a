import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { NEWER_NODE, SUITES } from './programs.ts';

const ENTRY = join(SUITES, '@modelcontextprotocol/conformance/dist/index.js');
/** A scenario without its fixture waits for what never comes. */
const SCENARIO_MS_MAX = 15_000;
const FOLDER = /^server-(.+)-\d{4}-\d{2}-\d{2}T[\d-]+Z$/;

const checks = z.array(
  z.looseObject({ id: z.string(), status: z.string(), errorMessage: z.string().optional() }),
);

/** Scenario -> its checks that did not succeed, as the official suite sees a server in one version. */
export async function conformance(
  url: string,
  version: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-conformance-'));
  try {
    await suite(['--url', url, '--spec-version', version, '-o', folder]);
    return new Map(readdirSync(folder).map((name) => [scenarioOf(name), failuresIn(folder, name)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** It ends with 1 when a scenario fails, which those without a fixture do. */
function suite(words: readonly string[]): Promise<void> {
  const args = [ENTRY, 'server', '--suite', 'all', '--timeout', String(SCENARIO_MS_MAX), ...words];
  return new Promise((resolve) => {
    execFile(NEWER_NODE, args, { maxBuffer: 2 ** 26 }, () => resolve());
  });
}

function scenarioOf(folder: string): string {
  return FOLDER.exec(folder)?.[1] ?? folder;
}

function failuresIn(folder: string, name: string): string[] {
  const path = join(folder, name, 'checks.json');
  if (!existsSync(path)) return ['it left no checks'];
  return checks
    .parse(JSON.parse(readFileSync(path, 'utf8')))
    .filter(({ status }) => status === 'FAILURE')
    .map(({ id, errorMessage = '' }) => `${id}: ${errorMessage}`);
}
