import { beforeAll, it } from 'vitest';
import { bundle } from './bundle.ts';
import { Workbench } from './workbench.ts';

let entry = '';
beforeAll(async () => {
  entry = await bundle('./keeper-entry.ts');
});

/** Each case has its own folder and attempt id and ends with nothing alive. */
export function attempt(name: string, run: (bench: Workbench) => Promise<void>): void {
  it.concurrent(name, async () => {
    const bench = new Workbench(entry);
    try {
      await run(bench);
    } finally {
      await bench.close();
    }
  });
}
