import type { UpgradeStep, UpgradeView } from '../../product/backend.ts';
import { exhausted } from '../../runtime/errors/exhausted.ts';

/** What to do next. */
export function afterUpgrade(view: UpgradeView, step: UpgradeStep): string {
  switch (step) {
    case 'preview':
      return afterPreview(view);
    case 'apply':
      return afterApply(view);
    case 'rollback':
      return UNDONE;
    default:
      return exhausted(step);
  }
}

function afterPreview({ cut_short, problems, changed, entries, ...view }: UpgradeView): string {
  if (cut_short !== null) {
    return (
      `${SUBJECT[cut_short]} was cut short. Call upgrade_preview with apply true, which finishes it, ` +
      'or with rollback true.'
    );
  }
  if (problems.length > 0) {
    return (
      'Nothing was changed. With these files the workspace would have no plan, and apply refuses: ' +
      'correct what is your own, or call upgrade_preview with keep for the files it depends on.'
    );
  }
  if (changed.length > 0) {
    const open = openWords(entries, WILL);
    return `Nothing was changed. Call upgrade_preview with apply true: ${UNTOUCHED}.${open}`;
  }
  if (view.baseline_version !== view.package_version) {
    return (
      'Nothing was changed, and no file would be. Call upgrade_preview with apply true to note ' +
      `that this release was compared.${openWords(entries, DID)}`
    );
  }
  const open = openWords(entries, DID);
  return `Nothing was changed, and the release would change nothing.${open} Call status to go on.`;
}

const SUBJECT = { apply: 'An upgrade', rollback: 'The undoing of an upgrade' } as const;
const UNTOUCHED = 'files that you edited stay as they are, and rollback undoes it';

function afterApply(view: UpgradeView): string {
  const { cut_short, changed, entries, applied } = view;
  const finished =
    cut_short === null ? '' : `${SUBJECT[cut_short]} that was cut short was finished. `;
  const open = openWords(entries, DID);
  return applied && changed.length > 0
    ? `${finished}The plan is made of these files.${open} Call compile_validate with adopt true.`
    : `${finished}No file was to be updated.${open} Call status to go on.`;
}

const UNDONE =
  'What the upgrade had changed is as it was before. Call compile_validate with adopt true.';
const WILL = 'and the text of the release is put beside each';
const DID = 'and the text of the release lies beside each';

/** What only its user can settle, and has not settled by this call. */
function openWords(entries: UpgradeView['entries'], beside: string): string {
  const open = entries.filter(({ action }) => action === 'none' || action === 'beside');
  const of = (...states: string[]) => open.filter(({ state }) => states.includes(state)).length;
  const both = of('both_changed', 'name_taken');
  const dropped = of('removed_edited');
  const deleted = of('deleted_local');
  const words = [
    both > 0
      ? `${both} that both sides changed stay yours, ${beside} as .new: ` +
        'settle each by take, keep or merge.'
      : '',
    dropped > 0
      ? `${dropped} that you edited are dropped by the release: ` +
        'settle each by localize_removed or take.'
      : '',
    deleted > 0 ? `${deleted} that you deleted stay away; take brings one back.` : '',
  ].filter((one) => one !== '');
  return words.map((one) => ` ${one}`).join('');
}
