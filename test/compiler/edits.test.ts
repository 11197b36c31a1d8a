import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compile, currentness } from '../../src/compiler/index.ts';
import type { Plan } from '../../src/runtime/plan/index.ts';
import { configEdits } from '../support/compiler/config-edits.ts';
import { edited, GONE, type Json, places, valueAt } from '../support/compiler/json.ts';
import { compileTree, diskOf, inputOf, type Tree } from '../support/compiler/workspace.ts';
import { world } from '../support/compiler/world.ts';

const MODE_ONLY = 'runtime.default_mode = "weather"\n';

/** What of a plan decides how its stages run. */
function effectOf(plan: Plan | null): unknown {
  if (plan === null) return null;
  const { compiled_plan_id: _, compile_input_fingerprint: __, source_refs, ...rest } = plan;
  const { settings: ___, config_sha256: ____, ...effect } = rest;
  return { ...effect, source_refs: source_refs.filter((ref) => !ref.startsWith('config:')) };
}

function withConfig(toml: string): Tree {
  return new Map([...world(), ['millrace.toml', toml]]);
}

/** How an edit is judged under a plan of the config before it, and whether it has an effect. */
function judged(before: string, after: string) {
  const { plan } = compileTree(withConfig(before), 'weather');
  if (plan === null) throw new Error('the config before the edit does not compile');
  const input = inputOf(diskOf(withConfig(after)));
  const next = compile({ ...input, mode: 'weather' }).plan;
  const hasEffect = JSON.stringify(effectOf(plan)) !== JSON.stringify(effectOf(next));
  return { state: currentness(input, plan).state, hasEffect };
}

/** As a config says it, whatever else it says. */
function configOf(edit: { setting: string; toml: string }): string {
  const mine = edit.setting.startsWith('runners.mine.') ? 'runners.mine.args = ["--go"]\n' : '';
  return edit.setting === 'runtime.default_mode'
    ? `${edit.toml}\n`
    : `${MODE_ONLY}${mine}${edit.toml}\n`;
}

describe('an edit of the config', () => {
  const edits = configEdits();
  const cases = edits.flatMap((edit) => {
    const said = configOf(edit);
    return [
      { edit: `${edit.setting} is set`, ...judged(MODE_ONLY, said) },
      // The plan of a config that does not compile does not exist.
      ...(compileTree(withConfig(said), 'weather').ok
        ? [{ edit: `${edit.setting} is removed`, ...judged(said, MODE_ONLY) }]
        : []),
    ];
  });

  it('that has an effect is never current', () => {
    expect(cases.length).toBeGreaterThan(150);
    expect(cases.filter(({ hasEffect }) => hasEffect).length).toBeGreaterThan(60);
    expect(cases.filter(({ state, hasEffect }) => hasEffect && state === 'current')).toEqual([]);
  });

  it('that has none is current; only another mode always counts', () => {
    const strict = cases.filter(({ state, hasEffect }) => !hasEffect && state !== 'current');
    expect(strict.map(({ edit }) => edit)).toMatchInlineSnapshot(`
      [
        "runtime.default_mode is set",
        "runtime.default_mode is removed",
      ]
    `);
  });

  it('that writes down or removes a value which holds anyway is current', () => {
    const { plan } = compileTree(withConfig(MODE_ONLY), 'weather');
    const lines = Object.entries(plan?.settings?.defaults ?? {}).map(
      ([setting, value]) =>
        `${setting.slice(1).replaceAll('/', '.')} = ${JSON.stringify(value).replaceAll('":', '"=')}`,
    );
    expect(lines.length).toBeGreaterThan(30);
    const said = `${MODE_ONLY}${lines.join('\n')}\n`;
    expect(judged(MODE_ONLY, said)).toEqual({ state: 'current', hasEffect: false });
    expect(judged(said, MODE_ONLY)).toEqual({ state: 'current', hasEffect: false });
  });
});

/** Another value of the same kind. */
function another(value: Json): Json {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value}x`;
  return value === null ? 'x' : null;
}

describe('an edit of an asset', () => {
  const { plan } = compileTree(world());
  const state = (tree: Tree) => currentness(inputOf(diskOf(tree)), plan).state;
  const used = (plan?.resolved_assets ?? []).map(({ compile_time_path: path }) => path);
  const documents = used.filter((path) => path.endsWith('.json'));

  it.each(documents)('is never current, wherever it is in %s', (path) => {
    const root = z.json().parse(world().get(path));
    const spots = places(root);
    expect(spots.length).toBeGreaterThan(20);
    for (const pointer of spots) {
      const changed = edited(root, pointer, another(valueAt(root, pointer)));
      expect([pointer, state(new Map([...world(), [path, changed]]))]).toEqual([pointer, 'stale']);
      const without = edited(root, pointer, GONE);
      expect([pointer, state(new Map([...world(), [path, without]]))]).toEqual([pointer, 'stale']);
    }
  });

  it('is never current in a prompt or skill, or when a file goes', () => {
    const texts = used.filter((path) => path.endsWith('.md'));
    expect(texts.length).toBeGreaterThan(10);
    for (const path of texts) {
      expect([path, state(new Map([...world(), [path, `# ${path}\n\n`]]))]).toEqual([
        path,
        'stale',
      ]);
    }
    for (const path of used) {
      const tree = world();
      tree.delete(path);
      expect([path, state(tree)]).toEqual([path, 'stale']);
    }
  });
});
