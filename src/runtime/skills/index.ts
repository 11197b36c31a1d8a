/**
 * What a skill is: a folder with a `SKILL.md` that begins with front matter. One set of rules for what
 * a stage proposes, what a person installs and what lies in a workspace. Contract: only judges texts.
 */

export {
  EXPORT_FILE,
  type ExportFile,
  exportFileText,
  exportProblems,
  VERSIONS_FOLDER,
} from './export-file.ts';
export { type FrontMatter, frontMatterOf } from './front-matter.ts';
export {
  INDEX_SIZE_BYTES_MAX,
  type IndexedSkill,
  indexChanges,
  readSkillIndex,
  type SkillIndex,
  skillIndexOf,
  skillIndexText,
} from './index-file.ts';
export { judgeSkill, SKILL_SIZE_BYTES_MAX, type SkillJudgement } from './judge.ts';
export {
  BESIDE,
  isPackagePath,
  judgePackage,
  PACKAGE_FILE_SIZE_BYTES_MAX,
  PACKAGE_FILES_MAX,
  PACKAGE_SIZE_BYTES_MAX,
  type PackageFile,
  scriptsIn,
} from './package.ts';
export {
  isSkillId,
  SKILL_FILE,
  SKILL_ID_RULE,
  skillFolderName,
  skillIdOf,
} from './skill-id.ts';
