import type { ProcessCommand } from './process-command.ts';

/** What somebody at a terminal looks at, and what helps to type. */
export const SCREEN_PROCESSES = {
  watch: {
    name: 'watch',
    title: 'Watch the work live',
    about:
      'A screen that stays true: each spec with its progress, the running stage with its last sign of ' +
      'life and what its agent does, what waits for you with the command that answers it, and what ' +
      'happened last. `?` shows the keys, `q` quits. Where there is no screen it prints the same as ' +
      'text, again whenever something has changed. `status --watch` and `status watch` are the same.',
    actions: [],
    options: {
      all: {
        type: 'boolean',
        short: 'a',
        about: 'All workspaces with a loop or open work, short -a.',
      },
      workspace: {
        type: 'string',
        value: 'PATH',
        multiple: true,
        about: 'This one. Repeat it for several. Default: as everywhere.',
      },
      'interval-seconds': { type: 'string', value: 'N', about: 'Look again so often. Default: 1.' },
      'max-updates': { type: 'string', value: 'N', about: 'Print so many texts, and end.' },
    },
  },
  ps: {
    name: 'ps',
    title: 'List your workspaces that have a loop or open work',
    about:
      'One line for each: how it stands, its loop, its open specs, and what waits for you. `-a` shows ' +
      'all that you were ever in, also those whose folder is gone, damaged or no workspace any more. ' +
      'Changes nothing.',
    actions: [],
    options: {
      all: { type: 'boolean', short: 'a', about: 'Every workspace, short -a.' },
      json: { type: 'boolean', about: 'Print them as JSON.' },
    },
  },
  completion: {
    name: 'completion',
    title: 'Complete commands in your shell',
    about:
      'Prints what bash, zsh or fish reads to complete commands, options, their values and ids of this ' +
      'workspace. bash: `source <(millrace completion bash)` in ~/.bashrc, and nothing else is needed. ' +
      'zsh: the same in ~/.zshrc behind compinit. fish: `millrace completion fish | source`.',
    actions: ['bash', 'zsh', 'fish'],
    options: {},
  },
} as const satisfies Readonly<Record<string, ProcessCommand>>;
