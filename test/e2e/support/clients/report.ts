import { z } from 'zod';
import { leaveNote, markdownTable, takeNotes } from '../notes.ts';

/** What was tried with which client, and what came of it. */
const row = z.strictObject({
  client: z.string(),
  scenario: z.string(),
  result: z.string(),
  /** Calls of our tools that the model made for it. */
  calls: z.number().int(),
});
export type ClientRow = z.output<typeof row>;

/** What was said in sessions of a client, as a page shows it. */
const transcript = z.strictObject({
  client: z.string(),
  /** What happens, in one sentence. */
  title: z.string(),
  lines: z.array(z.string()),
});
export type Transcript = z.output<typeof transcript>;

export function noteClient(noted: ClientRow): void {
  leaveNote('client', noted);
}

export function noteTranscript(noted: Transcript): void {
  leaveNote('transcript', noted);
}

const HEAD = ['client', 'case', 'result', 'calls'];

/** A head, and every row by client and case. */
export function takeClientRows(): string[][] {
  const rows = takeNotes('client').map((noted) => row.parse(noted));
  const cells = rows.map((one) => [one.client, one.scenario, one.result, String(one.calls)]);
  return [HEAD, ...cells.sort((one, other) => one.join('\n').localeCompare(other.join('\n')))];
}

export function takeTranscripts(): Transcript[] {
  const key = ({ client, title }: Transcript) => `${client}\n${title}`;
  const all = takeNotes('transcript').map((noted) => transcript.parse(noted));
  return all.sort((one, other) => key(one).localeCompare(key(other)));
}

/** The page of the documentation. */
export function clientPage(
  rows: readonly string[][],
  transcripts: readonly Transcript[],
  versions: readonly string[],
): string {
  const shown = transcripts.map(
    ({ client, title, lines }) =>
      `## ${client}: ${title}\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\``,
  );
  return `# What real clients do with Millrace

Written by \`E2E_REPORT=write npm run test:e2e\`. Each client was run itself and given the server as the README says;
what its model says is a script on loopback, and so is the work of the stages:

${versions.join('\n')}

${markdownTable(rows)}

In what follows, \`>\` is the person, a line with a tool is what the model calls, and below it stands what it is told.

${shown.join('\n\n')}
`;
}
