import { type HarnessEvent, partOf, textOf } from '../harness/events.ts';

/** The parts of an input that say what a tool is used on, the most telling first. */
const TELLING = ['command', 'file_path', 'path', 'pattern', 'description', 'url', 'query'] as const;

/** Of one event of `claude -p`: what the model says, and the tools that it uses. */
export function claudeActivity(event: HarnessEvent): string {
  if (event.type === 'result') return `ended: ${textOf(event, 'subtype')}`;
  if (event.type !== 'assistant') return '';
  const { content } = partOf(event, 'message');
  if (!Array.isArray(content)) return '';
  const parts = content.map((part) => partOf({ part }, 'part'));
  return parts.map(lineOf).findLast((line) => line !== '') ?? '';
}

function lineOf(part: HarnessEvent): string {
  if (part.type === 'text') return textOf(part, 'text');
  if (part.type !== 'tool_use') return '';
  const input = partOf(part, 'input');
  const on = TELLING.map((key) => textOf(input, key)).find((text) => text !== '') ?? '';
  return `${textOf(part, 'name')} ${on}`.trim();
}
