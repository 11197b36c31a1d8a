/** Tasks that one spec is made into. */
export const TASKS_PER_SPEC = 20;
/** Tasks in a row that depend on each other. */
const CHAIN_LENGTH = 5;
const START_MS = Date.parse('2026-01-01T00:00:00Z');

export function taskId(index: number): string {
  return `task-${String(index).padStart(6, '0')}`;
}

export function specId(index: number): string {
  return `spec-${String(index).padStart(5, '0')}`;
}

/** A task as a manager writes it, in the canonical grammar: 1.2 KB. */
export function taskText(index: number): string {
  const spec = specId(Math.floor(index / TASKS_PER_SPEC));
  const depends = index % CHAIN_LENGTH === 0 ? [] : [taskId(index - 1)];
  return [
    `# Write the cursor of reader ${index} together with its rows`,
    '',
    `Task-ID: ${taskId(index)}`,
    `Title: Write the cursor of reader ${index} together with its rows`,
    'Summary: The cursor and the rows it covers become durable in one transaction.',
    `Root-Idea-ID: ${spec}`,
    `Root-Spec-ID: ${spec}`,
    `Spec-ID: ${spec}`,
    `Created-At: ${timeOf(index)}`,
    'Created-By: manager',
    ...list('Depends-On', depends),
    ...list('Covers', ['A1', 'C1']),
    ...list('Target-Paths', ['src/readers/cursor.ts', 'test/readers/cursor.test.ts']),
    ...list('Acceptance', [
      'A crash between the rows and the cursor loses neither and repeats neither',
      'The cursor is written in the same transaction as the rows that it covers',
    ]),
    ...list('Required-Checks', ['Check: `npm test`']),
    ...list('References', ['The section on readers in docs/design.md']),
    ...list('Risk', ['Readers that are open during the change see the old cursor once']),
    '',
    'The reader writes its rows first and its cursor after that. A crash in between makes it read the',
    'same rows again, and whoever consumes them gets them twice. Both belong into one transaction;',
    'the tests that already cover the reader show how one is opened and how it is given up again.',
    '',
  ].join('\n');
}

/** The root spec that comes before the tasks with its number. */
export function specText(index: number): string {
  return [
    `# Make the readers of part ${index} safe against crashes`,
    '',
    `Spec-ID: ${specId(index)}`,
    `Title: Make the readers of part ${index} safe against crashes`,
    'Summary: No row is lost and none is delivered twice, whatever ends the process.',
    'Source-Type: manual',
    `Source-ID: ${specId(index)}`,
    `Root-Idea-ID: ${specId(index)}`,
    `Root-Spec-ID: ${specId(index)}`,
    `Created-At: ${timeOf(index * TASKS_PER_SPEC)}`,
    'Created-By: manual',
    ...list('Goals', ['Readers deliver each row exactly once']),
    ...list('Constraints', ['The format of the rows stays as it is']),
    ...list('Acceptance', ['Killing the process at any time repeats and loses nothing']),
    ...list('References', ['docs/design.md']),
    '',
  ].join('\n');
}

function timeOf(index: number): string {
  return new Date(START_MS + index * 1000).toISOString().replace('.000', '');
}

function list(label: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', `${label}:`, ...items.map((item) => `- ${item}`)];
}
