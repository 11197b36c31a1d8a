import { shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Played, Player } from '../../../src/sim/sim-attempts.ts';
import { freshDisk } from '../../support/shipped-disk.ts';
import { Machine } from './process.ts';

/** A played stage that tells what it used. */
export function using(tokens: number, played: Played | null): Played | null {
  if (played === null) return null;
  const none = { cached_input_tokens: 0, output_tokens: 0, thinking_tokens: 0 };
  const usage = { input_tokens: tokens, ...none, total_tokens: tokens };
  return { ...played, out: { ...played.out, 'usage.json': JSON.stringify(usage) } };
}

/** A workspace with rules of usage; each stage uses as much as `spend` says. */
export function governed(rules: string, spend: Player): Machine {
  const toml = `[runtime]\ndefault_mode = "default_offline"\n\n${rules}`;
  return new Machine(freshDisk('default_offline', { 'millrace.toml': toml }), spend);
}

export function each(tokens: number): Player {
  return (request, world) => using(tokens, shippedPlayer(request, world));
}
