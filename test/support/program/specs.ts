export const SPEC = `# Add a subtract function

The calculator can only add. It should also subtract.

## Acceptance

- subtract(5, 3) is 2
- Check: \`npm test\`
`;

/** A task as a stage would propose it. */
export function task(id: string, depends: readonly string[] = []): string {
  const needs =
    depends.length === 0 ? [] : ['Depends-On:', ...depends.map((one) => `- ${one}`), ''];
  return [
    `# ${id}`,
    '',
    `Task-ID: ${id}`,
    '',
    ...needs,
    'Covers:',
    '- A1',
    '- A2',
    '',
    'Target-Paths:',
    '- src',
    '',
    'Acceptance:',
    '- It works',
    '',
    'Required-Checks:',
    '- Check: `true`',
    '',
    'References:',
    '- the spec',
    '',
    'Risk:',
    '- none known',
    '',
  ].join('\n');
}
