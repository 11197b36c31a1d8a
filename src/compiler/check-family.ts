import type { Family, ListField, ScalarField } from '../runtime/plan/index.ts';
import { CLOSURE_ENTRY_KEY } from '../runtime/plan/index.ts';
import type { Definition } from './catalog.ts';
import { pointer, quote, type Report } from './diagnostics.ts';
import { isReservedFolder, overlaps } from './folders.ts';
import type { Selection } from './selection.ts';
import { checkTemplate, INHERIT_NAMES, isTemplate, originNames } from './templates.ts';

type ScalarType = ScalarField['type'];

/** The fields of a family, its keys into them, and its place on disk. */
export function checkFamily(
  family: Definition<Family>,
  { mode, families }: Selection,
  report: Report,
): void {
  checkFields(family, report);
  checkScalars(family, report);
  checkKeys(family, report);
  checkClosure(family, mode.value.families, report);
  checkFolder(family, families, report);
}

function refuser({ file }: Definition<Family>, report: Report) {
  return (at: string, message: string, next: string): void => {
    report.error('family_field_invalid', { file, pointer: at }, message, next);
  };
}

function checkFields(family: Definition<Family>, report: Report): void {
  const wrong = refuser(family, report);
  const keys = new Set<string>();
  const labels = new Set<string>();
  const sides = [
    { side: 'scalars', fields: family.value.scalars },
    { side: 'lists', fields: family.value.lists },
  ];
  for (const { side, fields } of sides) {
    fields.forEach(({ key, label }: ScalarField | ListField, index) => {
      const at = pointer(side, index);
      if (keys.has(key)) wrong(`${at}/key`, `The key ${quote(key)} is used twice.`, RENAME);
      if (labels.has(label.toLowerCase())) {
        wrong(`${at}/label`, `The label ${quote(label)} is used twice.`, RENAME);
      }
      keys.add(key);
      labels.add(label.toLowerCase());
    });
  }
  const names = Object.values(family.value.states);
  if (new Set(names).size < names.length) {
    wrong(pointer('states'), 'Two states share a folder.', 'Give each of the four its own name.');
  }
}

const RENAME = 'Rename one of the two.';

function checkScalars(family: Definition<Family>, report: Report): void {
  const wrong = refuser(family, report);
  family.value.scalars.forEach((field, index) => {
    const at = pointer('scalars', index);
    const isChoice = field.type === 'choice';
    if (isChoice !== (field.choices ?? []).length > 0) {
      wrong(`${at}/choices`, `Choices belong to the type choice, and only there.`, CHOICES);
    }
    for (const key of ['default', 'intake'] as const) {
      const text = field[key];
      if (text === undefined || isTemplate(text) || fits(text, field)) continue;
      const message = `${quote(text)} is not a value that ${quote(field.key)} may have.`;
      wrong(`${at}/${key}`, message, 'Write a value of the type of the field.');
    }
  });
}

const CHOICES = 'List the choices of a choice field, and remove them from any other.';

/** Whether a fixed text may be the value of a field. */
export function fits(text: string, field: ScalarField): boolean {
  if (field.type === 'choice') return (field.choices ?? []).includes(text);
  if (field.type === 'bool') return text === 'true' || text === 'false';
  return true;
}

function checkKeys(family: Definition<Family>, report: Report): void {
  const { value } = family;
  requireScalar(family, 'id_key', value.id_key, ['id'], report);
  requireScalar(family, 'order_key', value.order_key, ['time'], report);
  if (value.start_node_key !== null) {
    requireScalar(family, 'start_node_key', value.start_node_key, ['id', 'text', 'choice'], report);
  }
  const key = value.depends_on_key;
  if (key !== null && !value.lists.some((field) => field.key === key)) {
    refuser(family, report)(
      pointer('depends_on_key'),
      `${quote(key)} is not a list of this family.`,
      'Name the list whose entries an item waits for, or null.',
    );
  }
}

/** The id and the order of claims must be there in every document. */
const ALWAYS_THERE: readonly string[] = ['id_key', 'order_key'];

function requireScalar(
  family: Definition<Family>,
  name: string,
  key: string,
  types: readonly ScalarType[],
  report: Report,
  ...path: (string | number)[]
): void {
  const wrong = refuser(family, report);
  const at = pointer(...path, name);
  const field = family.value.scalars.find((one) => one.key === key);
  if (field === undefined || !types.includes(field.type)) {
    const message = `${quote(key)} is not a scalar field of type ${types.join(' or ')}.`;
    wrong(at, message, 'Name a field of this family that is.');
  } else if (ALWAYS_THERE.includes(name) && !field.required) {
    wrong(at, `The field ${quote(key)} must be required.`, 'Set required to true on that field.');
  }
}

function checkClosure(
  family: Definition<Family>,
  families: readonly string[],
  report: Report,
): void {
  const { closure } = family.value;
  const ids: ScalarType[] = ['id', 'text'];
  closure.root_keys.forEach((key, index) => {
    requireScalar(family, String(index), key, ids, report, 'closure', 'root_keys');
  });
  if (closure.idea_key !== null) {
    requireScalar(family, 'idea_key', closure.idea_key, ids, report, 'closure');
  }
  if (closure.derived !== null) checkDerived(family, closure.derived, report);
  const names = [...INHERIT_NAMES, ...originNames(families)];
  for (const [key, template] of Object.entries(closure.inherit)) {
    const place = { file: family.file, pointer: pointer('closure', 'inherit', key) };
    const known = family.value.scalars.map((field) => field.key);
    report.known(key, place, { what: 'scalar field', known });
    checkTemplate(template, names, place, report);
  }
}

function checkDerived(
  family: Definition<Family>,
  derived: { readonly key: string; readonly values: readonly string[] },
  report: Report,
): void {
  requireScalar(family, 'key', derived.key, ['choice', 'text', 'id'], report, 'closure', 'derived');
  const field = family.value.scalars.find((one) => one.key === derived.key);
  derived.values.forEach((value, index) => {
    if (field === undefined || fits(value, field)) return;
    const place = {
      file: family.file,
      pointer: pointer('closure', 'derived', 'values', index),
    };
    report.known(value, place, { what: 'choice', known: field.choices ?? [] });
  });
}

function checkFolder(
  family: Definition<Family>,
  families: ReadonlyMap<string, Definition<Family>>,
  report: Report,
): void {
  const { folder, entry_key } = family.value;
  const place = { file: family.file, pointer: pointer('folder') };
  const clash = [...families.values()].find(
    (other) => other.id < family.id && overlaps(other.value.folder, folder),
  );
  const user = isReservedFolder(folder) ? 'the runtime' : clash && `the family ${quote(clash.id)}`;
  if (user !== undefined) {
    const message = `The folder ${quote(folder)} is used by ${user}.`;
    report.error('family_folder_clash', place, message, 'Choose a folder of its own.');
  }
  if (entry_key !== CLOSURE_ENTRY_KEY) return;
  report.error(
    'entry_invalid',
    { file: family.file, pointer: pointer('entry_key') },
    `The entry key ${quote(entry_key)} stands for the closure decision.`,
    'Choose another entry key.',
  );
}
