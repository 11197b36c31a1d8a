import { workspacePath } from '../../plan/index.ts';
import { type Compared, compare, pendingIn } from '../../upgrade/index.ts';
import { type Layout, PLACES } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { checkClosureRules } from './closure-rules.ts';
import type { Findings } from './findings.ts';

/** How the managed assets stand beside what was shipped and what this release ships. */
export function checkAssets(ports: EnginePorts, layout: Layout, findings: Findings): void {
  const { disk, hash, assets, identity } = ports;
  const path = workspacePath(PLACES.manifest);
  const release = { disk, hash, assets, version: identity.version };
  checkUnfinished(ports, layout, findings);
  const comparison = findings.try('manifest_invalid', path, () => compare(release, layout));
  if (comparison === null) return;
  const { before, assets: compared } = comparison;
  for (const one of compared) checkAsset(one, findings);
  checkClosureRules(ports, compared, findings);
  const { seed_package_version: seed } = before;
  if (seed !== identity.version) {
    const what = `release ${seed} wrote the assets, this is release ${identity.version}`;
    const next =
      'call upgrade_preview to see what differs; with apply true it updates what nobody edited';
    findings.add('baseline_other_release', path, what, next);
  }
  const { manifest_id, entries } = before;
  const id = manifest_id.slice(0, ID_SHOWN);
  findings.checked('assets', `${entries.length} managed assets of release ${seed}, baseline ${id}`);
}

const ID_SHOWN = 12;

function checkUnfinished({ disk }: EnginePorts, layout: Layout, findings: Findings): void {
  const path = workspacePath(`${PLACES.upgrades}/pending`);
  const pending = findings.try('upgrade_unfinished', path, () => pendingIn(disk, layout));
  if (pending === null) return;
  const { undoes, changes } = pending;
  const subject = undoes === null ? 'an upgrade' : 'the undoing of an upgrade';
  const what = `${subject} of ${changes.length} files was cut short`;
  const next = 'call upgrade_preview with apply true, which finishes it, or with rollback true';
  findings.add('upgrade_unfinished', path, what, next);
}

function checkAsset({ path, state, original, current }: Compared, findings: Findings): void {
  const place = workspacePath(path);
  if (original !== null && current === null && state !== 'removed_both') {
    const next = `call upgrade_preview with apply true and take ["${path}"] to have it back`;
    findings.add('asset_missing', place, 'the managed asset is not there', next);
  }
  if (state === 'both_changed' || state === 'name_taken' || state === 'removed_edited') {
    const what =
      state === 'removed_edited' ? 'this release has dropped it' : 'this release has another text';
    findings.add('asset_edited', place, `it differs from the shipped asset, and ${what}`, SETTLE);
  }
  if (state === 'edited') {
    findings.add('asset_edited', place, 'it differs from the shipped asset');
  }
}

const SETTLE = 'call upgrade_preview: it shows what differs and how each file is settled';
