import type { JsonObject } from '../operations/support/define.ts';

/** How a command of release 0.18.0 of the prior implementation is answered here. */
export type OlderCommand = { readonly name: string } & (
  | OlderSame
  /** An operation, with the arguments that the older name stands for. */
  | OlderOperation
  /** A process of its own. */
  | { readonly is: 'process'; readonly process: string }
);

interface OlderSame {
  readonly is: 'same';
}

export interface OlderOperation {
  readonly is: 'operation';
  readonly operation: string;
  readonly input: JsonObject;
}

const SAME: OlderSame = { is: 'same' };

function as(operation: string, input: JsonObject = {}): OlderOperation {
  return { is: 'operation', operation, input };
}

/** All 52, in the order of its help. A page and the parser are made from it. */
export const OLDER_COMMANDS: readonly OlderCommand[] = [
  { name: 'version', ...SAME },
  { name: 'init', ...SAME },
  { name: 'doctor', ...SAME },
  { name: 'upgrade', ...SAME },
  { name: 'run once', ...SAME },
  { name: 'run daemon', ...SAME },
  { name: 'status', ...SAME },
  { name: 'status show', ...as('status', { full: true }) },
  { name: 'status watch', is: 'process', process: 'watch' },
  { name: 'runs ls', ...as('list', { of: 'runs' }) },
  { name: 'runs show', ...as('show') },
  { name: 'runs tail', ...as('logs', { limit: 100 }) },
  { name: 'runs trace', ...SAME },
  { name: 'queue ls', ...as('list', { of: 'tasks' }) },
  { name: 'queue show', ...as('show') },
  { name: 'queue add-task', ...SAME },
  { name: 'queue add-spec', ...SAME },
  { name: 'queue add-idea', ...SAME },
  { name: 'queue repair-lineage', ...SAME },
  { name: 'planning retry-active', ...as('retry_active', { scope: 'planning' }) },
  { name: 'config show', ...SAME },
  { name: 'config validate', ...as('compile_validate') },
  { name: 'config reload', ...SAME },
  { name: 'control pause', ...SAME },
  { name: 'control resume', ...SAME },
  { name: 'control stop', ...SAME },
  { name: 'control retry-active', ...SAME },
  { name: 'control clear-stale-state', ...SAME },
  { name: 'control reload-config', ...SAME },
  { name: 'compile validate', ...SAME },
  { name: 'compile show', ...SAME },
  { name: 'compile graph', ...SAME },
  { name: 'modes list', ...SAME },
  { name: 'modes show', ...as('modes_list') },
  { name: 'skills ls', ...as('skills_list') },
  { name: 'skills show', ...SAME },
  { name: 'skills search', ...SAME },
  { name: 'skills install', ...SAME },
  { name: 'skills refresh-remote-index', ...as('skills_refresh') },
  { name: 'skills create', ...SAME },
  { name: 'skills improve', ...SAME },
  { name: 'skills promote', ...SAME },
  { name: 'skills export', ...SAME },
  { name: 'add-task', ...as('enqueue_task') },
  { name: 'add-spec', ...as('enqueue_spec') },
  { name: 'add-idea', ...as('enqueue_idea') },
  { name: 'pause', ...SAME },
  { name: 'resume', ...SAME },
  { name: 'stop', ...SAME },
  { name: 'retry-active', ...SAME },
  { name: 'clear-stale-state', ...SAME },
  { name: 'reload-config', ...SAME },
];
