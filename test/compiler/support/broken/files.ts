import { GONE } from '../../../support/compiler/json.ts';
import { ECHO, RIVER, SKIPPER, SKY, world } from '../../../support/compiler/world.ts';
import type { Breakage } from '../broken.ts';

/** A sound family that no mode uses. */
function spare(id: string): string {
  return JSON.stringify(world([[ECHO, '/family_id', id]]).get(ECHO));
}

export const FILES: Breakage[] = [
  { name: 'a file with a comma too many', files: { 'modes/x.json': '{\n  "mode_id": "x",\n}' } },
  { name: 'a file of prose', files: { 'modes/x.json': 'hello, "you" there' } },
  { name: 'a file that is not JSON', files: { [RIVER]: '{ "loop_id": ' } },
  { name: 'a file that nests too deep', files: { [RIVER]: '['.repeat(90) + ']'.repeat(90) } },
  { name: 'a file that is not UTF-8', files: { [RIVER]: new Uint8Array([0x22, 0xff, 0x22]) } },
  { name: 'a file without an id', edits: [[SKIPPER, '/stage_kind_id', GONE]] },
  { name: 'an unused file that the schema refuses', files: { 'modes/x.json': '{"mode_id":"x"}' } },
  { name: 'a large prompt', files: { 'entrypoints/skipper.md': 'x'.repeat(1_048_577) } },
  { name: 'a link among the sources', links: { 'graphs/river/extra.json': '/ws/elsewhere.json' } },
  { name: 'a prompt that is a link', links: { 'entrypoints/skipper.md': '/ws/secret.md' } },
  { name: 'a file with a strange name', files: { 'modes/my mode.json': '{}' } },
  { name: 'folders too deep', files: { [`graphs/${'a/'.repeat(9)}x.json`]: '{}' } },
  { name: 'a missing prompt', files: { 'entrypoints/flyer.md': GONE } },
  { name: 'an empty prompt', files: { 'entrypoints/flyer.md': ' \n' } },
  { name: 'a missing skill', files: { 'skills/mender.md': GONE } },
  { name: 'an absent attached skill', files: { 'skills/wind.md': GONE } },
  {
    name: 'an id in two files',
    files: { 'graphs/copy.json': JSON.stringify(world().get(SKY)) },
  },
  {
    name: 'an unused id in two files',
    files: { 'families/leaf.json': spare('leaf'), 'families/leaf-copy.json': spare('leaf') },
  },
];
