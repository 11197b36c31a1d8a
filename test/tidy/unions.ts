import { at, lines, type Node, part, parts, type Rule, type Source, word } from './source.ts';

/**
 * A switch over a property of a typed value is one over a closed union, so that a new member has to
 * be refused by the compiler: its default calls `exhausted`, or hands the value on to a function
 * that does. A word of somebody else's format is read into a variable first.
 */
export const switchesAreClosed: Rule = (source) =>
  source.nodes.flatMap((node) => {
    const on = node.type === 'SwitchStatement' ? part(node, 'discriminant') : undefined;
    if (on?.type !== 'MemberExpression' || textOf(source, on).endsWith(']')) return [];
    const last = parts(node, 'cases').at(-1);
    if (last !== undefined && part(last, 'test') === undefined && handsOn(source, last, on)) {
      return [];
    }
    const what = `a switch over ${textOf(source, on)} that a new member passes unseen`;
    return [at(source, node, what, 'End it in default: exhausted(...)')];
  });

function handsOn(source: Source, last: Node, on: Node): boolean {
  const values = [on, part(on, 'object') ?? on].map((one) => textOf(source, one));
  return source.nodes
    .filter(({ type, start, end }) => {
      return type === 'CallExpression' && start >= last.start && end <= last.end;
    })
    .some((call) =>
      parts(call, 'arguments').some((given) => values.includes(textOf(source, given))),
    );
}

/** Each kind of change is made by one function, whatever the number of decisions that need it. */
export function changesMadeTwice(sources: readonly Source[]): string[] {
  const makers = new Map<string, { source: Source; node: Node }[]>();
  for (const source of sources) {
    for (const node of source.nodes) {
      const kind = kindMade(source, node);
      if (kind !== undefined) makers.set(kind, [...(makers.get(kind) ?? []), { source, node }]);
    }
  }
  return [...makers].flatMap(([kind, places]) =>
    places.slice(1).flatMap(({ source, node }) => {
      const what = `${kind} is made here and in ${places[0]?.source.path}`;
      const instead = 'Call the function that makes it, as in kernel/changes/build.ts';
      return lines(source.path, [at(source, node, what, instead)]);
    }),
  );
}

function kindMade(source: Source, node: Node): string | undefined {
  const value = node.type === 'Property' ? part(node, 'value') : undefined;
  if (value === undefined || word(part(node, 'key'), 'name') !== 'k') return undefined;
  return /^'([a-z-]+@\d+)'$/.exec(textOf(source, value))?.[1];
}

function textOf({ text }: Source, { start, end }: Node): string {
  return text.slice(start, end);
}
