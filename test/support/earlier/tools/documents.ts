/** The grammar of work documents as release 0.18.0 reads it, which is stricter than ours. */

interface Grammar {
  readonly folder: string;
  readonly open: readonly string[];
  readonly id: string;
  readonly scalars: readonly string[];
  readonly required: readonly string[];
  readonly lists: readonly string[];
  readonly required_lists: readonly string[];
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

const LINEAGE = ['Root-Idea-ID', 'Root-Spec-ID'];

export const GRAMMARS: readonly Grammar[] = [
  {
    folder: 'tasks',
    open: ['queue', 'active'],
    id: 'Task-ID',
    scalars: [
      'Title',
      'Summary',
      ...LINEAGE,
      'Spec-ID',
      'Parent-Task-ID',
      'Incident-ID',
      'Status-Hint',
      'Updated-At',
    ],
    required: ['Task-ID', 'Created-At', 'Created-By'],
    lists: ['Depends-On', 'Blocks', 'Tags'],
    required_lists: ['Target-Paths', 'Acceptance', 'Required-Checks', 'References', 'Risk'],
    choices: { 'Status-Hint': ['queued', 'active', 'blocked', 'done'] },
  },
  {
    folder: 'specs',
    open: ['queue', 'active'],
    id: 'Spec-ID',
    scalars: ['Title', 'Source-ID', 'Parent-Spec-ID', ...LINEAGE, 'Updated-At'],
    required: ['Spec-ID', 'Summary', 'Source-Type', 'Created-At', 'Created-By'],
    lists: [
      'Non-Goals',
      'Scope',
      'Assumptions',
      'Risks',
      'Target-Paths',
      'Entrypoints',
      'Required-Skills',
      'Decomposition-Hints',
    ],
    required_lists: ['Goals', 'Constraints', 'Acceptance', 'References'],
    choices: { 'Source-Type': ['idea', 'incident', 'manual', 'derived_spec'] },
  },
  {
    folder: 'incidents',
    open: ['incoming', 'active'],
    id: 'Incident-ID',
    scalars: [
      'Title',
      ...LINEAGE,
      'Source-Task-ID',
      'Source-Spec-ID',
      'Status-Hint',
      'Severity',
      'Needs-Planning',
      'Updated-At',
    ],
    required: [
      'Incident-ID',
      'Summary',
      'Source-Stage',
      'Source-Plane',
      'Failure-Class',
      'Trigger-Reason',
      'Consultant-Decision',
      'Opened-At',
      'Opened-By',
    ],
    lists: [
      'Observed-Symptoms',
      'Failed-Attempts',
      'Evidence-Paths',
      'Related-Run-IDs',
      'Related-Stage-Results',
      'References',
    ],
    required_lists: [],
    choices: {
      Severity: ['low', 'medium', 'high', 'critical'],
      'Consultant-Decision': ['needs_planning', 'blocked'],
      'Source-Plane': ['execution', 'planning', 'learning'],
    },
  },
];

const FIELD = /^([A-Za-z][A-Za-z0-9-]*):\s*(.*)$/;

/** What that release would say of a document; empty = it takes it. */
export function documentProblems(text: string, stem: string, grammar: Grammar): string[] {
  const { id, scalars, required, lists, required_lists, choices } = grammar;
  const own = new Set([...scalars, ...required, ...lists, ...required_lists]);
  const foreign = new Set(
    GRAMMARS.flatMap((one) => [
      ...one.scalars,
      ...one.required,
      ...one.lists,
      ...one.required_lists,
    ]),
  );
  const problems: string[] = [];
  const [first = '', ...rest] = text.split('\n');
  if (!/^#\s+\S/.test(first)) problems.push('no title');
  const values = new Map<string, string>();
  const items = new Map<string, number>();
  let list: string | null = null;
  let began = false;
  for (const raw of rest) {
    const line = raw.trim();
    const field = FIELD.exec(line);
    if (field !== null) {
      const [, label = '', value = ''] = field;
      list = null;
      if (!own.has(label)) {
        if (foreign.has(label)) problems.push(`field of another kind: ${label}`);
        continue;
      }
      if (values.has(label)) problems.push(`twice: ${label}`);
      values.set(label, value);
      if (lists.includes(label) || required_lists.includes(label))
        list = value === '' ? label : null;
      if (value !== '' && list === null) items.set(label, 1);
      began = false;
    } else if (list !== null) {
      if (line.startsWith('- ')) {
        items.set(list, (items.get(list) ?? 0) + 1);
        began = true;
      } else if (line === '') {
        if (began) list = null;
      } else problems.push(`in ${list}: ${line}`);
    }
  }
  for (const label of required)
    if ((values.get(label) ?? '') === '') problems.push(`lacks ${label}`);
  for (const label of required_lists) if (!items.has(label)) problems.push(`lacks ${label}`);
  for (const [label, allowed] of Object.entries(choices)) {
    const value = values.get(label);
    if (value !== undefined && !allowed.includes(value)) problems.push(`${label} is ${value}`);
  }
  if (values.get(id) !== stem) problems.push(`its id is ${values.get(id)}`);
  return problems;
}
