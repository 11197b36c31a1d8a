import { carryConfig } from '../compiler/earlier/config.ts';
import { CONFIG_FILE, candidateOf, compile } from '../compiler/index.ts';
import type { ImportedView, ImportStep } from '../product/backend.ts';
import type { ImportView } from '../runtime/api/index.ts';
import {
  applyImport,
  type Carried,
  type EnginePorts,
  type ImportInput,
  PLACES,
  previewImport,
  readBaseline,
  rollbackImport,
} from '../runtime/index.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/index.ts';
import type { Disk } from '../runtime/ports/index.ts';
import { AssetDisk } from './asset-disk.ts';
import { enginePorts, ensureWorkspaceJournal } from './host.ts';
import { requireOutside } from './root.ts';
import { trustMade } from './trust.ts';

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
  const input = importInput(ports, release, root, from);
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
  release: Release,
  root: string,
  from: string | null,
): ImportInput {
  const { disk, hash, clock } = ports;
  const { assets } = release;
  const baseline = readBaseline(disk, assets);
  const runtime = `${root === '/' ? '' : root}/${RUNTIME_FOLDER}`;
  const compiled = (text: string) => {
    const sketch = new AssetDisk(disk, assets, runtime, CONFIG_FILE, text);
    return compile({ disk: sketch, hash, root, now: new Date(clock.now()).toISOString() });
  };
  return {
    root,
    from,
    release,
    shipped: new Set(baseline.assets.map(({ path }) => path)),
    carry: (config) => carriedOf(carryConfig(config, compiled)),
  };
}

function carriedOf({ text, left, result }: ReturnType<typeof carryConfig>): Carried {
  return {
    config: text,
    candidate: candidateOf(result),
    findings: left.map(({ key, why }) => ({
      path: PLACES.config,
      fate: 'kept',
      what: key === '' ? why : `${key} is left out: ${why}`,
    })),
  };
}
