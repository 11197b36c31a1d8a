import { writeFileSync } from 'node:fs';
import { enginePorts } from '../src/backend/host.ts';
import { layoutOf } from '../src/runtime/workspace/index.ts';
import { Held } from './held.ts';
import { type Row, statOf, timed } from './measure.ts';
import { MODE } from './workspace.ts';

const EDITS = 40;
const WARM_UP_EDITS = 5;
const RELOAD_MS_MAX = 50;
const HEAD = `[runtime]\ndefault_mode = "${MODE}"\n`;

/** The tick that reads an edited config, judges it, records it, and adopts the plan that it makes. */
export async function measureReload(root: string): Promise<Row[]> {
  const held = await Held.take(root, enginePorts(root));
  const { config } = layoutOf(root);
  const reloads = (edit: (number: number) => string) => {
    const samples = Array.from({ length: WARM_UP_EDITS + EDITS }, (_, number) => {
      writeFileSync(config, `${HEAD}${edit(number + 2)}`);
      return timed(() => held.settle());
    });
    return statOf(samples.slice(WARM_UP_EDITS));
  };
  held.settle();
  const kinds = [
    ['a reload of a key of the next tick', (one: number) => `idle_sleep_seconds = ${one}\n`],
    ['a reload that makes another plan', (one: number) => `[limits]\nattempts_per_item = ${one}\n`],
    ['a reload that is refused', (one: number) => `[limits]\nattempts_per_itm = ${one}\n`],
  ] as const;
  const rows = kinds.map(([what, edit]): Row => {
    const time = reloads(edit);
    return { what, time, limit: `${RELOAD_MS_MAX} ms`, ok: time.p50 <= RELOAD_MS_MAX };
  });
  writeFileSync(config, HEAD);
  await held.release();
  return rows;
}
