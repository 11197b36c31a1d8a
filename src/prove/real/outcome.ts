import { layoutOf } from '../../runtime/workspace/index.ts';
import { stateOn } from '../sim/observe.ts';
import { canonicalState, firstDifference, timeless } from '../sim/oracle.ts';
import type { Site } from './site.ts';

/** What a campaign of real processes came to. */
export interface Outcome {
  /** Canonical state of the journal; holds items, runs, counters, usage. */
  readonly state: string;
  /** Path -> text of what is rendered for people: documents and stage results. */
  readonly files: ReadonlyMap<string, string>;
  /** Requests in the order in which their harness was started. */
  readonly started: readonly string[];
  readonly overlaps: readonly string[];
}

const SHOWN = /^(?:(?:specs|tasks|incidents|arbiter)\/|runs\/[^/]+\/stage_results\/)/;

export function outcomeOf(site: Site): Outcome {
  const { disk, processes } = site.environment;
  const layout = layoutOf(site.root);
  const plain = (text: string) => placeless(site, timeless(text));
  const files = new Map<string, string>();
  const walk = (folder: string, below: string): void => {
    for (const { name, kind } of disk.list(folder) ?? []) {
      const path = below === '' ? name : `${below}/${name}`;
      if (kind === 'dir') walk(`${folder}/${name}`, path);
      else if (SHOWN.test(path)) files.set(plain(path), plain(site.read(`${folder}/${name}`)));
    }
  };
  walk(layout.runtime, '');
  return {
    state: plain(canonicalState(stateOn(disk, processes.self().boot, layout.journal))),
    files,
    started: site.starts().map((attempt) => plain(attempt.slice(0, attempt.lastIndexOf('-')))),
    overlaps: site.overlaps(),
  };
}

/** Without what differs between two workspaces: their folder and the random part of ids. */
function placeless(site: Site, text: string): string {
  return text
    .replaceAll(site.folder, '<folder>')
    .replace(/(run|request)-[0-9a-f]{16}-(?=\d{6})/g, '$1-')
    .replace(/"epoch":"[0-9a-f]{16}"/g, '"epoch":""')
    .replace(/-[0-9a-f]{8}\b/g, '-<hash>')
    .replace(/(request-\d{6})-\d+/g, '$1-N')
    .replace(/"(?:duration_seconds|duration_ms|size_bytes)": [\d.]+/g, '"size": 0');
}

/** What is wrong with an outcome, compared with that of a calm campaign; or null. */
export function compare(calm: Outcome, found: Outcome): string | null {
  if (found.overlaps.length > 0) return `${found.overlaps[0]} ran beside another attempt`;
  const [a, b] = [calm.started.join('\n'), found.started.join('\n')];
  if (a !== b) return `started harnesses: ${firstDifference(a, b)}`;
  if (calm.state !== found.state) return `state: ${firstDifference(calm.state, found.state)}`;
  for (const [path, text] of calm.files) {
    const other = found.files.get(path);
    if (other === undefined) return `${path} is missing`;
    if (other !== text) return `${path}: ${firstDifference(text, other)}`;
  }
  for (const path of found.files.keys()) if (!calm.files.has(path)) return `${path} is left over`;
  return null;
}
