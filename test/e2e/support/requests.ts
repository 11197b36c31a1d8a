import { z } from 'zod';
import type { ScriptedModel } from './model.ts';

const request = z.looseObject({
  tools: z.unknown().optional(),
  instructions: z.unknown().optional(),
  system: z.unknown().optional(),
  input: z.unknown().optional(),
  messages: z.unknown().optional(),
});

/** By kind of stage: how much of its requests was the same as in the one before, from 0 to 1. */
export function sameAsBefore(asked: ScriptedModel['asked']): Map<string, number[]> {
  const last = new Map<string, string>();
  const same = new Map<string, number[]>();
  for (const { prompt, turn, body } of asked) {
    const kind = /^- stage (\S+)/m.exec(prompt ?? '')?.[1];
    if (kind === undefined || turn > 0) continue;
    const text = inOrder(body);
    const before = last.get(kind);
    last.set(kind, text);
    if (before === undefined) continue;
    same.set(kind, [...(same.get(kind) ?? []), commonPrefix(before, text) / text.length]);
  }
  return same;
}

/**
 * What the model reads, in the order in which the cache of a provider holds it. Ids of messages are
 * new in every request and no text of it.
 */
function inOrder(body: unknown): string {
  const { tools, instructions, system, input, messages } = request.parse(body);
  const parts = [tools, instructions, system, input, messages];
  return JSON.stringify(parts, (key, value) => (key === 'id' ? undefined : value));
}

function commonPrefix(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}
