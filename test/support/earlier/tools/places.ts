/** What its doctor asks for, below the runtime folder. */
export const REQUIRED_FOLDERS = [
  ...['state', 'state/mailbox', 'runs', 'logs', 'modes', 'entrypoints', 'skills'],
  ...['incoming', 'processed', 'failed'].map((name) => `state/mailbox/${name}`),
  ...['tasks', 'specs', 'learning/requests'].flatMap((family) =>
    ['queue', 'active', 'done', 'blocked'].map((state) => `${family}/${state}`),
  ),
  ...['incoming', 'active', 'resolved', 'blocked'].map((state) => `incidents/${state}`),
  ...['research-packets', 'skill-candidates', 'update-candidates'].map(
    (name) => `learning/${name}`,
  ),
  ...['contracts/ideas', 'contracts/root-specs', 'targets', 'rubrics', 'verdicts', 'reports'].map(
    (name) => `arbiter/${name}`,
  ),
  ...['loops', 'graphs', 'registry/stage_kinds'].flatMap((folder) =>
    ['execution', 'planning', 'learning'].map((name) => `${folder}/${name}`),
  ),
];
export const REQUIRED_FILES = [
  ...['outline.md', 'historylog.md', 'millrace.toml', 'learning/events.jsonl'],
  ...['execution', 'planning', 'learning'].map((name) => `state/${name}_status.md`),
  ...['runtime_snapshot', 'recovery_counters', 'baseline_manifest'].map(
    (name) => `state/${name}.json`,
  ),
];
