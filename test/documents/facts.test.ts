import { describe, expect, it } from 'vitest';
import {
  checkCommand,
  checksOf,
  documentFromTemplate,
  draftDocument,
  factsOf,
  parseDocument,
  renameReferences,
  renderDocument,
  safeId,
  type WorkDocument,
  withId,
  withScalars,
} from '../../src/runtime/documents/index.ts';
import type { Family } from '../../src/runtime/plan/index.ts';
import { recipe, shipped, spec, task } from '../support/families.ts';
import { context } from './support/show.ts';

function drafted(text: string, family: Family): WorkDocument {
  const result = draftDocument(text, family, context);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}

describe('facts', () => {
  it('come from the fields that the family names', () => {
    const text = `# Soup

Recipe-ID: soup-1
First-Step: chop
Guest-ID: ann
Picked-At: 2026-01-02T03:04:05.5+01:00
After:
- stock
- bread
- stock
Steps: stir
Acceptance: tasty
`;
    expect(factsOf(drafted(text, recipe), recipe)).toEqual({
      family: recipe,
      id: 'soup-1',
      title: 'Soup',
      at: Date.UTC(2026, 0, 2, 2, 4, 5, 500),
      depends_on: ['stock', 'bread'],
      root: 'ann',
      idea: null,
      start_node: 'chop',
    });
  });

  it('know a root by its role, and nothing of lineage without one', () => {
    const none: Family = { ...recipe, closure: { ...recipe.closure, role: 'none' } };
    const work: Family = { ...recipe, closure: { ...recipe.closure, role: 'work' } };
    const plain = withScalars(drafted('# S\n\nSteps: a\nAcceptance: b\n', recipe), recipe, {
      menu_id: null,
      wish_id: null,
    });
    const lineage = (document: WorkDocument, family: Family) => {
      const { root, idea } = factsOf(document, family);
      return [root, idea];
    };
    expect(lineage(plain, recipe)).toEqual([plain.id, plain.id]);
    expect(lineage(plain, work)).toEqual([null, null]);
    expect(lineage(plain, none)).toEqual([null, null]);
    const leftover = withScalars(plain, recipe, { origin: 'leftover' });
    expect(lineage(leftover, recipe)).toEqual([null, null]);
    const placed = withScalars(leftover, recipe, { menu_id: 'm', wish_id: 'w' });
    expect(lineage(placed, recipe)).toEqual(['m', 'w']);
    expect(lineage(placed, none)).toEqual([null, null]);
  });
});

describe('checks', () => {
  it.each([
    ['Check: `npm test`', 'npm test'],
    ['Check:`npm test`', 'npm test'],
    ['Check: ``echo `date` ``', 'echo `date`'],
    ['Check: `` `x` ``', '`x`'],
    ['Check: npm test', null],
    ['Check: `a` `b`', null],
    ['Check: ``a`` `b`', null],
    ['Check: `a`.', null],
    ['Check: ` `', null],
    ['Check: ```a```', null],
    ['check: `a`', null],
    ['run `a`', null],
  ])('%s', (item, command) => {
    expect(checkCommand(item)).toBe(command);
  });

  it('are taken from the lists that may hold them, in order', () => {
    const text = `# T

Required-Checks:
- Check: \`npm run lint\`
- the usual
Acceptance:
- Check: \`npm test\`
References:
- Check: \`not here\`
`;
    expect(checksOf(drafted(text, task), task)).toEqual([
      { command: 'npm test', field: 'Acceptance' },
      { command: 'npm run lint', field: 'Required-Checks' },
    ]);
  });
});

describe('a document from a template', () => {
  const handoff = {
    family_id: recipe.family_id,
    id: 'gap-{item}-{hash8}',
    scalars: {
      title: 'Repair {item}',
      origin: 'leftover',
      guest_id: '{guest}',
      heat: 'medium',
      picked_at: '{now}',
      cook: 'by {actor}\nand {nobody}',
    },
    lists: {
      steps: ['see {item}', '{evidence}', '{nobody}'],
      acceptance: ['{symptoms}'],
      exit_criteria: ['{none}'],
    },
  };
  const names = { item: 'a b/c', hash8: '0badcafe', now: '2026-01-01T00:00:00Z', actor: 'me' };
  const lists = { evidence: ['x.md', ' ', 'y\nz'], symptoms: ['it burns'], none: [] };

  it('fills names, expands lists and leaves out what is empty', () => {
    const document = documentFromTemplate(handoff, recipe, names, lists);
    const text = renderDocument(document, recipe);
    expect(text).toMatchInlineSnapshot(`
      "# Repair a b/c

      Recipe-ID: gap-a-b-c-0badcafe
      Origin: leftover
      Picked-At: 2026-01-01T00:00:00Z
      Cook: by me and

      Steps:
      - see a b/c
      - x.md
      - y z

      Acceptance:
      - it burns
      "
    `);
    expect(parseDocument(text, recipe)).toEqual({ ok: true, document, notes: [] });
  });

  it('gets a safe id of bounded length that keeps its end', () => {
    const long = { ...names, item: 'x'.repeat(300) };
    const { id } = documentFromTemplate(handoff, recipe, long, lists);
    expect(id).toMatch(/^gap-x+-0badcafe$/);
    expect(id.length).toBe(120);
    expect(safeId('../../etc/passwd')).toBe('etc-passwd');
    expect(safeId('..')).toBe('item');
  });

  it('knows no names but those it was given', () => {
    const hostile = { ...handoff, id: 'a{constructor}b', lists: { steps: ['{constructor}', 'x'] } };
    const document = documentFromTemplate(hostile, recipe, {}, {});
    expect([document.id, document.lists.steps]).toEqual(['ab', ['x']]);
  });
});

describe('a revision', () => {
  const text = `# T

Task-ID: t
Spec-ID: s
Root-Spec-ID: r
Depends-On:
- a
- b
Acceptance: s
`;

  it('sets and removes scalars, and nothing else', () => {
    const before = drafted(text, task);
    const values = { spec_id: null, root_spec_id: 'q', task_id: 'no', title: 'no', unknown: 'no' };
    const after = withScalars(before, task, values);
    const { spec_id: _, ...kept } = before.scalars;
    expect(after).toEqual({ ...before, scalars: { ...kept, root_spec_id: 'q' } });
    expect(
      withScalars(drafted('# S\n\nSteps: a\nAcceptance: b\n', recipe), recipe, { heat: 'medium' })
        .scalars.heat,
    ).toBeUndefined();
  });

  it('follows renamed ids in dependencies and references, not in prose or its own id', () => {
    const before = drafted(text, task);
    const renames = new Map([
      ['a', 'a-2'],
      ['s', 's-2'],
      ['t', 't-2'],
    ]);
    const after = renameReferences(before, task, renames);
    expect(after.id).toBe('t');
    expect(after.lists).toEqual({ ...before.lists, depends_on: ['a-2', 'b'] });
    expect(after.scalars).toEqual({ ...before.scalars, spec_id: 's-2' });
    expect(withId(after, 't-2').id).toBe('t-2');
    expect(
      renameReferences(drafted('# S\n\nAcceptance: a\n', spec), spec, renames).lists.acceptance,
    ).toEqual(['a']);
  });
});

it('every shipped family has its own fields in order', () => {
  for (const family of shipped) {
    const keys = new Set([...family.scalars, ...family.lists].map((field) => field.key));
    const named = [family.id_key, family.order_key, family.depends_on_key, family.start_node_key];
    for (const key of [...named, ...family.closure.root_keys]) {
      if (key !== null) expect(keys).toContain(key);
    }
  }
});
