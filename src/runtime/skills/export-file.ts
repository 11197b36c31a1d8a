import { z } from 'zod';
import type { PackageFile } from './package.ts';

/** Beside the SKILL.md of a skill that was exported. Hidden, so it is no part of the skill. */
export const EXPORT_FILE = '.millrace-export.json';
/** Texts of earlier versions, each in the folder of its number. */
export const VERSIONS_FOLDER = '.versions';

const digest = z.strictObject({
  path: z.string().max(240),
  size_bytes: z.int().min(0),
  sha256: z.string().max(64),
});

const exportFile = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('skill_export'),
  skill: z.string().max(120),
  files: z.array(digest).readonly(),
  /** What became of it where it comes from; for whoever reads it. */
  versions: z.array(z.json()).readonly().optional(),
  evidence: z.array(z.json()).readonly().optional(),
});
export type ExportFile = z.infer<typeof exportFile>;

export function exportFileText(file: ExportFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** What of these files is not as it was exported; empty = all of it is. */
export function exportProblems(
  text: string,
  files: readonly PackageFile[],
  sha256: (text: string) => string,
): string[] {
  const parsed = exportFile.safeParse(jsonIn(text));
  if (!parsed.success) return [`${EXPORT_FILE} is not as it was written`];
  const listed = new Map(parsed.data.files.map((file) => [file.path, file.sha256]));
  const found = new Map(files.map((file) => [file.path, sha256(file.text)]));
  const paths = [...new Set([...listed.keys(), ...found.keys()])].sort();
  return paths
    .filter((path) => listed.get(path) !== found.get(path))
    .map((path) => `${path} is not as it was exported`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}
