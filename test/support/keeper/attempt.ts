import { it } from 'vitest';
import { bundled } from '../bundled.ts';
import { Workbench } from './workbench.ts';

export type AttemptTest = (name: string, run: (bench: Workbench) => Promise<void>) => void;

/** How a file names its cases: each has its own folder and attempt id and ends with nothing alive. */
export function attempts(): AttemptTest {
  const entry = bundled('support/keeper/keeper-entry.ts');
  return (name, run) => {
    it.concurrent(name, async () => {
      const bench = new Workbench(entry);
      try {
        await run(bench);
      } finally {
        await bench.close();
      }
    });
  };
}
