import { type Change, ideaChange } from '../../../src/runtime/kernel/index.ts';
import type { Ledger } from './ledger.ts';

const FATES = ['taken', 'known', 'revised', 'edited', 'refused', 'gone'] as const;

/** A file of the ideas inbox was looked at. */
export function ideaSeen({ records, state }: Ledger): Change {
  const became = FATES[records.length % FATES.length] ?? 'gone';
  const [key = null] = became === 'refused' ? [] : state.items.keys();
  const why = became === 'refused' ? 'is a symbolic link' : null;
  const path = `ideas/inbox/${records.length % 3}.md`;
  return ideaChange({ path, sha256: '00', became, key, why });
}
