import type { Plan } from '../runtime/plan/index.ts';
import type { Hash } from '../runtime/ports/index.ts';
import { isTable } from './config-values.ts';
import { CONFIG_REF, shortHash } from './fingerprint.ts';
import { PLAN_SECTIONS, type PlanSection } from './settings.ts';
import { canonicalJson } from './support/canonical.ts';

/**
 * How plans without a compiler format are judged: by a digest of each section of the config with all
 * defaults filled in, those of runners included that no stage uses. The defaults are the ones of
 * that time, so that such a plan stays current under every later release. Never changed.
 */
const STOP_OF_HARNESS = [
  { signal: 'SIGINT', grace_ms: 4000 },
  { signal: 'SIGTERM', grace_ms: 2000 },
];

const HARNESS = {
  permission_default: 'maximum',
  permission_by_stage: {},
  permission_by_model: {},
  telemetry: false,
  resume: true,
  env_allow: [],
  env: {},
  stop: STOP_OF_HARNESS,
  silence_ms: 1_800_000,
};

const SANDBOXED = {
  ...HARNESS,
  context_files: false,
  skills: false,
  add_dirs: [],
  stage_mcp: true,
  typed_result: false,
};

const COMMAND = {
  adapter: 'command',
  args: [],
  prompt: 'stdin',
  final_text: 'stdout',
  env_allow: ['PATH', 'HOME', 'LANG', 'TMPDIR'],
  env: {},
  stop: [{ signal: 'SIGTERM', grace_ms: 5000 }],
  silence_ms: 0,
};

const RUNNERS = {
  default_runner: 'codex_cli',
  codex: {
    ...SANDBOXED,
    command: 'codex',
    args: ['exec'],
    skip_git_repo_check: true,
    extra_config: [],
    user_config: true,
    disable_features: ['plugins', 'unbounded_connection_retries'],
  },
  claude: {
    ...SANDBOXED,
    command: 'claude',
    args: [],
    setting_sources: [],
    mcp_config: [],
    retries_max: 3,
    api_timeout_ms: 300_000,
  },
  pi: {
    ...HARNESS,
    command: 'pi',
    args: [],
    disable_context_files: true,
    disable_skills: true,
    disable_extensions: true,
    disable_prompt_templates: true,
    disable_themes: true,
    event_log_policy: 'failure_full',
  },
  scripted: {
    ...COMMAND,
    command: '{node}',
    args: ['{millrace}', 'scripted-harness'],
    env_allow: ['PATH', 'HOME', 'MILLRACE_SCENARIO', 'LANG', 'TMPDIR'],
    stop: [
      { signal: 'SIGINT', grace_ms: 3000 },
      { signal: 'SIGTERM', grace_ms: 3000 },
    ],
  },
};

const DEFAULTS: Readonly<Record<PlanSection, object>> = {
  runtime: { default_mode: 'default_codex' },
  runners: RUNNERS,
  recovery: { stale_state_recovery_enabled: true, contract_retries: 1, lost_retries: 2 },
  stages: {},
  limits: {
    stages_per_lineage: 500,
    wall_minutes_per_lineage: 2880,
    tokens_per_lineage: 100_000_000,
    handoffs_per_lineage: 8,
    remediations_per_lineage: 8,
    attempts_per_item: 40,
  },
};

/** The sections of the config that are no longer as the plan names them. */
export function changedByFirstFormula(hash: Hash, table: unknown, plan: Plan): PlanSection[] {
  return PLAN_SECTIONS.filter((section) => {
    const digest = shortHash(hash, canonicalJson(sectionOf(section, table)));
    return !plan.source_refs.includes(`${CONFIG_REF}${section}:${digest}`);
  });
}

function sectionOf(section: PlanSection, table: unknown): unknown {
  const own = memberOf(table, section);
  if (section === 'runtime') {
    const mode = memberOf(own, 'default_mode');
    return mode === undefined ? DEFAULTS.runtime : { default_mode: mode };
  }
  const withDefaults = merge(DEFAULTS[section], own);
  return section === 'runners' ? withCommands(withDefaults) : withDefaults;
}

/** A runner that is no harness of that time is a command. */
function withCommands(runners: unknown): unknown {
  const entries = Object.entries(isTable(runners) ? runners : {});
  return Object.fromEntries(
    entries.map(([name, table]) => {
      const isCommand = isTable(table) && !Object.hasOwn(RUNNERS, name);
      return [name, isCommand ? merge(COMMAND, table) : table];
    }),
  );
}

/** A key of its own wins over the default. */
function merge(defaults: unknown, own: unknown): unknown {
  if (!isTable(defaults) || !isTable(own)) return own ?? defaults;
  const entries = Object.entries(own).map(([key, value]): [string, unknown] => [
    key,
    merge(memberOf(defaults, key), value),
  ]);
  return { ...defaults, ...Object.fromEntries(entries) };
}

function memberOf(table: unknown, key: string): unknown {
  return isTable(table) && Object.hasOwn(table, key)
    ? new Map(Object.entries(table)).get(key)
    : undefined;
}
