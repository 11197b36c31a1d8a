import { expect, it } from 'vitest';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import { applyUpgrade } from '../../src/runtime/upgrade/index.ts';
import { SimLocks } from '../../src/sim/sim-lock.ts';
import { ROOT } from '../../src/sim/sim-workspace.ts';
import { layout, Machine } from './support/process.ts';

const MANAGER = 'registry/stage_kinds/planning/manager.json';
const hash = new NodeHash();

function jsonAt(machine: Machine, path: string) {
  return JSON.parse(new TextDecoder().decode(machine.disk.read(path) ?? new Uint8Array()));
}

/** A workspace whose stage kinds lack a rule, as a release without that rule has shipped them. */
function withoutRequires(isShipped: boolean): Machine {
  const machine = new Machine();
  const { requires: _, ...older } = jsonAt(machine, layout.at(MANAGER));
  const text = JSON.stringify(older);
  machine.disk.plant(layout.at(MANAGER), text);
  const manifest = jsonAt(machine, layout.manifest);
  for (const entry of manifest.entries) {
    if (isShipped && entry.relative_path === MANAGER) entry.original_sha256 = hash.sha256(text);
  }
  machine.disk.plant(layout.manifest, JSON.stringify(manifest));
  return machine;
}

async function found(machine: Machine) {
  const { findings } = await machine.open().runtime.doctor();
  return findings.filter(({ code }) => code === 'closure_rules_older');
}

it('tells a workspace of an older release that it closes on a word, until it is upgraded', async () => {
  const machine = withoutRequires(true);
  expect(await found(machine)).toMatchObject([
    {
      severity: 'warning',
      place: `millrace-agents/${MANAGER}`,
      what: 'its closure rules are older than the release: it lacks requires',
      next: 'call upgrade_preview with apply true',
    },
  ]);
  const { disk } = machine;
  const release = { hash, root: ROOT, assets: '/package/assets', version: '0.0.0' };
  const lock = new SimLocks().of('me', disk);
  const { changes } = applyUpgrade({ ...release, disk, shared: disk, lock });
  expect(changes.map(({ path }) => path)).toContain(MANAGER);
  expect(await found(machine)).toEqual([]);
});

it('names the file to take the rules from where somebody has edited the asset', async () => {
  expect(await found(withoutRequires(false))).toMatchObject([
    {
      next: `you have edited it: take these over from /package/assets/${MANAGER} by hand`,
    },
  ]);
});
