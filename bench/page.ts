import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Row } from './measure.ts';
import { tableOf } from './table.ts';

/** Writes the table of this run into the documentation. */
export function publish(root: string, rows: readonly Row[]): void {
  const day = new Date().toISOString().slice(0, 10);
  const text = `# Benchmarks

Measured on ${day} on ${availableParallelism()} cores with Node ${process.versions.node} on
${process.platform}, by \`npm run bench -- --write\`. Compare ratios within one run, never times of
two runs: making a file takes anything from 0.02 to 1 ms, depending on what was deleted on the same
file system in the last minutes.

- **bare append**: 2 KB appended to a file and made durable with fdatasync, taken next to each sample
  of what is compared with it. No change of state can cost less.
- **whole stage without processes**: from a finished attempt to its applied and rendered result, and the
  dispatch of the stage that follows, in one record. Processes and the attempt folder are not in it; the
  folder has lines of its own. Queue sizes are interleaved.
- **end of one harness to the start of the next, with processes**: from the last word of one program to
  the first of the next, with a loop, its keepers and a spare one. They find no git: its notes
  of the work folder have lines of their own.
- **release 0.18.0** is the prior implementation at the same size, measured as the row says: without
  processes beside ours without, with them beside ours with them.
- **from the end of one harness to the keeper of the next**: everything in between is ours: the keeper
  that finds out, the owner that reads the result, applies it and prepares the stage that follows. Real
  processes; the start of the keeper has a line of its own, and so has the folder, which is all files.
- **looking around**: what an owner does once while a stage runs: folders, and files made ahead.
- Rows without a limit are for information.

${tableOf(rows)}
`;
  writeFileSync(join(root, 'docs', 'benchmarks.md'), text);
}
