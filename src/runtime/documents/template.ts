import type { z } from 'zod';
import { type Family, type handoff, ITEM_ID_LENGTH_MAX } from '../plan/index.ts';
import { TITLE_KEY } from './grammar.ts';
import { cleanItem, foldValue } from './lines.ts';
import type { WorkDocument } from './types.ts';

/**
 * A template's id ends in a digest; this much of the end survives when the id has to be shortened.
 */
const ID_TAIL_LENGTH = 9;

/** Names in braces stand for values; a name without a value stands for nothing. */
export function fillTemplate(text: string, names: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z][a-z0-9_.]*)\}/g, (_, name: string) =>
    Object.hasOwn(names, name) ? (names[name] ?? '') : '',
  );
}

/**
 * The document that the runtime itself writes, e.g. for a handoff. `lists` are the elements that
 * expand.
 */
export function documentFromTemplate(
  template: z.infer<typeof handoff>,
  family: Family,
  names: Readonly<Record<string, string>>,
  lists: Readonly<Record<string, readonly string[]>>,
): WorkDocument {
  const id = safeId(fillTemplate(template.id, names));
  const filled = { ...names, id };
  const value = (key: string) => foldValue(fillTemplate(template.scalars[key] ?? '', filled));
  const scalars: Record<string, string> = {};
  for (const field of family.scalars) {
    const text = value(field.key);
    const isOwn = field.key === family.id_key || field.key === TITLE_KEY;
    if (!isOwn && text !== '' && text !== field.default) scalars[field.key] = text;
  }
  const items: Record<string, readonly string[]> = {};
  for (const field of family.lists) {
    const texts = (template.lists[field.key] ?? []).flatMap((element) => {
      const name = /^\{([a-z][a-z0-9_]*)\}$/.exec(element)?.[1];
      const whole = name !== undefined && Object.hasOwn(lists, name) ? lists[name] : undefined;
      return whole ?? [fillTemplate(element, filled)];
    });
    const kept = texts.map(cleanItem).filter((text) => text !== '');
    if (kept.length > 0) items[field.key] = kept;
  }
  const title = value(TITLE_KEY);
  const { family_id } = family;
  return { family_id, id, title: title === '' ? id : title, scalars, lists: items, body: '' };
}

/** Any text as an id: other characters become dashes; the end is kept, since it tells ids apart. */
export function safeId(text: string): string {
  const id = text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[._-]+/, '');
  if (id === '') return 'item';
  if (id.length <= ITEM_ID_LENGTH_MAX) return id;
  return id.slice(0, ITEM_ID_LENGTH_MAX - ID_TAIL_LENGTH) + id.slice(-ID_TAIL_LENGTH);
}
