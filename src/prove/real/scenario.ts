/** What the scripted harness plays in campaigns of real processes. */
export const USAGE = {
  do: 'usage',
  input_tokens: 100,
  cached_input_tokens: 40,
  output_tokens: 20,
  thinking_tokens: 0,
  total_tokens: 120,
};
const REPORT = { do: 'artifact', file: 'report.md', text: '# Report\n\nSee the summary.\n' };

export interface Rule {
  readonly match: object;
  readonly actions: readonly object[];
  readonly end?: { readonly kind: string; readonly outcome?: string };
  readonly times?: number;
}

/** Every stage reports usage, works for a while, and succeeds; `first` are rules that come before. */
export function scenarioOf(work_ms: number, first: readonly Rule[]): string {
  const each = (end?: { readonly outcome?: string }) => [
    USAGE,
    REPORT,
    { do: 'artifacts', ...(end?.outcome === undefined ? {} : { outcome: end.outcome }) },
    { do: 'sleep', ms: work_ms },
  ];
  const last = { match: {}, actions: each() };
  const rules = first.map((rule) => ({ ...rule, actions: [...each(rule.end), ...rule.actions] }));
  return JSON.stringify({ rules: [...rules, last], otherwise: 'fail' });
}

/** A stage that proposes tasks, each waiting for the one before. */
export function proposes(match: object, ids: readonly string[]): Rule {
  const actions = ids.map((id, at) => ({
    do: 'propose',
    file: `${id}.md`,
    text: taskText(id, ids.slice(Math.max(0, at - 1), at)),
  }));
  return { match, actions };
}

export function ends(match: object, outcome: string, times?: number): Rule {
  const end = { kind: 'result', outcome };
  return times === undefined ? { match, actions: [], end } : { match, actions: [], end, times };
}

export function specText(title: string): string {
  return `# ${title}\n\nSomething is missing.\n\n## Acceptance\n\n- It is there\n`;
}

function taskText(id: string, depends: readonly string[]): string {
  const needs =
    depends.length === 0 ? [] : ['Depends-On:', ...depends.map((one) => `- ${one}`), ''];
  const lists = [
    ['Target-Paths', 'src'],
    ['Acceptance', 'It works'],
    ['Required-Checks', 'Check: `true`'],
    ['References', 'the spec'],
    ['Risk', 'none known'],
  ];
  const rest = lists.flatMap(([label, item]) => [`${label}:`, `- ${item}`, '']);
  return [`# ${id}`, '', `Task-ID: ${id}`, '', ...needs, ...rest].join('\n');
}
