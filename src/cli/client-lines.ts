import type { ClientReport, NoSight, Sight, WorkspaceSight } from '../product/client-sight.ts';

/** Codex begins its first turn without a server that has not listed its tools by then. */
const CODEX_MS_MAX = 1000;
/** A client that hands on more hands on everything. */
const NAMES_SHOWN_MAX = 20;
/** As the server calls itself. */
const NAME = 'millrace';
const NOT_FOUND = /ENOENT/;

/** What is wrong with it, and what mends that. */
export interface ClientProblem {
  readonly what: string;
  readonly next: string;
}

export function clientProblems(
  { client, sight, start }: ClientReport,
  version: string,
): ClientProblem[] {
  const again = `call millrace setup ${client}`;
  if (start !== null && sight === null) {
    const what = 'it stands in a file of this folder and may start anything: it was not started';
    return [{ what, next: `look whether you want it started, or ${again} --scope project` }];
  }
  if (start === null || sight === null) {
    const what = 'its entry starts no process, so this release cannot look at it';
    return [{ what, next: `look at the entry, or ${again}` }];
  }
  if ('problem' in sight) return [{ what: whyNotSeen(start.command, sight), next: again }];
  if (sight.name !== NAME) {
    return [{ what: `another program answers: "${sight.name}" ${sight.version}`, next: again }];
  }
  const older =
    sight.version === version
      ? []
      : [{ what: `it is release ${sight.version}, this is ${version}`, next: again }];
  return [...older, ...(client === 'codex' && sight.tools_ms > CODEX_MS_MAX ? [slow(sight)] : [])];
}

function whyNotSeen(command: string, { problem, stderr }: NoSight): string {
  if (NOT_FOUND.test(problem)) return `its program ${command} is not there`;
  const said = stderr
    .trim()
    .split('\n')
    .find((line) => /error|cannot|not/i.test(line));
  return `it does not start: ${said?.trim() ?? problem}`;
}

function slow({ tools_ms }: Sight): ClientProblem {
  return {
    what:
      `it lists its tools after ${tools_ms} ms; Codex waits ${CODEX_MS_MAX} ms, and begins its first ` +
      'turn without them',
    next: 'call it again when the machine is idle; where it stays so, write required = true into the entry',
  };
}

export function clientLines(report: ClientReport, problems: readonly ClientProblem[]): string[] {
  const { title, where, note, start, sight, root } = report;
  const seen = sight === null || 'problem' in sight ? [] : sightLines(sight, root);
  const started =
    start === null
      ? []
      : [
          `  starts: ${[start.command, ...start.args].join(' ')} in ${start.cwd}`,
          `  with:   ${variableWords(Object.keys(start.env))}`,
        ];
  return [
    `${title}: ${where}`,
    ...(note === null ? [] : [`  note:   ${note}`]),
    ...started,
    ...seen,
    ...problems.flatMap(({ what, next }) => [`  problem: ${what}`, `  next:    ${next}`]),
  ];
}

function variableWords(names: readonly string[]): string {
  if (names.length > NAMES_SHOWN_MAX) return `${names.length} variables, as they are here`;
  return names.length === 0 ? 'no variables' : names.join(', ');
}

function sightLines(
  { name, version, protocol, tools, tools_ms, workspace, logins }: Sight,
  root: string | null,
) {
  const seen =
    logins === null
      ? 'asked only where a workspace is'
      : Object.entries(logins)
          .map((one) => one.join(' '))
          .join(', ');
  const sees = `${name} ${version}, protocol ${protocol}, ${tools.length} tools after ${tools_ms} ms`;
  if (name !== NAME) return [`  sees:   ${sees}`];
  return [`  sees:   ${sees}`, `  works:  ${workspaceWords(workspace, root)}`, `  logins: ${seen}`];
}

function workspaceWords(sight: WorkspaceSight, root: string | null): string {
  const where = root === null ? 'no folder of its own; each call names one' : `on ${root}`;
  if (sight.state === 'found') return `${where} (${sight.condition})`;
  if (root === null) return where;
  return sight.code === 'workspace_not_initialized'
    ? `${where}, which is no workspace yet`
    : `${where} (${sight.code})`;
}
