import type { TestProject } from 'vitest/node';
import install from '../../e2e-process/support/setup.ts';
import { table } from './report.ts';

/** Builds the program once; prints the report when all cases are over. */
export default function setup(project: TestProject): () => void {
  process.env.MILLRACE_E2E_RUN = String(process.pid);
  const remove = install(project);
  return () => {
    remove();
    process.stdout.write(`\n${table()}\n`);
  };
}
