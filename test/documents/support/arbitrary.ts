import fc from 'fast-check';
import type { WorkDocument } from '../../../src/runtime/documents/index.ts';
import type { Family, ScalarField } from '../../../src/runtime/plan/index.ts';

/** Lines that are made to be taken for something that they are not. */
function hostileLine(family: Family): fc.Arbitrary<string> {
  const labels = [...family.scalars, ...family.lists].map((field) => field.label);
  const label = fc.constantFrom(...labels, 'Owner', 'else', 'https', 'Check');
  const indent = fc.constantFrom(
    '',
    '',
    '',
    ' ',
    '  ',
    '    ',
    '\t',
    '> ',
    '> > ',
    '>',
    '- ',
    '  - ',
  );
  const shape = fc.oneof(
    label.map((name) => `${name}:`),
    fc
      .tuple(label, fc.string({ unit: 'grapheme', maxLength: 8 }))
      .map(([a, b]) => `${a}: ${oneLine(b)}`),
    label.map((name) => `## ${name.replaceAll('-', ' ')} criteria`),
    label.map((name) => `# ${name.toLowerCase()}`),
    label.map((name) => `**${name}:**`),
    label.map((name) => `${name.toLowerCase()} criteria:`),
    fc.constantFrom('', '', '```', '```ts', '~~~', '````', '---', '***', '___', '--', '# x', '#'),
    fc.constantFrom('- a', '* a', '+ a', '1. a', '1) a', '-', '[ ] a', '- [x] a', '- ```', '- - a'),
    fc.string({ unit: 'grapheme', maxLength: 12 }).map(oneLine),
  );
  return fc.tuple(indent, shape).map(([a, b]) => a + b);
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, ' ');
}

export function hostileText(family: Family): fc.Arbitrary<string> {
  return fc.array(hostileLine(family), { maxLength: 14 }).map((lines) => lines.join('\n'));
}

function value(family: Family): fc.Arbitrary<string> {
  return fc
    .oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), hostileLine(family))
    .map((text) => text.replace(/[\p{Cc}\u2028\u2029]/gu, '').trim())
    .map((text) => text.replace(/^(?:\[[ xX]\](?:\s+|$))+/, ''))
    .filter((text) => text !== '');
}

const id = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/)
  .filter((text) => !/^none\.?$/i.test(text));
const time = fc
  .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
  .map((date) => date.toISOString().replace('.000Z', 'Z'));
const json = fc
  .dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.constantFrom(1, true, 'x: y', null), {
    minKeys: 1,
    noNullPrototype: true,
  })
  .map((object) => JSON.stringify(object, Object.keys(object).sort()));

function scalar(field: ScalarField, family: Family): fc.Arbitrary<string> {
  if (field.type === 'id') return id;
  if (field.type === 'time') return time;
  if (field.type === 'json') return json;
  if (field.type === 'bool') return fc.constantFrom('true', 'false');
  if (field.type === 'choice') return fc.constantFrom(...(field.choices ?? []));
  return value(family);
}

/** Any document in the form that reading one gives. */
export function anyDocument(family: Family): fc.Arbitrary<WorkDocument> {
  const own = new Set([family.id_key, 'title']);
  const scalars = family.scalars
    .filter((field) => !own.has(field.key))
    .map((field) => {
      const some = scalar(field, family).filter((text) => text !== field.default);
      const chosen = field.required ? some : fc.option(some, { nil: undefined });
      return [field.key, chosen] as const;
    });
  const lists = family.lists.map((field) => {
    const isId = field.key === family.depends_on_key;
    const check = fc.constantFrom('Check: `npm test`', 'Check: `` echo `x` ``', 'Check that: x');
    const item = isId ? id : field.checks ? fc.oneof(value(family), check) : value(family);
    const allowed = item.filter((text) => {
      if (field.placeholders && /^(none|n\/a|-)\.?$/i.test(text)) return false;
      return !field.checks || !/^Check:(?! `)/.test(text);
    });
    return [
      field.key,
      fc.array(allowed, { minLength: field.required ? 1 : 0, maxLength: 4 }),
    ] as const;
  });
  return fc
    .record({
      id,
      title: value(family),
      scalars: fc.record(Object.fromEntries(scalars)),
      lists: fc.record(Object.fromEntries(lists)),
      body: hostileText(family).map(trimmed),
    })
    .map((parts) => ({
      family_id: family.family_id,
      id: parts.id,
      title: parts.title,
      scalars: present(parts.scalars),
      lists: Object.fromEntries(
        Object.entries(parts.lists).filter(([, items]) => items.length > 0),
      ),
      body: parts.body,
    }));
}

function trimmed(body: string): string {
  const lines = body.split('\n');
  while (lines[0]?.trim() === '') lines.shift();
  return lines.join('\n').trimEnd();
}

function present(values: Record<string, string | undefined>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, text] of Object.entries(values)) if (text !== undefined) kept[key] = text;
  return kept;
}
