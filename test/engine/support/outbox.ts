import { done } from '../../../src/sim/shipped-player.ts';
import { freshDisk } from '../../support/shipped-disk.ts';
import { Machine, type Opened } from './process.ts';

/** Every stage gives up, so that what was handed over is blocked at once. */
export function hopeless(disk = freshDisk('default_offline')): Machine {
  return new Machine(disk, (request) => done('BLOCKED', request));
}

export async function untilBlocked({ runtime }: Opened): Promise<void> {
  for (let call = 0; call < 20; call += 1) {
    if (runtime.status().condition === 'blocked') return;
    await runtime.tick({ wait_ms: 0 });
  }
  throw new Error('nothing was blocked');
}
