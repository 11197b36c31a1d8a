import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Part } from './played.ts';
import { PUBLISHED } from './shape.ts';

const SECOND_MS = 1000;

/** Writes what this run came to into the documentation. */
export function publish(root: string, parts: readonly Part[], seed: number): void {
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${availableParallelism()} cores that had other work as well`;
  const text = `# Evidence

Does a long campaign come to its end, whatever is killed on the way? Recorded on ${day} by
\`npm run marathon -- --scale 1 --write\`, which writes this page: ${machine},
Node ${process.versions.node}, ${process.platform}, seed ${seed}.

**The stages are simulated**: a script plays them, no model worked, and each reports the same number of
tokens, so that one counted twice or lost would show. Simulated, too, is the work itself: what a spec asks for
is a file. Real are the owner processes, their kills, the journal, the disk, the queue, recovery and closure;
in the second row the keepers and the programs that they start as well.

The shape is that of a campaign of 28 hours that was published with real models:
${published()}.
Here it runs twice in each row, once undisturbed and once with kills, and the ends are compared: items, runs,
counters, closure, tokens, and every rendered file.

${table(parts)}

- **tokens** are simulated; they are exactly the stages times what each reports.
- **remediations**: how often the judging stage asked for more before it closed a spec.
- **span**: from the first spec that was begun to the last that was closed, kills and recovery counted.
- **kills**: SIGKILL at a random moment, to the owner, or to keepers and owner.
- **same end**: nothing lost, nothing done twice, compared with the campaign that nobody disturbed.

Nobody intervened. What else is put to the proof, at each single step of the disk: [the
proof](guide/prove.md). What real harnesses were seen to do: [harnesses that were tested](harness-tests.md).
Times of single operations: [benchmarks](benchmarks.md).
`;
  writeFileSync(join(root, 'docs', 'evidence.md'), text);
}

function published(): string {
  return Object.entries(PUBLISHED)
    .map(([what, count]) => `${count} ${what === 'stages' ? 'stage results' : what}`)
    .join(', ');
}

function table(parts: readonly Part[]): string {
  const head = ['', 'specs', 'tasks', 'runs', 'stage results', 'remediations', 'tokens'];
  const rows = parts.map(({ name, numbers, kills, span_ms, problem }) => [
    name,
    ...Object.values(numbers).map((count) => count.toLocaleString('en')),
    `${Math.round(span_ms / SECOND_MS)} s`,
    String(kills),
    problem === null ? 'yes' : 'NO',
  ]);
  const all = [[...head, 'span', 'kills', 'same end'], rows[0]?.map(() => '---') ?? [], ...rows];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
