import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { host } from '../../src/backend/host.ts';
import { packageRoot } from '../../src/package.ts';
import { seededRandom } from '../../src/sim/random.ts';
import { publish } from './page.ts';
import { type Part, playedPart } from './played.ts';
import { realPart } from './real.ts';
import { reportOf } from './report.ts';
import { PUBLISHED } from './shape.ts';

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '10' },
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const scratch = process.env.MILLRACE_MARATHON_SCRATCH ?? '';
  const ground = {
    ...host,
    millrace: [process.execPath, join(packageRoot, 'dist', 'bin.js')],
    scratch,
    path: process.env.PATH ?? '',
  };
  const scale = Number(values.scale);
  const kills = Number(values.kills);
  const chance = seededRandom(Number(values.seed));
  const parts: Part[] = [];
  if (values.only !== 'real') {
    const specs = Math.max(1, Math.round(PUBLISHED.specs * scale));
    const owner = join(scratch, 'build', 'owner.js');
    parts.push(await playedPart(ground, owner, specs, kills, chance));
  }
  if (values.only !== 'played') {
    const specs = Math.max(1, Math.round(PUBLISHED.specs * Math.min(1, scale)));
    parts.push(await realPart(ground, specs, chance));
  }
  process.stdout.write(`${reportOf(parts, Number(values.seed))}\n`);
  if (values.write) publish(process.env.MILLRACE_MARATHON_ROOT ?? '', parts, Number(values.seed));
  return parts.every(isRight) ? 0 : 1;
}

function isRight({ problem, numbers, expected }: Part): boolean {
  return problem === null && JSON.stringify(numbers) === JSON.stringify(expected);
}

process.exit(await main());
