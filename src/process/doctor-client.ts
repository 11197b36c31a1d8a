import { clientReports, clientsHere, otherMillrace } from '../backend/clients.ts';
import { clientLines, clientProblems } from '../cli/client-lines.ts';
import { readOptionalAction } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { EXIT_CODES } from '../operations/support/exit-codes.ts';
import { CLIENT_TITLES, type ClientName } from '../user/clients/client.ts';
import { rootOf, runProcess } from './run.ts';
import { reported, say } from './say.ts';

/** `millrace doctor --client [claude|codex]`: the server as each client would start and see it. */
export function main(words: readonly string[], version: string): Promise<void> {
  const command = PROCESSES['doctor-client'];
  return runProcess(command, words, async () => {
    const { action, values } = readOptionalAction(
      command,
      words.filter((word) => word !== '--client'),
    );
    const project = rootOf(values);
    const other = otherMillrace();
    if (other !== null) say(`note: ${other}`);
    const clients = action === null ? clientsHere(project) : [action];
    if (clients.length === 0)
      say('No client was found here. Name one: millrace doctor --client claude');
    for (const client of clients) await reported(() => tellOf(client, project, version));
  });
}

async function tellOf(client: ClientName, project: string, version: string): Promise<void> {
  let count = 0;
  for await (const report of clientReports(client, project)) {
    const problems = clientProblems(report, version);
    if (problems.length > 0) process.exitCode = EXIT_CODES.operator;
    say(clientLines(report, problems).join('\n'));
    count += 1;
  }
  if (count > 0) return;
  say(
    `${CLIENT_TITLES[client]}: no server named millrace\n  next:   call millrace setup ${client}`,
  );
  process.exitCode = EXIT_CODES.operator;
}
