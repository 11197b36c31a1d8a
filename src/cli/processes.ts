import type { ProcessCommand } from './process-command.ts';
import { SCREEN_PROCESSES } from './screen-processes.ts';
import { SERVER_PROCESSES, workspace } from './server-processes.ts';

/** Help, reference and parser of these commands derive from here. */
export const PROCESSES = {
  daemon: {
    name: 'run daemon',
    title: 'Run the loop in the foreground',
    about:
      'Ctrl-C stops it when the running stages have ended, a second Ctrl-C ends them. ' +
      '`--max-ticks` ends it after so many results of stages and looks that found nothing to do. ' +
      '`--monitor basic` prints a line for each thing that happens; `--monitor-log` appends the ' +
      'same lines to a file, which is rotated by size.',
    actions: [],
    options: {
      monitor: { type: 'string', value: 'none|basic', about: 'What is printed. Default: none.' },
      'monitor-log': { type: 'string', value: 'PATH', about: 'File for the same lines.' },
      'max-ticks': { type: 'string', value: 'N', about: 'Stop after so many ticks.' },
      mode: { type: 'string', value: 'NAME', about: 'Adopt this mode first.' },
      config: {
        type: 'string',
        value: 'PATH',
        about: "The workspace's own millrace.toml; another one is refused.",
      },
      workspace,
    },
  },
  ...SCREEN_PROCESSES,
  service: {
    name: 'service',
    title: 'Have the loop started again after a reboot',
    about:
      'Writes or removes one file for systemd (Linux) or launchd (macOS) and prints the command ' +
      'that puts it into force. The loop it starts ends at once unless `run_start` is in force.',
    actions: ['install', 'uninstall', 'status'],
    options: { workspace },
  },
  notify: {
    name: 'notify',
    title: 'Try whether notifications arrive',
    about:
      'Sends a test to the targets of `millrace/notify.toml` in your config folder and says of each ' +
      'whether it arrived; the exit code is 3 when one failed. `millrace notify owner-gone` is what ' +
      'the service of a loop calls after its end.',
    actions: ['test', 'owner-gone'],
    options: {
      target: { type: 'string', value: 'NAME', about: 'Only this target. Default: all of them.' },
      workspace,
    },
  },
  trust: {
    name: 'trust',
    title: 'Agree to what a workspace would run',
    about:
      'Shows the programs, arguments, variables, levels, prompts, skills and graphs that would run and ' +
      'are new, each compared with what was there before, and asks. What `init` made is trusted as it ' +
      'was then. Kept for this user, this workspace and this place, outside of the workspace. ' +
      '`millrace/policy.toml` in your config folder may trust folders beforehand.',
    actions: [],
    options: {
      list: { type: 'boolean', about: 'What you have trusted so far.' },
      revoke: { type: 'boolean', about: 'Trust this workspace no more.' },
      edits: { type: 'boolean', about: 'Trust whatever changes in it later, too.' },
      yes: { type: 'boolean', about: 'Do not ask. Only where your policy says allow_yes = true.' },
      workspace,
    },
  },
  policy: {
    name: 'policy delegation',
    title: 'Say what agents may do on their own',
    about:
      'ask: they hand work over only when you ask for it. suggest: they may propose it. allow: at their ' +
      'own discretion. Without a word it shows what holds. Whoever lets them do more types it in a ' +
      'terminal. Kept for this user, in all workspaces.',
    actions: ['ask', 'suggest', 'allow'],
    options: {},
  },
  setup: {
    name: 'setup',
    title: 'Connect the clients of this machine',
    about:
      'Finds Claude Code and Codex, shows what it would write into their config, asks, and writes it; ' +
      '`--remove` takes away what it wrote. With --skills it puts the pages of the three skills into a ' +
      'folder and says of each what became of it: what lies there and is not as it came with a release is ' +
      'left alone. With --permission it sets the level at which stages of a workspace run.',
    actions: ['claude', 'codex'],
    needs_no_action: true,
    options: {
      scope: {
        type: 'string',
        value: 'user|project',
        about: 'For every folder of this user, or for this folder alone. Default: user.',
      },
      skills: {
        type: 'string',
        value: 'claude|codex|PATH',
        about: 'claude: ~/.claude/skills. codex: ~/.agents/skills. Else a folder, with a slash.',
      },
      permission: {
        type: 'string',
        value: 'basic|elevated|maximum',
        about:
          'Of the stages of the workspace: basic asks the harness to keep them in its sandbox.',
      },
      yes: { type: 'boolean', about: 'Do not ask. What is not from Millrace stays even so.' },
      'dry-run': { type: 'boolean', about: 'Show it and write nothing.' },
      remove: { type: 'boolean', about: 'Take away again what setup wrote.' },
      workspace,
    },
  },
  'doctor-client': {
    name: 'doctor --client',
    title: 'See the server as each client would',
    about:
      'Starts the server as Claude Code and Codex are configured to, with the command, the variables and ' +
      'the folder that they would give it, and says what they see: tools, workspace, logins, and after how ' +
      'long. What is wrong is said with its fix; the exit code is 3 then.',
    actions: ['claude', 'codex'],
    needs_no_action: true,
    options: { workspace },
  },
  'state-line': {
    name: 'state-line',
    title: 'Say in one line how the workspace stands',
    about:
      'For the start of a session, as the plugin calls it: what runs, what is open, what needs ' +
      'somebody. Says nothing where no workspace is, and never fails.',
    actions: [],
    options: { workspace },
  },
  prove: {
    name: 'prove',
    title: 'Prove on this machine that nothing is lost and nothing happens twice',
    about:
      'Runs campaigns against faults in a temporary folder of its own, compares what they come to ' +
      'with an undisturbed one, and prints a table. Exit code: 0 = no violation, 1 = a violation ' +
      'or a guard that nobody would miss, 2 = wrong usage.',
    actions: [],
    options: {
      quick: { type: 'boolean', about: 'A sample of all faults, in about a minute. The default.' },
      full: { type: 'boolean', about: 'Goes on with new cases until --minutes are over.' },
      minutes: { type: 'string', value: 'N', about: 'For --full. Default: 180.' },
      seed: {
        type: 'string',
        value: 'N',
        about: 'Other numbers are other cases; the same number is the same cases. Default: 1.',
      },
      only: {
        type: 'string',
        value: 'ROW',
        multiple: true,
        about: 'Only this row of the table. Repeat it for several.',
      },
      case: {
        type: 'string',
        value: 'N',
        about: 'Only this case of each row, as a violation names it.',
      },
      mutants: {
        type: 'boolean',
        about: 'Takes one guard away after the other and says which row notices.',
      },
    },
  },
  ...SERVER_PROCESSES,
} as const satisfies Readonly<Record<string, ProcessCommand>>;
