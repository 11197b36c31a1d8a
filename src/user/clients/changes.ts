import { claudeConfig } from './claude-config.ts';
import type { ClientName, Scope } from './client.ts';
import { codexConfig } from './codex-config.ts';
import type { Found, TextChange } from './config-file.ts';
import type { ConfigText } from './config-text.ts';
import { isAsWritten, renewed, type ServerEntry, startsMillrace } from './server-entry.ts';

/** What is to become of the config of a client. */
export interface ConfigChange extends TextChange {
  readonly client: ClientName;
  readonly scope: Scope;
  readonly what: 'add' | 'renew' | 'replace' | 'remove' | 'nothing';
  /** What stands under our name is not, or not only, what setup writes: a person decides. */
  readonly needs_person: boolean;
}

const FORMS: Readonly<Record<ClientName, ConfigText>> = {
  claude: claudeConfig,
  codex: codexConfig,
};

/** The entry under our name, whoever wrote it; undefined = there is none. */
export function entryIn({ client, text }: Pick<Found, 'client' | 'text'>): unknown {
  return text === null ? undefined : FORMS[client].entryIn(text);
}

export function planEntry(found: Found, own: ServerEntry): ConfigChange {
  const entry = entryIn(found);
  const wanted = renewed(entry, own);
  const text = found.text ?? '';
  const after = FORMS[found.client].with(text, wanted);
  if (after === found.text) return change(found, 'nothing', found.text, false);
  if (entry === undefined) return change(found, 'add', after, false);
  const isOwn = startsMillrace(entry);
  return change(found, isOwn ? 'renew' : 'replace', after, !isOwn);
}

/** Takes away what setup wrote: where nothing else was changed since, the file is byte for byte as before. */
export function planRemoval(found: Found, own: ServerEntry): ConfigChange {
  const entry = entryIn(found);
  if (entry === undefined || found.text === null)
    return change(found, 'nothing', found.text, false);
  const rest = FORMS[found.client].without(found.text);
  const after = keptAsBefore(found) ?? (rest === '' ? null : rest);
  return change(found, 'remove', after, !isAsWritten(entry, own));
}

/** The kept text, when our entry is all that it lacks. */
function keptAsBefore({ client, kept, text }: Found): string | null {
  if (kept === null || text === null) return null;
  const form = FORMS[client];
  try {
    const entry = form.entryIn(text);
    const isEntry = (value: unknown): value is Record<string, unknown> =>
      typeof value === 'object' && value !== null;
    if (!isEntry(entry) || form.entryIn(kept) !== undefined) return null;
    return form.with(kept, entry) === text ? kept : null;
  } catch {
    return null;
  }
}

function change(
  { client, scope, path, text }: Found,
  what: ConfigChange['what'],
  after: string | null,
  needs_person: boolean,
): ConfigChange {
  return { client, scope, path, what, before: text, after, needs_person };
}
