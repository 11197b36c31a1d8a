import { expect, it } from 'vitest';
import { ROOT } from '../support/backend/fake.ts';
import { run } from './support/run.ts';

const CONFIG = `${ROOT}/millrace-agents/millrace.toml`;

/** Every option of the tree of release 0.18.0, but for those of processes and those that are not here. */
it.each([
  'init',
  'doctor',
  'upgrade --apply',
  'upgrade --localize-removed skills/a.md --localize-removed skills/b.md',
  `run once --config ${CONFIG}`,
  'status',
  'status show',
  'status --format json',
  'runs ls',
  'runs show run-000001',
  'runs tail run-000001',
  'runs trace run-000001 --format json',
  'runs trace run-000001 --format text',
  'queue ls',
  'queue show task/one',
  'queue add-task one.md',
  'queue add-spec one.md',
  'queue add-idea one.md',
  'queue repair-lineage --root-spec-id one',
  'queue repair-lineage --root-spec-id one --apply',
  'planning retry-active --reason again',
  `config show --config ${CONFIG}`,
  `config validate --config ${CONFIG} --mode default_codex`,
  'config reload',
  'control pause',
  'control resume',
  'control stop',
  'control retry-active --reason again',
  'control clear-stale-state --reason again',
  'control reload-config',
  `compile validate --mode default_codex --config ${CONFIG}`,
  `compile show --mode default_codex --config ${CONFIG}`,
  `compile graph --plane planning --format json --mode default_codex --config ${CONFIG}`,
  'modes list',
  'modes show default_codex',
  'skills ls',
  'skills show building',
  'skills search build',
  'skills install building',
  'skills export building --output building.zip',
  'skills create how-to',
  'skills improve building',
  'skills promote building',
])('understands millrace %s', async (line) => {
  const { err } = await run(line);
  expect(err).not.toMatch(/input_invalid|operation_unknown/);
});

it.each([
  ['runs ls extra', 'millrace list: unexpected "extra"'],
  ['queue ls extra', 'millrace list: unexpected "extra"'],
  ['list runs --of specs', 'millrace list: of is given twice'],
  ['queue show', 'show does not accept these arguments: key is missing'],
  ['skills show', 'skills_show does not accept these arguments: skill is missing'],
  ['skills search', 'skills_search does not accept these arguments: words is missing'],
  ['config show --config other.toml', 'is not the config of this workspace'],
  ['skills install --force building', "Unknown option '--force'"],
])('says of millrace %s what is wrong', async (line, what) => {
  const { code, err } = await run(line);
  expect([code, err.includes(what) ? what : err]).toEqual([2, what]);
});
