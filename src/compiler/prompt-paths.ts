import { quote, type Report, type SourceLocation } from './diagnostics.ts';

/** Folders of prompts and skills, below `millrace-agents/`. */
export const ENTRYPOINTS = 'entrypoints';
export const SKILLS = 'skills';

export function checkFolder(
  path: string,
  folder: string,
  place: SourceLocation,
  report: Report,
): void {
  if (path.startsWith(`${folder}/`) && path.endsWith('.md')) return;
  report.error(
    'path_misplaced',
    place,
    `${quote(path)} is not a markdown file below ${folder}/.`,
    `Put the file below ${folder}/ with a name that ends in .md.`,
  );
}
