import { type Golden, play } from '../../src/prove/sim/golden.ts';
import type { Process } from '../../src/prove/sim/machine.ts';
import { shippedStory } from '../../src/prove/sim/scripts.ts';
import { freshDisk } from './shipped-disk.ts';

export const { player } = shippedStory;

let whole: Promise<Golden> | null = null;

/** The shipped campaign without any fault, played once for all tests of a file. */
export function campaign(): Promise<Golden> {
  whole ??= play(shippedStory, freshDisk('default_offline'));
  return whole;
}

export function perform(process: Process, op: number, again = false): Promise<string> {
  return shippedStory.perform(process, op, again);
}
