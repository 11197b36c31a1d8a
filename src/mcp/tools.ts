import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import { allTools, tools } from '../operations/index.ts';
import type { CallResult } from '../operations/session.ts';
import type { Effect, JsonObject, Operation } from '../operations/support/define.ts';
import { advertisedInput, advertisedOutput } from '../operations/support/schema.ts';
import { SEARCH_HINT_KEY, searchHint } from './search-hints.ts';

export type ToolSet = 'core' | 'full';

const lists = new Map<ToolSet, Tool[]>();

/** Without what costs time to make, so that a connection can begin before anybody asks for tools. */
export function toolNames(set: ToolSet = 'core'): string[] {
  return offered(set).map(({ name }) => name);
}

function offered(set: ToolSet): readonly Operation[] {
  return set === 'core' ? tools : allTools;
}

/** In the order of the registry: a stable list keeps prompt caches of clients valid. Built once. */
export function toolList(set: ToolSet = 'core'): Tool[] {
  const known = lists.get(set);
  if (known !== undefined) return known;
  const made = offered(set).map((operation) => toTool(operation, set));
  lists.set(set, made);
  return made;
}

function toTool(operation: Operation, set: ToolSet): Tool {
  const hint = searchHint(operation.name);
  return {
    name: operation.name,
    title: operation.title,
    description: operation.summary,
    inputSchema: { ...advertisedInput(operation, set === 'full'), type: 'object' },
    outputSchema: { ...advertisedOutput(operation), type: 'object' },
    annotations: annotationsOf(operation.effect, operation.idempotent),
    ...(hint === undefined ? {} : { _meta: { [SEARCH_HINT_KEY]: hint } }),
  };
}

/** All four hints are always given: a missing one means the worst to a client. */
function annotationsOf(effect: Effect, idempotent: boolean): Tool['annotations'] {
  return {
    readOnlyHint: effect === 'read',
    destructiveHint: effect === 'destructive',
    idempotentHint: idempotent,
    openWorldHint: false,
  };
}

/** Clients show a model the structured content alone; the text says the same for those that do not. */
export function toolResult(result: CallResult): CallToolResult {
  if (result.ok) return structured(result.answer);
  return { ...structured({ error: result.failure.error }), isError: true };
}

function structured(facts: JsonObject): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(facts) }], structuredContent: facts };
}
