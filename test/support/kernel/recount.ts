import type { Item, ItemState, State } from '../../../src/runtime/kernel/index.ts';

const OPEN: readonly ItemState[] = ['queue', 'active', 'blocked'];
const FINISHED: readonly ItemState[] = ['done', 'superseded'];
const ALL: readonly ItemState[] = [...OPEN, ...FINISHED, 'withdrawn'];

/** What is wrong with an index, against a full count of the items. */
export function miscounted(state: State): string[] {
  const problems: string[] = [];
  const expect = (what: string, found: unknown, right: unknown) => {
    const [a, b] = [JSON.stringify(found), JSON.stringify(right)];
    if (a !== b) problems.push(`${what} is ${a}, but should be ${b}`);
  };
  const items = [...state.items.values()];
  const finished = (item: Item | undefined) => item !== undefined && FINISHED.includes(item.state);
  const isOpen = (item: Item) => OPEN.includes(item.state);
  const unmet = (item: Item) =>
    item.deps.filter((id) => !finished(state.items.get(`${item.family}/${id}`))).length;
  for (const item of items) {
    if (isOpen(item)) expect(`unmet of ${item.key}`, item.unmet, unmet(item));
  }
  for (const [family, depth] of state.depth) {
    const count = (one: ItemState) =>
      items.filter((item) => item.family === family && item.state === one).length;
    for (const one of ALL) {
      expect(`depth of ${family} ${one}`, depth[one], count(one));
    }
  }
  for (const [root, lineage] of state.lineages) {
    const open = items.filter((item) => item.root === root && isOpen(item));
    expect(`open of ${root}`, lineage.open, open.length);
    const keys = open.map((item) => item.key).sort();
    expect(`open keys of ${root}`, [...lineage.open_keys].sort(), keys);
    expect(`held of ${root}`, state.held_roots.has(root), lineage.held !== null);
  }
  for (const [root, keys] of state.members) {
    const own = items.filter((item) => item.root === root).map((item) => item.key);
    expect(`members of ${root}`, keys, own);
  }
  for (const [incident, handoff] of state.handoffs) {
    const open = items.filter((item) => item.via === incident && isOpen(item)).length;
    expect(`open of handoff ${incident}`, handoff.open, open);
    expect(`parked by ${incident}`, state.items.get(handoff.source ?? '')?.state, 'blocked');
  }
  for (const [key, set] of state.claimable) {
    const [family, root] = key.split('\u001f');
    const right = items
      .filter((item) => item.family === family && item.state === 'queue' && unmet(item) === 0)
      .filter((item) => root === undefined || (item.root ?? '') === root)
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    expect(
      `claimable ${key}`,
      [...set].map((item) => item.key),
      right.map((item) => item.key),
    );
  }
  const claimable = items.filter((item) => item.state === 'queue' && unmet(item) === 0);
  for (const item of claimable) {
    const known = [...(state.claimable.get(item.family) ?? [])].includes(item);
    expect(`${item.key} claimable`, known, true);
  }
  const blocked = items.filter((item) => item.state === 'blocked').map((item) => item.key);
  expect('blocked', [...state.blocked].sort(), blocked.sort());
  const open = [...state.targets.values()].filter((one) => one.closed_at === null);
  expect('open targets', [...state.open_targets].sort(), open.map((one) => one.root).sort());
  return problems;
}
