import { importsOf } from './imports.ts';
import { at, type Node, part, parts, type Rule, word } from './source.ts';

/** What a test reads the time with, or lets it pass. */
const CLOCKS = /^(Date\.now|performance\.\w+|process\.hrtime\b.*|set(Timeout|Interval)\(.*)$/s;

/** A test waits for what happens, with the help of `support`: how fast a machine is proves nothing. */
export const testsWaitForNoTime: Rule = (source) => {
  if (!source.path.endsWith('.test.ts')) return [];
  const { text } = source;
  const timed = source.nodes.filter(
    ({ type, start, end }) =>
      /^(CallExpression|MemberExpression)$/.test(type) && CLOCKS.test(text.slice(start, end)),
  );
  const timers = importsOf(source).filter(({ from }) => /^(node:)?timers/.test(from));
  return [...timed, ...timers.map(({ node }) => node)].map((node) =>
    at(source, node, 'a test that depends on time', 'Wait until what it waits for has happened'),
  );
};

const HOOKS = new Set(['beforeAll', 'afterAll', 'beforeEach', 'afterEach']);

/** The test files of a worker share its modules, so a helper registers its hooks for the first of them only. */
export const helpersRegisterNoHooks: Rule = (source) => {
  const [program] = source.nodes;
  if (!source.path.includes('/support/') || program === undefined) return [];
  return parts(program, 'body')
    .filter((statement) => HOOKS.has(calleeOf(statement)))
    .map((node) =>
      at(
        source,
        node,
        'a hook at the top of a helper',
        'Register it in a function that tests call',
      ),
    );
};

function calleeOf(statement: Node): string {
  const call = part(statement, 'expression');
  const callee = call === undefined ? undefined : part(call, 'callee');
  return word(callee, 'name') ?? '';
}
