import type { Ids } from '../runtime/ports/small.ts';
import { seededRandom } from './random.ts';

/** Ids that are the same for the same seed. */
export class SimIds implements Ids {
  private readonly random: () => number;

  constructor(seed = 1) {
    this.random = seededRandom(seed);
  }

  hex(length: number): string {
    let text = '';
    while (text.length < length) text += Math.floor(this.random() * 16).toString(16);
    return text;
  }
}
