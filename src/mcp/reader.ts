import { allNames, findOperation, groups } from '../operations/index.ts';
import type { JsonObject } from '../operations/support/define.ts';
import { asToolCall } from '../operations/support/group.ts';
import type { Reader } from '../operations/support/reader.ts';

/** A client that sees these tools. What none of them does is a command for whoever has a terminal. */
export function agentReader(listed: readonly string[]): Reader {
  return {
    verb: 'Call',
    names: allNames(),
    callText(name, input) {
      const operation = findOperation(name);
      const own = listed.includes(name);
      const call =
        operation === undefined || own
          ? { name, arguments: input }
          : asToolCall(operation, groups, input);
      if (listed.includes(call.name)) return toolText(call.name, call.arguments);
      return `\`millrace ${name.replaceAll('_', ' ')}${flags(input)}\` in a terminal`;
    },
  };
}

function flags(input: JsonObject): string {
  return Object.entries(input)
    .map(([field, value]) => ` --${field.replaceAll('_', '-')}${value === true ? '' : ` ${value}`}`)
    .join('');
}

function toolText(name: string, input: JsonObject): string {
  return Object.keys(input).length === 0 ? name : `${name} ${JSON.stringify(input)}`;
}
