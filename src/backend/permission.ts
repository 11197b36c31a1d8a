import { MillraceError } from '../runtime/errors/errors.ts';
import { requireInitialized } from '../runtime/index.ts';
import { type TextChange, textOf, writeChange } from '../user/clients/config-file.ts';
import { ofFile } from '../user/clients/of-file.ts';
import { LEVELS, type Level, levelsIn, withLevel } from '../user/permission-level.ts';
import { diskFor, host } from './host.ts';

export interface LevelChange extends TextChange {
  /** As they are before it. */
  readonly levels: readonly string[];
}

export function levelOf(word: string): Level {
  const level = LEVELS.find((one) => one === word);
  if (level !== undefined) return level;
  throw new MillraceError('input_invalid', {
    what: 'There is no such permission level',
    expected: LEVELS.join(', '),
    next: 'Name one of them (docs/guide/harnesses.md says what each means).',
  });
}

/** What the config of a workspace would say for its stages to run at a level. */
export function plannedLevel(root: string, level: Level): LevelChange {
  const path = requireInitialized(host.disk, root).config;
  return ofFile(path, () => {
    const before = textOf(host.disk, path) ?? '';
    return { path, before, after: withLevel(before, level), levels: levelsIn(before) };
  });
}

/** False when the file has another text by now; nothing was written then. */
export function makeLevelChange(change: LevelChange): boolean {
  const ports = { disk: diskFor(change.path, true), ids: host.ids };
  return ofFile(change.path, () => writeChange(ports, change, 'none'));
}
