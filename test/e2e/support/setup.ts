import { readFileSync, writeFileSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { z } from 'zod';
import install from '../../support/program/setup.ts';
import { pageOf, tableOf, takeRows } from './report.ts';

const PAGE = new URL('../../../docs/harness-tests.md', import.meta.url);
const PACKAGE = new URL('../package.json', import.meta.url);
const programs = z.record(z.string(), z.string()).default({});
const packages = z.looseObject({ dependencies: programs, optionalDependencies: programs });

/** Builds the program once; prints the report when all cases are over, and publishes it on demand. */
export default function setup(project: TestProject): () => void {
  process.env.MILLRACE_E2E_RUN = String(process.pid);
  const remove = install(project);
  return () => {
    remove();
    const rows = takeRows();
    process.stdout.write(`\n${tableOf(rows)}\n`);
    if (process.env.E2E_REPORT === 'write') writeFileSync(PAGE, pageOf(rows, versions()));
  };
}

function versions(): Record<string, string> {
  const { dependencies, optionalDependencies } = packages.parse(
    JSON.parse(readFileSync(PACKAGE, 'utf8')),
  );
  return { ...dependencies, ...optionalDependencies };
}
