import { workspacePath } from '../../plan/index.ts';
import type { Disk } from '../../ports/index.ts';
import { BESIDE } from '../../skills/index.ts';
import { isPrintable } from '../../text/printable.ts';
import { type Layout, PLACES } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { filesBelow } from '../skills/tree.ts';
import type { Findings } from './findings.ts';

const FILES_MAX = 500;
/** About 60,000 tokens: far more than a stage is told by a prompt that works. */
const SIZE_BYTES_MAX = 256 * 1024;

/**
 * Whether each prompt is a text that a stage can be given, also those that no stage of the plan has; and
 * which texts of an index wait beside an edit. Modes, graphs and stage kinds are judged by the compiler.
 */
export function checkPrompts({ disk }: EnginePorts, layout: Layout, findings: Findings): void {
  const below = (folder: string) =>
    findings.try('prompt_invalid', workspacePath(folder), () =>
      filesBelow(disk, layout, folder, FILES_MAX),
    ) ?? [];
  const prompts = below(PLACES.entrypoints).filter((path) => path.endsWith('.md'));
  for (const path of prompts) {
    const place = workspacePath(path);
    const what = findings.try('prompt_invalid', place, () => problemOf(disk, layout, path));
    if (what !== null) findings.add('prompt_invalid', place, what, 'mend its text');
  }
  for (const path of below(PLACES.skills).filter((one) => one.endsWith(BESIDE))) {
    const edited = workspacePath(path.slice(0, -BESIDE.length));
    const what = `${edited} was edited here, and changed where it came from`;
    const next = `take over what you want into ${edited}, then remove this file`;
    findings.add('skill_unsettled', workspacePath(path), what, next);
  }
  findings.checked('prompts', `${prompts.length} prompts`);
}

function problemOf(disk: Disk, layout: Layout, path: string): string | null {
  const size_bytes = disk.stat(layout.at(path))?.size_bytes ?? 0;
  if (size_bytes > SIZE_BYTES_MAX) return `it has more than ${SIZE_BYTES_MAX} bytes`;
  const text = textOf(disk.read(layout.at(path)) ?? new Uint8Array());
  if (text === null) return 'it is no text in UTF-8';
  if (text.trim() === '') return 'it is empty';
  return isPrintable(text.replaceAll('\r\n', '\n'))
    ? null
    : 'it holds characters that are there without being seen, or that steer a terminal';
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (thrown) {
    if (thrown instanceof TypeError) return null;
    throw thrown;
  }
}
