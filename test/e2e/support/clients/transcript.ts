import { answerOrNull, foundIn, type Turn } from './pilot.ts';

const LINE_LENGTH_MAX = 150;

/** A session as lines for a page: each call, how the work stands after it, and the sentence that leads on. */
export function linesOf(asks: string, turns: readonly Turn[]): string[] {
  return [`> ${asks}`, ...turns.flatMap(linesOfTurn)];
}

/** How often the model called our tools. */
export function callsIn(turns: readonly Turn[]): number {
  return turns.filter(({ reply }) => reply.mcp !== undefined).length;
}

function linesOfTurn({ reply, heard }: Turn): string[] {
  if (reply.search !== undefined) {
    const found = heard === '' ? [] : [`  found: ${foundIn(heard).join(', ')}`];
    return [`search "${reply.search}"`, ...found];
  }
  if (reply.mcp !== undefined) {
    const { tool, args = {} } = reply.mcp;
    return [clipped(`${tool} ${JSON.stringify(shortened(args))}`), ...answerLines(heard)];
  }
  const told = heard.includes('<task-notification>') ? ['(the task is over)'] : [];
  return [reply.text ?? '', ...told, ...(told.length > 0 ? answerLines(heard) : [])];
}

function answerLines(heard: string): string[] {
  if (heard === '') return [];
  const answer = answerOrNull(heard);
  if (answer === null) return ['  (it is a task now, which the client follows)'];
  const { reason, condition, state, spec, active = [], error, next } = answer;
  const works = active.map(({ node }) => `${node} works`);
  const stands = [error?.code, reason, condition, spec?.state ?? state, ...works];
  const said = [...new Set(stands.filter((one) => one !== undefined))].join(', ');
  const leads = error?.next ?? next;
  return [
    ...(said === '' ? [] : [`  ${said}`]),
    ...(leads === undefined ? [] : [clipped(`  next: ${leads}`)]),
  ];
}

function shortened(args: Readonly<Record<string, unknown>>) {
  return args.document === undefined ? args : { ...args, document: '...' };
}

function clipped(line: string): string {
  return line.length <= LINE_LENGTH_MAX ? line : `${line.slice(0, LINE_LENGTH_MAX)}...`;
}
