import type { Ledger, LedgerEntry } from '../../kernel/index.ts';

/** `in/ledger.md`: what stages of a lineage have claimed, the newest last. */
export function ledgerText(root: string, { total, entries }: Ledger): string {
  const left = total - entries.length;
  const older =
    left === 0 ? [] : [`${left} older ones are not here; the results of their stages hold them.`];
  return [
    `# What stages of ${root} have claimed`,
    'These are claims, not facts: test one before you rely on it. The newest stands last.',
    ...older,
    entries.map(entryText).join('\n'),
    '',
  ].join('\n\n');
}

function entryText({ id, kind, node, text }: LedgerEntry): string {
  return `- ${id} (${kind} of ${node}): ${text.trim().replace(/\s*\n\s*/g, ' ')}`;
}
