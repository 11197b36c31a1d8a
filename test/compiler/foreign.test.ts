import { describe, expect, it } from 'vitest';
import { edited, GONE, type Json } from '../support/compiler/json.ts';
import { compileTree, explain } from '../support/compiler/workspace.ts';
import { CAVE, MODE, PEBBLE, RIVER, SKIPPER, SKY, world } from '../support/compiler/world.ts';

const MANIFEST = 'state/baseline_manifest.json';
const before = compileTree(world()).plan?.compiled_plan_id;

function changed(path: string, pointer: string, value: Json | typeof GONE): string {
  return JSON.stringify(edited(JSON.parse(JSON.stringify(world().get(path))), pointer, value));
}

/** What another program may leave in the folders of assets. */
const FOREIGN: Readonly<Record<string, string | Uint8Array>> = {
  // Other words of the same kinds: for the same ids, and for ids that nobody names.
  'graphs/river/flow.json': changed(RIVER, '/nodes/0/colour', 'blue'),
  'graphs/cave/flow.json': JSON.stringify(world().get(CAVE)),
  'registry/stage_kinds/river/stone.json': changed(SKIPPER, '/may_revise', GONE),
  'modes/drought.json': '{"mode_id":"drought"}',
  // Nothing of ours at all.
  'modes/notes.json': 'Remember the rain.',
  'modes/README of modes.json': '{}',
  'families/list.json': '["pebble", "kite"]',
  'graphs/binary.json': new Uint8Array([0xff, 0xfe, 0x00]),
  'graphs/river/index.py': 'import river',
};

function withManifest(files: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const entries = [...world().keys()].map((relative_path) => ({ relative_path }));
  return new Map<string, unknown>([...world(), [MANIFEST, { entries }], ...Object.entries(files)]);
}

describe('files that are not ours', () => {
  it('are ignored, a line each, and the plan is the same', () => {
    const result = compileTree(withManifest(FOREIGN));
    expect(result.plan?.compiled_plan_id).toBe(before);
    expect(explain(result)).toMatchInlineSnapshot(`
      "warning value_invalid families/list.json#/family_id
        The value of "family_id" is missing.
        Add it: expected string.
      warning file_unreadable graphs/binary.json
        The file cannot be used: it is not UTF-8.
        Correct it, or move it elsewhere: what it declares is not known.
      warning id_duplicate graphs/cave/flow.json
        The loop "cave.flow" is declared in graphs/cave/cave.flow.json already.
        The file is not used. To use what it declares, give it an id of its own.
      warning id_duplicate graphs/river/flow.json
        The loop "river.flow" is declared in graphs/river/river.flow.json already.
        The file is not used. To use what it declares, give it an id of its own.
      warning path_misplaced modes/README of modes.json
        This is not read: a file name may only hold letters, digits, ".", "_" and "-".
        Put a regular file with a plain name in its place, or move it elsewhere.
      warning value_invalid modes/drought.json#/claim_order
        The value of "claim_order" is missing.
        Add it: expected array.
      warning value_invalid modes/drought.json#/display_name
        The value of "display_name" is missing.
        Add it: expected string.
      warning value_invalid modes/drought.json#/families
        The value of "families" is missing.
        Add it: expected array.
      warning value_invalid modes/drought.json#/kind
        The value of "kind" is missing.
        Add it: expected "mode".
      warning value_invalid modes/drought.json#/loop_ids_by_plane
        The value of "loop_ids_by_plane" is missing.
        Add it: expected record.
      warning value_invalid modes/drought.json#/schema_version
        The value of "schema_version" is missing.
        Add it: expected "1.0".
      warning json_invalid modes/notes.json
        The file cannot be used: it is not JSON: Unexpected token 'R'.
        Correct it, or move it elsewhere: what it declares is not known.
      warning id_duplicate registry/stage_kinds/river/stone.json
        The stage kind "skipper" is declared in registry/stage_kinds/river/skipper.json already.
        The file is not used. To use what it declares, give it an id of its own."
    `);
  });

  it.each([
    ['the mode', MODE, 'modes/first.json', '/display_name'],
    ['a loop', RIVER, 'graphs/a/first.json', '/edges/0/description'],
    ['a family', PEBBLE, 'families/a.json', '/display_name'],
    ['a stage kind', SKIPPER, 'registry/stage_kinds/a.json', '/display_name'],
  ])('never stand for %s that the release brought', (_, own, path, pointer) => {
    const { plan } = compileTree(withManifest({ [path]: changed(own, pointer, 'Foreign') }));
    expect(plan?.compiled_plan_id).toBe(before);
  });

  it('that cannot be read count where a name is missed', () => {
    const broken = { 'graphs/river/old.json': 'old', 'families/list.json': '[]' };
    const tree = withManifest({ [SKY]: '{ "loop_id": ', ...broken });
    const { ok, diagnostics } = compileTree(tree);
    expect(ok).toBe(false);
    const unread = diagnostics.filter(({ code }) => /^(json|value)_invalid$/.test(code));
    expect(unread.map(({ severity, code, file }) => `${severity} ${code} ${file}`)).toEqual([
      'error json_invalid graphs/river/old.json',
      'error json_invalid graphs/sky/sky.flow.json',
      'warning value_invalid families/list.json',
    ]);
  });
});

describe('two files of the workspace itself with one id', () => {
  it('are for their author to settle', () => {
    const tree = new Map([...world(), ['graphs/copy.json', world().get(SKY)]]);
    const errors = compileTree(tree).diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'id_duplicate graphs/sky/sky.flow.json',
    ]);
  });

  it('are no question where one of them cannot be meant', () => {
    const broken = changed(SKY, '/edges', 'none');
    const result = compileTree(new Map([...world(), ['graphs/copy.json', broken]]));
    expect(result.plan?.compiled_plan_id).toBe(before);
    expect(explain(result)).toMatchInlineSnapshot(`
      "warning id_duplicate graphs/copy.json
        The loop "sky.flow" is declared in graphs/sky/sky.flow.json already.
        The file is not used. To use what it declares, give it an id of its own."
    `);
  });
});
