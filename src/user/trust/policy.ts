import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { issueText } from '../../runtime/text/issue.ts';
import { pathProblem } from '../../runtime/text/path.ts';

/** Below the user's config folder. */
export const POLICY_FILE = 'millrace/policy.toml';
const FOLDERS_MAX = 64;
const PROBLEMS_SHOWN_MAX = 3;
const PROBLEM_LENGTH_MAX = 200;

const folderPath = z
  .string()
  .max(4096)
  .refine((path) => path.startsWith('/') && pathProblem(path) === null, {
    error: 'the absolute path of a folder, without a variable or ~',
  });

const folder = z.strictObject({
  path: folderPath,
  /** Also what changes later; else a workspace is trusted as it is when it first runs. */
  edits: z.boolean().default(false),
});

const folders = z
  .array(z.strictObject({ path: folderPath }))
  .max(FOLDERS_MAX, { error: `at most ${FOLDERS_MAX} folders` })
  .default([]);

/** What a user agrees to without being asked. */
export const trustPolicy = z.strictObject({
  /** Lets `millrace trust --yes` do without a question. */
  allow_yes: z.boolean().default(false),
  /** Workspaces in these folders, at any depth. */
  trust: z
    .array(folder)
    .max(FOLDERS_MAX, { error: `at most ${FOLDERS_MAX} folders` })
    .default([]),
  /** Workspaces in which an agent may decide what needs a person. */
  decide: folders,
  /** Workspaces in which a skill takes what a stage proposes, without anybody being asked. */
  promote: folders,
});
export type TrustPolicy = z.infer<typeof trustPolicy>;

export const NO_POLICY: TrustPolicy = { allow_yes: false, trust: [], decide: [], promote: [] };

/** A file that is half understood would trust what nobody meant: any problem makes it count for nothing. */
export function readPolicy(text: string): TrustPolicy | { readonly problem: string } {
  const table = tableIn(text);
  if ('problem' in table) return table;
  const parsed = trustPolicy.safeParse(table.value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, PROBLEMS_SHOWN_MAX).map((issue) => {
    const where = issue.path.length === 0 ? 'the file' : issue.path.join('.');
    return `${where}: ${issueText(issue)}`.slice(0, PROBLEM_LENGTH_MAX);
  });
  return { problem: problems.join('; ') };
}

function tableIn(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: parse(text, { unsafeKeyBehaviour: 'throw' }) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { problem: `line ${error.line}, column ${error.column} is not TOML` };
  }
}
