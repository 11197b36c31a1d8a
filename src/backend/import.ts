import { carryConfig } from '../compiler/earlier/config.ts';
import { CONFIG_FILE, candidateOf, compile } from '../compiler/index.ts';
import { modeList } from '../compiler/mode-list.ts';
import type { ImportedView, ImportStep } from '../product/backend.ts';
import type { ImportView } from '../runtime/api/index.ts';
import {
  applyImport,
  type Carried,
  type EnginePorts,
  type ImportInput,
  layoutOf,
  loadHandover,
  PLACES,
  previewImport,
  readBaseline,
  rollbackImport,
} from '../runtime/index.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/index.ts';
import type { Disk } from '../runtime/ports/index.ts';
import { AssetDisk } from './asset-disk.ts';
import { diskFor, enginePorts, ensureWorkspaceJournal } from './host.ts';
import { requireOutside } from './root.ts';
import { trustMade } from './trust.ts';

/** Rules by which use was limited: without them nothing goes on by itself. */
const LIMITS = 'usage_governance';

/** Where the assets of this release lie, and how what people commit is written. */
interface Release {
  readonly shared: Disk;
  readonly assets: string;
  readonly version: string;
}

interface Asked {
  readonly root: string;
  readonly from: string | null;
  readonly step: ImportStep;
}

export async function importEarlier(release: Release, { root, from, step }: Asked) {
  const ports = enginePorts(root);
  if (step === 'rollback') return answer(rollbackImport(ports, root));
  if (from !== null) requireOutside(root, 'name a folder outside of it for the copy');
  const handover = await loadHandover();
  const config_disk = diskFor(layoutOf(from ?? root).config, true);
  const input = { ...importInput(ports, { ...release, handover }, root, from), config_disk };
  if (step === 'preview') return answer(previewImport(ports, input));
  const view = applyImport(ports, input);
  // Its first owner writes every file that people look at; a later one would do the same.
  await ensureWorkspaceJournal(root);
  const { untrusted } = trustMade(root, false);
  return { ...answer(view), untrusted };
}

function answer(view: ImportView): ImportedView {
  return { ...view, simulated: false, untrusted: false };
}

/** What an import takes of this release, on any machine. */
export function importInput(
  ports: Pick<EnginePorts, 'disk' | 'hash' | 'clock'>,
  { handover, ...release }: Release & { readonly handover: ImportInput['handover'] },
  root: string,
  from: string | null,
): ImportInput {
  const { disk, hash, clock } = ports;
  const { assets } = release;
  const baseline = readBaseline(disk, assets);
  const runtime = `${root === '/' ? '' : root}/${RUNTIME_FOLDER}`;
  const sketch = (text: string) => ({
    disk: new AssetDisk(disk, assets, runtime, CONFIG_FILE, text),
    ...{ hash, root, now: new Date(clock.now()).toISOString() },
  });
  const trial = {
    compiled: (text: string) => compile(sketch(text)),
    modes: modeList(sketch('')).flatMap(({ mode_id, aliases }) => [mode_id, ...aliases]),
  };
  return {
    root,
    from,
    release,
    handover,
    config_disk: release.shared,
    shipped: new Set(baseline.assets.map(({ path }) => path)),
    carry: (config, is_damaged) => carriedOf(carryConfig(config, trial), is_damaged),
  };
}

function carriedOf(carried: ReturnType<typeof carryConfig>, is_damaged: boolean): Carried {
  const { text, left, changed, result, takes_ideas } = carried;
  const path = PLACES.config;
  const lost = left.find(({ key }) => key === '' || key.startsWith(LIMITS));
  return {
    config: text,
    candidate: candidateOf(result),
    takes_ideas,
    lost_limits: is_damaged
      ? `${path} cannot be read`
      : lost === undefined
        ? null
        : `of ${path} ${lost.key || 'all'} is left out`,
    findings: [
      ...changed.map(({ key, what }) => ({
        path,
        fate: 'changed' as const,
        what: `${key}: ${what}`,
      })),
      ...left.map(({ key, why }) => ({
        path,
        fate: 'kept' as const,
        what: key === '' ? why : `${key} is left out: ${why}`,
      })),
    ],
  };
}
