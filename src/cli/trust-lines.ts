import { structuredPatch } from 'diff';
import type { ShownItem, ShownTrust, TrustedPlace } from '../product/trust.ts';

const CONTEXT_LINES = 3;
/** Of one thing; whoever wants the rest opens its file. */
const LINES_SHOWN_MAX = 200;

const KIND_WORDS: Readonly<Record<ShownItem['item']['kind'], string>> = {
  runner: 'runner',
  words: 'arguments of the runner',
  files: 'file that a runner names',
  mode: 'mode',
  graph_loop: 'graph',
  stage_kind: 'stage kind',
  entrypoint: 'prompt',
  skill: 'skill',
  family: 'family',
};

/** Everything that a person agrees to, in the order in which it is dangerous. */
export function trustLines(
  { subject, verdict, shown, notes: found }: ShownTrust,
  { edits }: { readonly edits: boolean },
): string[] {
  const lines = [`workspace: ${subject.place}`, `trusted: ${standing(verdict)}`];
  const told = [...found, ...(verdict.trusted ? [] : verdict.notes)];
  const notes = told.map((note) => `note: ${note}`);
  const rest = subject.items.length - shown.length;
  return [
    ...lines,
    ...notes,
    ...shown.flatMap(itemLines),
    ...(rest > 0
      ? ['', `Besides: ${rest} things that this release brings or you have trusted.`]
      : []),
    ...(edits ? ['', 'Whatever changes in it later would be trusted too.'] : []),
    '',
  ];
}

function standing(verdict: ShownTrust['verdict']): string {
  if (verdict.trusted) return `yes, by ${BY[verdict.by]}`;
  if (verdict.why === 'changed') return 'no, it has changed since';
  return 'no, nobody has trusted a workspace of this id at this place';
}

const BY = { init: 'init, which made it', person: 'you', policy: 'your policy' } as const;

function itemLines({ item, text, before }: ShownItem): string[] {
  const title = ['', `${KIND_WORDS[item.kind]} ${item.name}`];
  if (item.shipped) return [...title, `  ${item.line}`];
  if (text === null) return [...title, `  too long to be shown, or no text: sha256 ${item.sha256}`];
  const lines = before === null ? text.trimEnd().split('\n') : difference(before, text);
  const shown = lines.slice(0, LINES_SHOWN_MAX).map((line) => `  ${line}`);
  const more = lines.length - shown.length;
  return [...title, ...shown, ...(more > 0 ? [`  and ${more} more lines`] : [])];
}

function difference(before: string, now: string): string[] {
  const { hunks } = structuredPatch('before', 'now', before, now, '', '', {
    context: CONTEXT_LINES,
  });
  if (hunks.length === 0) return now.trimEnd().split('\n');
  return hunks.flatMap(({ oldStart, newStart, lines }) => [
    `@@ line ${oldStart}, now ${newStart} @@`,
    ...lines,
  ]);
}

/** One line for each place, and what to do about those that are gone. */
export function recordLines(records: readonly TrustedPlace[]): string[] {
  if (records.length === 0) return ['Nothing is trusted yet.'];
  return records.map(({ place, at, by, edits, there }) => {
    const more = [edits ? 'with later edits' : '', there ? '' : 'the folder is gone'];
    return [place, `since ${at}`, `by ${BY[by]}`, ...more.filter(Boolean)].join(', ');
  });
}
