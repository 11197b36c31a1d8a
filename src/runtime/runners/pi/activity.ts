import { type HarnessEvent, partOf, textOf } from '../harness/events.ts';

const TELLING = ['command', 'path', 'pattern', 'query'] as const;

/** Of one record of a dialogue with Pi: the tools that it uses, and what it says in the end. */
export function piActivity(event: HarnessEvent): string {
  if (event.type === 'message_end') return saidIn(partOf(event, 'message'));
  if (event.type !== 'tool_execution_start') return '';
  const args = partOf(event, 'args');
  const on = TELLING.map((key) => textOf(args, key)).find((text) => text !== '') ?? '';
  return `${textOf(event, 'toolName')} ${on}`.trim();
}

function saidIn({ role, content }: HarnessEvent): string {
  if (role !== 'assistant' || !Array.isArray(content)) return '';
  const texts = content.map((part) => textOf(partOf({ part }, 'part'), 'text'));
  return texts.findLast((text) => text !== '') ?? '';
}
