import { resolve } from 'node:path';
import type { Backend } from '../../../src/product/backend.ts';
import type { AdmitView, Runtime } from '../../../src/runtime/api/index.ts';
import { MillraceError } from '../../../src/runtime/errors/errors.ts';
import { typedText } from '../../../src/runtime/handover/index.ts';
import {
  doctorView,
  gcView,
  harnessTable,
  probeView,
  repairView,
  replayView,
  whyView,
} from './fake-care.ts';
import { diffView, event, logsView, rootPage, row } from './fake-inspect.ts';
import { graphsOf, structure } from './fake-plan.ts';
import { skillIndex, skillPreview, skillRow, skillView } from './fake-skills.ts';
import { importView, upgradeView } from './fake-upkeep.ts';
import {
  AT,
  about,
  compileView,
  initView,
  loopView,
  noLoop,
  run,
  statusDetailsView,
  statusView,
  tickView,
  trace,
} from './fake-views.ts';

export const ROOT = '/workspace';

const SKILL_PAGES = [
  { path: 'weave/SKILL.md', text: '# Weave\n' },
  { path: 'weave/references/knots.md', text: '# Knots\n' },
];

/** Parts of the product that a test replaces. */
export interface Replaced {
  readonly initialized?: boolean;
  readonly runtime?: Partial<Runtime>;
  readonly backend?: Partial<Backend>;
}

/** A product with one workspace: a spec in hand, one finished run, the next stage dispatched by each tick. */
export function fakeBackend(replaced: Replaced = {}): Backend {
  let initialized = replaced.initialized ?? true;
  const requireWorkspace = () => {
    if (!initialized) throw notInitialized();
  };
  return {
    async openRuntime() {
      requireWorkspace();
      return { ...fakeRuntime(), ...replaced.runtime };
    },
    async init({ mode }) {
      const view = { ...initView, created: !initialized, mode_id: mode ?? 'default_codex' };
      initialized = true;
      return { ...view, simulated: mode === 'default_offline' };
    },
    async compile() {
      requireWorkspace();
      return compileView;
    },
    async upgrade({ step }) {
      requireWorkspace();
      return { ...upgradeView, applied: step !== 'preview' };
    },
    async importEarlier({ step }) {
      return step === 'preview' ? importView : { ...importView, applied: true };
    },
    async startLoop() {
      return { already: false, log: 'millrace-agents/logs/loop.log' };
    },
    async graphs() {
      return graphsOf(structure().plan);
    },
    async modes() {
      return structure().modes;
    },
    async config() {
      return structure().config;
    },
    async readFile() {
      return new TextEncoder().encode('# Subtract\n\nAcceptance:\n- It subtracts\n');
    },
    async skills() {
      return SKILL_PAGES;
    },
    async delegation() {
      return { policy: 'suggest', note: null };
    },
    async keepDelegation() {},
    async docs() {
      return ['guide/first-steps.md'];
    },
    async doc(path) {
      return path === 'guide/first-steps.md' ? '# First steps\n' : null;
    },
    readSkill: async () => ({
      skill: 'building',
      files: [{ path: 'SKILL.md', text: skillView.text }],
    }),
    saveSkill: async ({ root, output }) => ({ path: resolve(root, output), index_sha256: null }),
    skillIndex: async () => skillIndex,
    indexedSkill: async () => {
      const { source, note } = skillIndex;
      return { source, note, files: [{ path: 'SKILL.md', text: skillView.text }] };
    },
    async readAnyFile() {
      return new TextEncoder().encode('# Subtract\n\nAcceptance:\n- It subtracts\n');
    },
    ...replaced.backend,
  };
}

function notInitialized(): MillraceError {
  return new MillraceError('workspace_not_initialized', {
    what: 'This folder is not a Millrace workspace',
    next: 'Call init.',
  });
}

/** Answers like a workspace in the middle of its first spec. */
export function fakeRuntime(): Runtime {
  return {
    statusDetails: () => statusDetailsView,
    status: () => statusView,
    loop: () => loopView,
    control: async ({ name }) => ({
      applied: true,
      detail: name,
      runs: [],
      through: 'direct',
      already: false,
      about: [about],
    }),
    preview: ({ name }) => ({ detail: name, lines: [] }),
    previewSkill: ({ skill }) => ({ ...skillPreview, detail: skill }),
    skills: () => ({ simulated: true, skills: [skillRow] }),
    skillOffers: (offered) => {
      return offered.map(({ id }) => ({ id, state: 'newer', is_edited: false }));
    },
    exportSkill: (skill) => ({ skill, files: [{ path: 'SKILL.md', text: skillView.text }] }),
    learningFamily: () => 'learning_request',
    skill: (id) => ({ ...skillView, id }),
    amendment: async ({ text }) => text,
    rootText: (root) => ({ root, text: '# It\n', version: 1 }),
    questions: () => [],
    stopLoop: async () => ({ was_running: true, stopped: true, already: false, loop: noLoop }),
    wait: async () => ({
      reason: 'closed',
      events: [event],
      events_total: 1,
      cursor: 'abcd-13',
      is_other_journal: false,
      lineage: null,
      status: { ...statusView, closed_roots: 1, loop: loopView },
    }),
    cursor: () => 'abcd-12',
    changes: ({ signal }) => aborted(signal),
    events: () => ({ seq: 12, simulated: true, cursor: 'abcd-12', events: [event] }),
    progress: () => ({ elapsed_seconds: 7, last_sign_at: AT, doing: 'npm test' }),
    admit: async (input) =>
      admitView(input.family ?? 'spec', 'typed' in input ? typedText(input.typed) : input.text),
    tick: async () => tickView,
    workPlace: async () => ({
      folder: ROOT,
      standing: null,
      permissions: ['maximum'],
      begun: false,
      trusted: true,
    }),
    requireRunners: () => undefined,
    list: () => ({ seq: 12, simulated: true, rows: [row], after: null, counts: {} }),
    entries: () => ({ seq: 12, simulated: true, rows: [], after: null, older_claims: 0 }),
    show: () => rootPage,
    logs: () => logsView,
    diff: () => diffView,
    runs: (limit) => [run].slice(0, limit),
    trace: (id) => {
      if (id === trace.run_id) return trace;
      throw new MillraceError('run_not_found', {
        what: 'There is no such run',
        next: 'Call runs_trace without run_id for the newest run.',
      });
    },
    artifact: () => ({ bytes: new TextEncoder().encode('# Report\n'), mime: 'text/markdown' }),
    artifacts: () => [{ path: 'reports/planner_report.md', kind: 'report', size_bytes: 9 }],
    adoptedPlan: () => JSON.stringify(structure().plan),
    configInForce: () => null,
    adopt: async () => false,
    doctor: async () => doctorView,
    harnesses: async () => harnessTable,
    probe: async () => [probeView],
    repair: async () => repairView,
    why: () => whyView,
    replay: () => replayView,
    document: (key) => ({ seq: 12, item: key, text: '# Subtract\n' }),
    gc: async (applied) => ({ ...gcView, applied }),
    close: () => undefined,
  };
}

function admitView(family: string, text: string): AdmitView {
  const title = /^# (.*)$/m.exec(text)?.[1] ?? '';
  const words = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const id = `${family}-${words}`.slice(0, 120);
  return {
    family,
    id,
    already: false,
    root: id,
    path: `millrace-agents/specs/queue/${id}.md`,
    document: text,
    checks: [...text.matchAll(/Check: `([^`]+)`/g)].map((match) => match[1] ?? ''),
    understood: {
      title,
      lists: [
        {
          label: 'Acceptance',
          prefix: 'A',
          items: [...text.matchAll(/^- (.*)$/gm)].map(([, item = '']) => item),
        },
      ],
      vague: 0,
      review: null,
      prose: { lines: 1, headings: [] },
    },
    offers_contract: true,
    notes: ['No heading is a title.'],
    position: 1,
    about: { root: id, item: `${family}/${id}`, title, state: 'queued', wait: null },
  };
}

/** Nothing is committed. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}
