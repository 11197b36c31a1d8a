/** What the simulated stages do in the campaign: they edit files, ask, and wait where the owner acts. */
export const ROOT = 'spec-add-up-a-time-sheet';
export const SPEC = `# Add up a time sheet

A time sheet holds a duration on each line. I want a command that adds them up.

## Acceptance

- \`node src/sum.js week.txt\` prints the total.
- A line that is no number is refused with its line number.
- A sheet of a million lines takes less than a second.
`;
const GATE_LOOKS_MAX = 600;

/** `gates` is a folder in which the owner leaves a file when a stage may go on. */
export function campaignStages(gates) {
  return {
    rules: [
      rule('planner', 'spec', [], {
        outcome: 'BLOCKED',
        summary: 'A sheet may hold minutes or hours; the contract does not say.',
        questions: [{ question: 'What does a number stand for?', options: ['minutes', 'hours'] }],
        times: 1,
      }),
      rule('planner', 'spec', [], { assumptions: ['A sheet holds whole minutes.'] }),
      rule('manager', 'spec', [
        task('print-the-total', ['A1', 'A3'], 'the total is printed'),
        task('name-the-bad-line', ['A2'], 'the line is named', 'print-the-total'),
        task('plot-the-week', ['A1'], 'the week is plotted', 'name-the-bad-line'),
      ]),
      rule('builder', 'print-the-total', [gate(gates, 'planned'), ...sumCommand()]),
      rule('manager', `amended-${ROOT}-v2`, [
        task('rename-the-command', ['A1'], 'the command has its new name', 'print-the-total'),
      ]),
      rule('builder', 'rename-the-command', renamed()),
      rule('builder', 'name-the-bad-line', [], {
        outcome: 'BLOCKED',
        summary: 'Two readings of "refused" are possible, and the contract does not choose.',
        questions: [
          {
            question: 'Does a bad line end the command, or is it left out of the total?',
            options: ['it ends the command', 'it is left out'],
            needs_person: true,
          },
        ],
        times: 1,
      }),
      rule('builder', 'name-the-bad-line', badLine()),
      rule('checker', 'name-the-bad-line', [gate(gates, 'checked'), { do: 'artifacts' }], {
        declares: ['documents_checked'],
        remarks: ['CONTRACT: nothing says what an empty sheet adds up to.'],
      }),
      // No document is out of date: the updater is left out, but for the last task.
      {
        match: { node_id: 'checker' },
        actions: [{ do: 'artifacts' }],
        end: { kind: 'result', declares: ['documents_checked'] },
      },
      rule('manager', `amended-${ROOT}-v3`, [
        task('prove-no-dependency', ['C1'], 'package.json is not there'),
      ]),
    ],
  };
}

function rule(node_id, work, actions, { times, ...end } = {}) {
  const match = work === 'spec' ? { node_id, family: 'spec' } : { node_id, work_id: work };
  const outcome = node_id === 'manager' ? 'MANAGER_COMPLETE' : undefined;
  const isBlocked = end.outcome === 'BLOCKED';
  const left =
    isBlocked || actions.some((one) => one.do === 'artifacts') ? [] : [{ do: 'artifacts' }];
  return {
    match,
    ...(times === undefined ? {} : { times }),
    actions: [...actions, ...left],
    end: { kind: 'result', ...(outcome === undefined ? {} : { outcome }), ...end },
  };
}

/** The stage waits until the owner has done what happens at this place. */
export function gate(folder, name) {
  const isOpen = `[ -e '${folder}/${name}' ] || [ $i -ge ${GATE_LOOKS_MAX} ]`;
  const look = `i=0; until ${isOpen}; do sleep 0.1; i=$((i+1)); done`;
  return { do: 'run', argv: ['sh', '-c', `touch '${folder}/${name}-is-near'; ${look}`] };
}

export function task(id, covers, holds, after) {
  const depends = after === undefined ? [] : ['Depends-On:', `- ${after}`, ''];
  const lists = [
    ['Covers', covers],
    ['Target-Paths', ['src']],
    ['Acceptance', [holds]],
    ['Required-Checks', ['none: it is looked at']],
    ['References', ['the spec']],
    ['Risk', ['none known']],
  ];
  const lines = lists.flatMap(([label, items]) => [
    `${label}:`,
    ...items.map((one) => `- ${one}`),
    '',
  ]);
  const title = id.replaceAll('-', ' ');
  return {
    do: 'propose',
    file: `${id}.md`,
    text: [`# ${title}`, '', `Task-ID: ${id}`, '', ...depends, ...lines].join('\n'),
  };
}

const COMMAND = `import { readFileSync } from 'node:fs';

const lines = readFileSync(process.argv[2], 'utf8').trim().split('\\n');
console.log(lines.map(Number).reduce((sum, one) => sum + one, 0));
`;

function sumCommand() {
  return [{ do: 'write', path: 'src/sum.js', text: COMMAND }];
}

function renamed() {
  return [
    { do: 'delete', path: 'src/sum.js' },
    { do: 'write', path: 'src/total.js', text: COMMAND },
  ];
}

function badLine() {
  return [
    {
      do: 'replace',
      path: 'src/total.js',
      find: 'console.log',
      with: `const bad = lines.findIndex((line) => Number.isNaN(Number(line)));
if (bad >= 0) throw new Error(\`line \${bad + 1} is no number\`);
console.log`,
    },
  ];
}
