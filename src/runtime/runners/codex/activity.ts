import { type HarnessEvent, partOf, textOf } from '../harness/events.ts';

/** Of one event of `codex exec`: what it begins to do, and what it says. */
export function codexActivity(event: HarnessEvent): string {
  const type = textOf(event, 'type');
  if (type === 'turn.failed') return `failed: ${textOf(partOf(event, 'error'), 'message')}`;
  const item = partOf(event, 'item');
  if (type === 'item.completed' && item.type === 'agent_message') return textOf(item, 'text');
  if (type !== 'item.started') return '';
  switch (item.type) {
    case 'command_execution':
      return textOf(item, 'command');
    case 'mcp_tool_call':
      return `${textOf(item, 'server')} ${textOf(item, 'tool')}`;
    case 'web_search':
      return `search ${textOf(item, 'query')}`;
    default:
      return textOf(item, 'type').replaceAll('_', ' ');
  }
}
