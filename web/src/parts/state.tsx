const MARKS: Readonly<Record<string, string>> = {
  closed: '✓',
  done: '✓',
  complete: '✓',
  met: '✓',
  blocked: '✕',
  refused: '✕',
  'not met': '✕',
  waiting: '◔',
  paused: '‖',
  held: '‖',
  withdrawn: '–',
  waived: '–',
  superseded: '–',
  queued: '○',
  idle: '○',
  ready: '○',
  'not judged': '○',
};

/** What its colour says, by the word. */
const TONES: Readonly<Record<string, string>> = {
  '✓': 'good',
  '✕': 'bad',
  '◔': 'warn',
  '‖': 'warn',
  '–': 'quiet',
  '○': 'quiet',
};

/** A state in its word, so that its colour and mark say nothing that is not read. */
export function State({ state }: { readonly state: string }) {
  const mark = MARKS[state];
  return (
    <span class={`state ${TONES[mark ?? ''] ?? 'active'}`}>
      <span aria-hidden="true">{mark ?? '●'}</span> {state}
    </span>
  );
}

/** The word of a stage for its result, which is of its kind alone. */
export function Outcome({ outcome }: { readonly outcome: string }) {
  const tone = outcome === 'BLOCKED' ? 'bad' : 'quiet';
  return <code class={`outcome ${tone}`}>{outcome}</code>;
}
