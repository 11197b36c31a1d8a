import { table } from './shapes.mjs';
import { SPEC } from './stages.mjs';

/** The page of the documentation, from what was recorded. */
export function page({ decided, agent, report, diff, facts, tried, shapes }) {
  const read = shapes.filter(({ refusal }) => refusal === undefined).length;
  return `# A mind that changes

Recorded with \`npm run demo:mind -- --write\`. The stages are simulated; the server, its processes and the files are
real, and so are the terminals in which a person types: \`script\` makes one for each such command. Times, ids of a run and
commits are replaced by a word, so that the page stays the same.

An agent hands this over and obeys \`next\`, while its owner decides in a terminal:

\`\`\`markdown
${SPEC}\`\`\`

## What the owner decides

${decided}
## What the agent does

Each call is the one that \`next\` of the answer before names; below it stands why the answer came, and its own \`next\`.
The agent adds the document, which only it has, and nothing else. A wait that only ran out of time is left out.

${agent}
## The closing report

${report}
## What the work changed

${diff}
## What held

${facts}
## A model that wants to be rid of an item

The same spec; A3 is inconvenient. The lines are what is on record afterwards.

${tried}
## Thirty documents

Each was handed over as it is, with \`dry_run\`. ${read} of ${shapes.length} are taken as they are. The others
are refused with what to write, and taken with that in them: the row shows the second try.

${table(shapes)}
`;
}
