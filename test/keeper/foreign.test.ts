import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { attempts } from '../support/keeper/attempt.ts';

const attempt = attempts();

for (const kind of ['a file', 'a link'] as const) {
  attempt(
    `an attempt in whose place ${kind} stands is lost, and a cancel gets past it`,
    async (bench) => {
      const owner = bench.owner();
      bench.dispatch(owner, bench.harness('sleep 60'));
      await bench.started();
      const elsewhere = join(bench.base, 'elsewhere');
      mkdirSync(elsewhere);
      rmSync(bench.dir, { recursive: true });
      if (kind === 'a file') writeFileSync(bench.dir, 'of somebody else');
      else symlinkSync(elsewhere, bench.dir);
      owner.cancel(bench.id);
      expect(await bench.settled(owner)).toEqual({ row: 'directory_missing' });
      await bench.until(() => bench.living() === 0);
      expect(bench.disk.list(elsewhere)).toEqual([]);
    },
  );
}
