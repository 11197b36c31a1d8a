import { readFileSync, writeFileSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { z } from 'zod';
import install from '../../support/program/setup.ts';
import { clientPage, takeClientRows, takeTranscripts } from './clients/report.ts';
import { plainTable } from './notes.ts';
import { pageOf, takeRows } from './report.ts';

const HARNESS_PAGE = new URL('../../../docs/harness-tests.md', import.meta.url);
const CLIENT_PAGE = new URL('../../../docs/clients.md', import.meta.url);
const PACKAGE = new URL('../package.json', import.meta.url);
const programs = z.record(z.string(), z.string()).default({});
const packages = z.looseObject({ dependencies: programs, optionalDependencies: programs });

/** Builds the program once; prints the reports when all cases are over, and publishes them on demand. */
export default function setup(project: TestProject): () => void {
  process.env.MILLRACE_E2E_RUN = String(process.pid);
  const remove = install(project);
  return () => {
    remove();
    const rows = takeRows();
    const clientRows = takeClientRows();
    const transcripts = takeTranscripts();
    process.stdout.write(`\n${plainTable(rows)}\n\n${plainTable(clientRows)}\n`);
    if (process.env.E2E_REPORT !== 'write') return;
    // A run of some files leaves the page of the others alone.
    if (rows.length > 1) writeFileSync(HARNESS_PAGE, pageOf(rows, versions(isHarness)));
    if (clientRows.length > 1)
      writeFileSync(CLIENT_PAGE, clientPage(clientRows, transcripts, versions(isClient)));
  };
}

/** One that is installed under another name is run as a client alone. */
const isHarness = (name: string, version: string) => !isAlias(version) && !isInspector(name);
const isClient = (name: string, version: string) =>
  isAlias(version) || isInspector(name) || /\/(claude-code|codex)$/.test(name);
const isAlias = (version: string) => version.startsWith('npm:');
const isInspector = (name: string) => name.startsWith('@modelcontextprotocol/');

/** A line for each program that a page is about. */
function versions(isOf: (name: string, version: string) => boolean): string[] {
  const { dependencies, optionalDependencies } = packages.parse(
    JSON.parse(readFileSync(PACKAGE, 'utf8')),
  );
  return Object.entries({ ...dependencies, ...optionalDependencies })
    .filter(([name, version]) => isOf(name, version))
    .map(([name, version]) => {
      const [, aliased = name, exact = version] = /^npm:(.+)@(.+)$/.exec(version) ?? [];
      return `- \`${aliased}\` ${exact}`;
    });
}
