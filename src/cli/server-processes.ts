import type { ProcessCommand } from './process-command.ts';

/** Where a server over HTTP listens unless told otherwise: what clients were told stays true. */
export const SERVE_PORT = 7717;
/** Where the page listens unless told otherwise. */
export const WEB_PORT = 7718;

/** The option of each command that is about one workspace. */
export const workspace = {
  type: 'string',
  value: 'PATH',
  about: 'The workspace. Default: MILLRACE_WORKSPACE, else CLAUDE_PROJECT_DIR, else this folder.',
} as const;

/** Those that answer clients; apart, because a server on stdio reads at its start only what it needs. */
export const SERVER_PROCESSES = {
  mcp: {
    name: 'mcp',
    title: 'Serve one MCP client on stdin and stdout',
    about: 'A client starts it by itself; it ends with its stdin.',
    actions: [],
    options: {
      workspace,
      tools: {
        type: 'string',
        value: 'core|full',
        about: 'Which tools it offers; full also those that are rarely asked. Default: core.',
      },
    },
  },
  serve: {
    name: 'serve',
    title: 'Serve MCP clients over HTTP, on this machine alone',
    about:
      'Prints the address of each workspace and the command by which Claude Code or Codex connects. ' +
      'Clients send a token that lies in a file of yours. Many clients at once see the same truth. ' +
      'Ctrl-C ends it when the calls in flight are answered; work and loops go on without it.',
    actions: [],
    options: {
      workspace: {
        type: 'string',
        value: 'PATH',
        multiple: true,
        about: 'A workspace. Repeat it for several. Default: as for other commands.',
      },
      all: { type: 'boolean', about: 'Each workspace of yours, those too that are made later.' },
      port: {
        type: 'string',
        value: 'N',
        about: `Where it listens on 127.0.0.1; 0 = any free one. Default: ${SERVE_PORT}.`,
      },
      tools: {
        type: 'string',
        value: 'core|full',
        about: 'Which tools it offers; full also those that are rarely asked. Default: core.',
      },
      web: { type: 'boolean', about: 'Also the page of `millrace web`, at the same port.' },
    },
  },
  web: {
    name: 'web',
    title: 'Look at the work in a browser',
    about:
      'Serves a page on this machine alone and prints its address: what runs, what it has used, what waits ' +
      'and for whom, each spec with its work, its changes and its verdicts. It only looks: what changes ' +
      'something is shown as a command. It holds no lock, and a page that nobody looks at costs nothing. ' +
      '',
    actions: [],
    options: {
      workspace: {
        type: 'string',
        value: 'PATH',
        multiple: true,
        about: 'A workspace. Repeat it for several. Default: all of yours.',
      },
      port: {
        type: 'string',
        value: 'N',
        about: `Where it listens on 127.0.0.1; 0 = any free one. Default: ${WEB_PORT}.`,
      },
      save: {
        type: 'string',
        value: 'ROOT',
        about: 'Serve nothing: write this spec of one workspace into a file that needs no server.',
      },
      to: { type: 'string', value: 'FILE', about: 'That file, which must not be there yet.' },
    },
  },
} as const satisfies Readonly<Record<string, ProcessCommand>>;
