import { expect, it } from 'vitest';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import type { TrustItem } from '../../src/runtime/ports/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { SimIds } from '../../src/sim/sim-ids.ts';
import { readPolicy } from '../../src/user/trust/policy.ts';
import { UserTrust } from '../../src/user/trust/user-trust.ts';

const ID = 'a'.repeat(32);
const POLICY = '/h/.config/millrace/policy.toml';

interface Given {
  readonly policy?: string;
  readonly state?: string;
  readonly foreign?: readonly string[];
  readonly disk?: SimDisk;
}

function user({
  policy,
  state = '/h/state/millrace',
  foreign = [],
  disk = new SimDisk(),
}: Given = {}) {
  for (const place of ['/projects/one', '/projects/two', '/elsewhere/one'])
    disk.plant(`${place}/x`, '');
  if (policy !== undefined) disk.plant(POLICY, policy);
  const ports = {
    disk,
    hash: new NodeHash(),
    ids: new SimIds(1),
    now: () => '2026-01-01T00:00:00.000Z',
    isOwn: (path: string) => !foreign.includes(path),
  };
  return { disk, trust: new UserTrust(ports, { state, config: '/h/.config' }) };
}

function item(sha256: string, more: Partial<TrustItem> = {}): TrustItem {
  return { kind: 'runner', name: 'mine', sha256, line: 'sh', text: null, shipped: false, ...more };
}

function at(place: string, sha256 = '1', workspace: string | null = ID) {
  return { place, workspace, items: [item(sha256)] };
}

it('trust is for one workspace at one place', () => {
  const { trust, disk } = user();
  expect(trust.judge(at('/projects/one'))).toMatchObject({ trusted: false, why: 'unknown' });
  trust.keep(at('/projects/one'), 'init');
  expect(trust.judge(at('/projects/one'))).toEqual({ trusted: true, by: 'init', first: false });
  // A copy, a move, a clone without an id, another workspace in the same folder.
  expect(trust.judge(at('/projects/two')).trusted).toBe(false);
  expect(trust.judge(at('/projects/one', '1', null)).trusted).toBe(false);
  expect(trust.judge(at('/projects/one', '1', 'b'.repeat(32))).trusted).toBe(false);
  expect(disk.list('/projects/one')).toEqual([{ name: 'x', kind: 'file' }]);
});

it('of who made it covers what they change until something first starts, at that place', () => {
  const { trust } = user();
  trust.keepMade(at('/projects/one'));
  const verdict = trust.judge(at('/projects/one', '2'));
  expect(verdict).toEqual({ trusted: true, by: 'init', first: true });
  expect(trust.judge(at('/projects/two')).trusted).toBe(false);
  expect(trust.judge(at('/projects/one', '2', 'b'.repeat(32))).trusted).toBe(false);
  trust.keep(at('/projects/one', '2'), 'init');
  expect(trust.judge(at('/projects/one', '2'))).toMatchObject({ trusted: true, first: false });
  for (const sha256 of ['1', '3']) {
    expect(trust.judge(at('/projects/one', sha256))).toMatchObject({ why: 'changed' });
  }
});

it('is kept through a new process, and gone when it is taken back', () => {
  const { disk, trust } = user();
  trust.keep(at('/projects/one'), 'person');
  const other = user({ disk }).trust;
  expect(other.judge(at('/projects/one')).trusted).toBe(true);
  expect(other.records.list()).toMatchObject([
    { place: '/projects/one', by: 'person', edits: false },
  ]);
  expect(other.records.remove({ workspace: ID, place: '/projects/one' })).toBe(true);
  expect(trust.judge(at('/projects/one')).trusted).toBe(false);
  expect(trust.records.remove({ workspace: ID, place: '/projects/one' })).toBe(false);
});

it('covers what was there then, and later edits only where that was agreed', () => {
  const { trust } = user();
  trust.keep(at('/projects/one'), 'person');
  expect(trust.judge(at('/projects/one', '2'))).toMatchObject({
    trusted: false,
    why: 'changed',
    items: [{ sha256: '2' }],
  });
  trust.agree(at('/projects/one'), { by: 'person', edits: true, texts: {} });
  expect(trust.judge(at('/projects/one', '2')).trusted).toBe(true);
});

it.each([
  ['an asset of the release', item('2', { kind: 'skill', shipped: true }), true],
  ['an asset that is not', item('2', { kind: 'skill' }), false],
  ['the words of the release for a runner', item('2', { kind: 'words', shipped: true }), true],
  [
    'a runner of the release that was not used before',
    item('2', { shipped: true, name: 'pi' }),
    false,
  ],
  ['a runner that goes back to the defaults', item('2', { shipped: true }), false],
])('%s that is new', (_, found, trusted) => {
  const { trust } = user();
  trust.keep(at('/projects/one'), 'person');
  expect(trust.judge({ ...at('/projects/one'), items: [found] }).trusted).toBe(trusted);
});

it("a runner of an update is none of its user's edits", () => {
  const { trust } = user();
  trust.keep({ ...at('/projects/one'), items: [item('1', { shipped: true })] }, 'init');
  const subject = { ...at('/projects/one'), items: [item('2', { shipped: true })] };
  expect(trust.judge(subject).trusted).toBe(true);
});

it.each([
  ['is damaged', '{"schema'],
  ['is of another workspace', null],
])('a record that %s counts for nothing', (_, text) => {
  const { disk, trust } = user();
  trust.keep(at('/projects/one'), 'person');
  const [name] = disk.list(trust.records.folder) ?? [];
  const path = `${trust.records.folder}/${name?.name}`;
  const found = new TextDecoder().decode(disk.read(path) ?? undefined);
  disk.plant(path, text ?? found.replaceAll('/projects/one', '/projects/two'));
  expect(user({ disk }).trust.judge(at('/projects/one')).trusted).toBe(false);
});

it('a state folder in the workspace counts for nothing, and nothing is kept there', () => {
  const { disk, trust } = user({ state: '/projects/one/state/millrace' });
  const outside = user({ disk, state: '/projects/one/state/millrace' }).trust;
  outside.keep(at('/projects/two'), 'person');
  expect(() => trust.keep(at('/projects/one'), 'person')).toThrow(
    /cannot be kept: .* lies in the workspace/,
  );
  expect(trust.judge(at('/projects/one'))).toMatchObject({
    trusted: false,
    notes: ['/projects/one/state/millrace lies in the workspace, so it counts for nothing'],
  });
});

const FOLDER = '[[trust]]\npath = "/projects"\n';

it('a policy trusts the workspaces of a folder as they are when they first run', () => {
  const { trust } = user({ policy: FOLDER });
  expect(trust.judge(at('/projects/one'))).toEqual({ trusted: true, by: 'policy', first: true });
  trust.keep(at('/projects/one'), 'policy');
  expect(trust.judge(at('/projects/one')).trusted).toBe(true);
  expect(trust.judge(at('/projects/one', '2'))).toMatchObject({ trusted: false, why: 'changed' });
  expect(trust.judge(at('/projects/two')).trusted).toBe(true);
  expect(trust.judge(at('/elsewhere/one')).trusted).toBe(false);
  expect(trust.judge(at('/projectsX')).trusted).toBe(false);
});

it('a policy with edits trusts whatever changes, and the nearest folder decides', () => {
  const policy = `[[trust]]\npath = "/projects"\nedits = true\n[[trust]]\npath = "/projects/two"\n`;
  const { trust } = user({ policy });
  expect(trust.judge(at('/projects/one', '9'))).toEqual({
    trusted: true,
    by: 'policy',
    first: false,
  });
  trust.keep(at('/projects/two'), 'policy');
  expect(trust.judge(at('/projects/two', '9')).trusted).toBe(false);
});

it('a policy is for folders of this user alone', () => {
  const { trust } = user({ policy: FOLDER, foreign: ['/projects/two'] });
  expect(trust.judge(at('/projects/one')).trusted).toBe(true);
  expect(trust.judge(at('/projects/two')).trusted).toBe(false);
});

it.each([
  ['[[trust]]\npath = "work"\n', 'trust.0.path: the absolute path of a folder'],
  ['[[trust]]\npath = "~/work"\n', 'trust.0.path'],
  ['[[trust]]\npath = "/projects"\nedit = true\n', 'trust.0: has unknown fields: "edit"'],
  ['allow_yes = "yes"\n', 'allow_yes: must be true or false'],
  ['[[trust]\n', 'line 1'],
])('a policy with a mistake trusts nothing and says so: %j', (text, said) => {
  expect(readPolicy(text)).toEqual({ problem: expect.stringContaining(said) });
  const { trust } = user({ policy: `${FOLDER}${text}` });
  const verdict = trust.judge(at('/projects/one'));
  expect(verdict).toMatchObject({ trusted: false, notes: [expect.stringContaining(POLICY)] });
});

it.each([
  ['that somebody else could have written', { policy: FOLDER, foreign: [POLICY] }],
  ['that is too long', { policy: `${FOLDER}#${'x'.repeat(70_000)}` }],
])('a policy %s trusts nothing and says so', (_, given) => {
  const verdict = user(given).trust.judge(at('/projects/one'));
  expect(verdict).toMatchObject({ trusted: false, notes: [expect.stringContaining(POLICY)] });
});

it('a policy in the workspace trusts nothing', () => {
  const { trust } = user({ policy: '[[trust]]\npath = "/"\n' });
  expect(trust.judge(at('/h')).trusted).toBe(false);
  expect(trust.judge(at('/projects/one')).trusted).toBe(true);
});

const DECIDE = '[[decide]]\npath = "/projects"\n';

it('lets an agent decide what needs a person only in the folders that a policy names', () => {
  const { trust } = user({ policy: DECIDE, foreign: ['/projects/two'] });
  const places = ['/projects/one', '/projects/two', '/elsewhere/one', '/projects-too'];
  expect(places.map((place) => trust.decides(place))).toEqual([true, false, false, false]);
  expect(user().trust.decides('/projects/one')).toBe(false);
  // Who may run there says nothing about who may decide there, and the other way round.
  expect(user({ policy: FOLDER }).trust.decides('/projects/one')).toBe(false);
  expect(trust.judge(at('/projects/one')).trusted).toBe(false);
});

it.each([
  ['lies in the workspace', '/h'],
  ['somebody else could have written', '/projects/one'],
])('takes no decision by a policy that %s', (why, place) => {
  const policy = `${DECIDE}[[decide]]\npath = "/h"\n`;
  const { trust } = user({ policy, foreign: why.startsWith('lies') ? [] : [POLICY] });
  expect(trust.decides(place)).toBe(false);
});
