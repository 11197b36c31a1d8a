import { join } from 'node:path';
import { configuredRunners, DEFAULT_CONFIG } from '../compiler/index.ts';
import { packageRoot } from '../package.ts';
import type { ShownItem, ShownTrust, TrustedPlace } from '../product/trust.ts';
import { isMillraceError, MillraceError } from '../runtime/errors/errors.ts';
import { trustSubject } from '../runtime/index.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/index.ts';
import { DiskFault, type TrustItem, type TrustSubject } from '../runtime/ports/index.ts';
import { POLICY_FILE } from '../user/trust/policy.ts';
import { itemName, type TrustRecord } from '../user/trust/records.ts';
import { enginePorts, ensureWorkspaceJournal, host, planSource, userTrust } from './host.ts';

/** A longer text is neither kept nor compared. */
const TEXT_BYTES_MAX = 64 * 1024;
/** Of all texts that one record keeps. */
const TEXTS_BYTES_MAX = 2 * 1024 * 1024;

/** What would run here now, and what of it its user has not agreed to. */
export async function lookAtTrust(root: string): Promise<ShownTrust> {
  const notes = await settleIdentity(root);
  const trust = userTrust();
  const subject = subjectOf(root);
  const verdict = trust.judge(subject);
  const record = trust.records.read(subject);
  const items = verdict.trusted ? subject.items : verdict.items;
  const own = items.filter(({ kind, shipped }) => kind === 'runner' || !shipped);
  const shown = own.map((item) => shownItem(subject, item, record));
  return { subject, verdict, shown, notes };
}

/** A copy, and a workspace of an earlier release, get an id of their own by their next owner. */
async function settleIdentity(root: string): Promise<readonly string[]> {
  try {
    return await ensureWorkspaceJournal(root);
  } catch (error) {
    if (isMillraceError(error) && error.code === 'workspace_owned') return [];
    throw error;
  }
}

/** Keeps that the user agrees to what was shown, and to nothing that has changed meanwhile. */
export function agree({ subject, shown }: ShownTrust, { edits }: { edits: boolean }): void {
  const trust = userTrust();
  const earlier = trust.records.read(subject);
  const known = Object.entries(earlier?.texts ?? {});
  const seen = shown.flatMap(({ item, text }) =>
    text === null || item.shipped ? [] : [[itemName(item), text] as const],
  );
  const live = new Set(subject.items.map(itemName));
  const texts = [...known.filter(([key]) => live.has(key)), ...seen];
  trust.agree(subject, { by: 'person', edits, texts: withinLimit(Object.fromEntries(texts)) });
}

export function trustedPlaces(): TrustedPlace[] {
  return userTrust()
    .records.list()
    .map((record) => ({ ...record, there: isThere(record.place) }));
}

/** Removes whatever was agreed to for this folder, whoever lies there now. Returns how much it was. */
export function revoke(root: string): { readonly removed: number; readonly policy: boolean } {
  const trust = userTrust();
  const place = host.disk.realpath(root) ?? root;
  const own = trust.records.list().filter((record) => record.place === place);
  const removed = own.filter((record) => trust.records.remove(record)).length;
  return { removed, policy: trust.covers(place) };
}

/** A user's own file may say that `--yes` is as good as a question. */
export function requireYesAllowed(place: string): void {
  const { allow_yes, note } = userTrust().policy(place);
  if (allow_yes) return;
  throw new MillraceError('workspace_not_trusted', {
    what: `--yes is not allowed${note === null ? '' : `: ${note}`}`,
    expected: `allow_yes = true in ${POLICY_FILE} of your config folder`,
    next: 'Call millrace trust in a terminal and answer its question, or write the policy yourself',
  });
}

/** The last step of init: what it has made itself is its user's own. */
export function trustMade(root: string, whole: boolean): { untrusted: boolean; notes: string[] } {
  try {
    const trust = userTrust();
    const subject = subjectOf(root);
    if (whole) trust.keepMade(subject);
    return { untrusted: !trust.judge(subject).trusted, notes: [] };
  } catch (error) {
    if (!isMillraceError(error)) throw error;
    // What does not compile cannot run either, and says so itself.
    return { untrusted: false, notes: whole ? [`Not trusted yet: ${error.facts.what}.`] : [] };
  }
}

function subjectOf(root: string): TrustSubject {
  return trustSubject(enginePorts(root), { root, actor: 'trust' });
}

function shownItem(subject: TrustSubject, item: TrustItem, record: TrustRecord | null): ShownItem {
  const text = item.text ?? textOf(pathOf(subject.place, item));
  const kept = record?.texts[itemName(item)];
  return { item, text, before: kept ?? shippedText(item) };
}

function pathOf(place: string, { kind, name }: TrustItem): string {
  return kind === 'files' ? join(place, name) : join(place, RUNTIME_FOLDER, name);
}

/** The same as this release brings it; null = it brings none. */
function shippedText({ kind, name }: TrustItem): string | null {
  if (kind === 'files') return null;
  if (kind !== 'runner' && kind !== 'words') return textOf(join(packageRoot, 'assets', name));
  const config = configuredRunners(DEFAULT_CONFIG)[name];
  const items = config === undefined ? [] : planSource('/').runnerItems(name, config);
  return items.find((item) => item.kind === kind)?.text ?? null;
}

function textOf(path: string): string | null {
  try {
    const real = host.disk.realpath(path);
    const bytes = real === null ? null : host.disk.read(real);
    if (bytes === null || bytes.length > TEXT_BYTES_MAX) return null;
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof DiskFault || error instanceof TypeError) return null;
    throw error;
  }
}

function withinLimit(texts: Readonly<Record<string, string>>): Record<string, string> {
  let size_bytes = 0;
  const kept = Object.entries(texts).filter(([, text]) => {
    size_bytes += text.length;
    return size_bytes <= TEXTS_BYTES_MAX;
  });
  return Object.fromEntries(kept);
}

function isThere(place: string): boolean {
  try {
    return host.disk.stat(place)?.kind === 'dir';
  } catch (error) {
    if (error instanceof DiskFault) return false;
    throw error;
  }
}
