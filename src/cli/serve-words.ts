import { typedWord } from '../runtime/text/shell-word.ts';

export interface Serving {
  readonly port: number;
  /** Absolute path. */
  readonly token_path: string;
  readonly workspaces: readonly { readonly id: string; readonly root: string }[];
  /** Those are served too that are made later. */
  readonly all: boolean;
}

/** Workspaces whose commands are printed; of more, the addresses alone. */
const COMMANDS_MAX = 5;

/** What a server over HTTP says when it listens. */
export function serveWords({ port, token_path, workspaces, all }: Serving): string {
  const addresses = workspaces.map(({ id, root }) => ({
    root,
    url: `http://127.0.0.1:${port}/w/${id}/mcp`,
  }));
  const none = all ? 'No workspace is known yet; those made later are served.' : '';
  return [
    `Serving on http://127.0.0.1:${port}; Ctrl-C ends it.`,
    ...(addresses.length === 0 ? [none] : []),
    ...addresses.map(({ root, url }) => `  ${root}\n    ${url}`),
    `Clients send the token in ${token_path}:`,
    `  export MILLRACE_TOKEN="$(cat ${typedWord(token_path)})"`,
    ...addresses.slice(0, COMMANDS_MAX).flatMap(({ url }) => commandsOf(url)),
  ].join('\n');
}

/** Both keep the name of the variable and not the token. */
function commandsOf(url: string): string[] {
  const header = `--header 'Authorization: Bearer \${MILLRACE_TOKEN}'`;
  return [
    `  claude mcp add --transport http millrace ${url} ${header}`,
    `  codex mcp add millrace --url ${url} --bearer-token-env-var MILLRACE_TOKEN`,
  ];
}

/** Where a person opens the page; behind the # stands what a browser keeps to itself. */
export function pageWords(port: number, token: string): string {
  return `A page to look at, for you alone:\n  http://127.0.0.1:${port}/#token=${token}`;
}
