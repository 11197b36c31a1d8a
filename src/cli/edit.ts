import type { ClientSession } from '../operations/session.ts';
import type { JsonObject } from '../operations/support/define.ts';
import { documentText } from '../operations/support/document-text.ts';
import { clip } from '../operations/support/text.ts';
import { MillraceError } from '../runtime/errors/errors.ts';

/** A text as somebody left it in an editor, in a file that stays until it is not needed any more. */
export interface Edited {
  readonly path: string;
  readonly bytes: Uint8Array;
  discard(): void;
}

/** Where it is edited, and who is asked. */
export interface EditScreen {
  readonly signal: AbortSignal;
  /** Null where nobody can edit, or the editor failed. */
  edit(name: string, text: string): Promise<Edited | null>;
  confirm(what: string, id: string): Promise<boolean>;
  err(text: string): void;
}

const YES = 'yes';

/**
 * Opens the document of a call in an editor, shows what would differ, asks, and makes the call.
 * Null when nothing was to be done.
 */
export async function editAndCall(
  session: ClientSession,
  name: string,
  args: JsonObject,
  screen: EditScreen,
): Promise<JsonObject | null> {
  const { work, workspace, document, items } = args;
  if (typeof work !== 'string' || document !== undefined || items !== undefined)
    throw nothingElse();
  const place = typeof workspace === 'string' ? workspace : null;
  const { root, text, version } = await session.read(place, (runtime) => runtime.rootText(work));
  const edited = await screen.edit(`${root}.md`, text);
  if (edited === null) throw noEditor(root);
  try {
    const now = documentText(edited.bytes);
    // A version that was named is the one that is meant, whatever was read.
    const about = version === null ? args : { version, ...args };
    const done =
      now === text ? null : await asked(session, name, { ...about, document: now }, screen);
    if (done !== null && args.dry_run === true) keep(edited, screen);
    else edited.discard();
    return done;
  } catch (thrown) {
    keep(edited, screen);
    throw thrown;
  }
}

function keep({ path }: Edited, screen: EditScreen): void {
  screen.err(`What you wrote is kept: ${path}\n`);
}

async function asked(
  session: ClientSession,
  name: string,
  args: JsonObject,
  screen: EditScreen,
): Promise<JsonObject | null> {
  const options = {
    signal: screen.signal,
    progress: (text: string) => screen.err(`${clip(text, 200)}\n`),
  };
  const preview = await session.answer(name, { ...args, dry_run: true }, options);
  if (args.dry_run === true) return preview;
  const { detail, changes } = preview;
  const lines = Array.isArray(changes) ? changes.map(String) : [];
  if (!(await screen.confirm([...lines, String(detail)].join('\n'), YES))) throw notMeant();
  return session.answer(name, args, options);
}

function nothingElse(): MillraceError {
  return new MillraceError('input_invalid', {
    what: '--edit takes the work that it is about, and no other change of it',
    expected: 'the id of a root spec',
    next: 'call millrace amend SPEC --edit',
  });
}

function noEditor(root: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'There is no editor to open the document in, or it failed',
    expected: 'a terminal, and an editor in VISUAL or EDITOR',
    next: `write the spec into a file and call millrace amend ${root} FILE; - reads standard input`,
  });
}

function notMeant(): MillraceError {
  return new MillraceError('input_invalid', {
    what: `Nothing was changed: ${YES} was not typed`,
    next: 'call it again, or amend with the file that holds what you wrote',
  });
}
