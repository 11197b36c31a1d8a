import { describe, expect, it } from 'vitest';
import type { TokenUsage } from '../../../src/runtime/kernel/index.ts';
import type { HarnessRunner } from '../../../src/runtime/plan/index.ts';
import type { HarnessUsage } from '../../../src/runtime/runners/harness/usage.ts';
import { adapterFor, programOf } from '../../../src/runtime/runners/index.ts';
import { INPUT, outputOf } from '../../support/runners/harnesses.ts';
import type { HarnessCases } from './harness-cases.ts';
import { mayPrintAnything } from './printed.ts';

/** What every launch has, whatever the harness. */
const LAUNCH = {
  attempt: 'q1-1',
  workspace: 'w1',
  cwd: '/w',
  stdin: 'prompt.md',
  silence_ms: 1000,
  stop: [
    { signal: 'SIGINT', grace_ms: 4000 },
    { signal: 'SIGTERM', grace_ms: 2000 },
  ],
  timeout_ms: 90_000,
};
const ENV = {
  HOME: '/h',
  PATH: '/bin',
  MILLRACE_ATTEMPT: 'q1-1',
  MILLRACE_MARK: 'w1/q1-1',
  MILLRACE_IN: '/a/q1-1/in',
  MILLRACE_OUT: '/a/q1-1/out',
  MILLRACE_WORK_DIR: '/w',
};
const NETWORK = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
];

/** One table for each concern; a harness brings its rows. */
export function harnessSuite<Config extends HarnessRunner>(cases: HarnessCases<Config>): void {
  describe(cases.harness.title, () => {
    launchTable(cases);
    reportTable(cases);
    recordTable(cases);
    loginTable(cases);
    versionTable(cases);
    const { speaker, config } = cases;
    if (speaker !== null) mayPrintAnything(adapterFor(config), speaker);
  });
}

function launchTable<Config extends HarnessRunner>(cases: HarnessCases<Config>): void {
  const { config, launch, launches, program } = cases;
  describe('its launch', () => {
    it('sends the prompt by stdin and stores no secret', () => {
      expect(adapterFor(config).launch(INPUT)).toEqual({
        ...LAUNCH,
        argv: launch.argv,
        env: { ...ENV, ...launch.env },
        env_pass: [...NETWORK, ...launch.secrets],
      });
    });
    it(`needs ${program}`, () => {
      expect(programOf(adapterFor(config).launch(INPUT))).toBe(program);
    });
    it.each(byName(launches))('%s', (_, { config: more, input, ...expected }) => {
      const { has = [], lacks = [], set = {}, unset = [], passes = [] } = expected;
      const spec = adapterFor({ ...config, ...more }).launch({ ...INPUT, ...input });
      const words = spec.argv.join(' ');
      for (const part of has) expect(words).toMatch(part);
      for (const part of lacks) expect(words).not.toContain(part);
      expect(spec.env).toMatchObject(set);
      expect(Object.keys(spec.env).filter((name) => unset.includes(name))).toEqual([]);
      expect(spec.env_pass).toEqual(expect.arrayContaining([...passes]));
      expect(unguarded(cases, spec.argv)).toEqual([]);
    });
  });
}

/** Flags that the adapter says and that a config could say again, otherwise. */
function unguarded<Config extends HarnessRunner>(
  { harness, repeatable }: HarnessCases<Config>,
  argv: readonly string[],
): string[] {
  const known = new Set([...harness.reserved_flags, ...repeatable]);
  return argv.filter((word) => /^--?[a-z]/i.test(word) && !known.has(word));
}

function reportTable<Config extends HarnessRunner>(cases: HarnessCases<Config>): void {
  const { config, reports, sample } = cases;
  describe('its report', () => {
    it('is clean with text, usage and session', () => {
      const report = adapterFor(config).report(outputOf(sample.stdout), null);
      expect({ ...report, usage: sumsOf(report.usage) }).toEqual(sample.report);
    });
    it.each(byName(reports))('%s', (_, one) => {
      const { stdout, stdout_head = new Uint8Array(), stderr, status, resumed, report } = one;
      const output = { ...outputOf(stdout, status, stderr), stdout_head };
      expect(adapterFor(config).report(output, resumed ?? null)).toMatchObject(report);
    });
  });
}

/** Which models it was is what its price needs, and that is tested there. */
function sumsOf(usage: HarnessUsage | null): TokenUsage | null {
  if (usage === null) return null;
  const { models: _, ...sums } = usage;
  return sums;
}

function recordTable<Config extends HarnessRunner>(cases: HarnessCases<Config>): void {
  const { record, launch } = adapterFor(cases.config);
  describe('its own record of a session', () => {
    it.each(byName(cases.places))('%s', (_, { session, places, name: __, ...more }) => {
      expect(record?.places({ ...launch(INPUT), ...more }, session)).toEqual(places);
    });
    it.each(byName(cases.usages))('%s', (_, { record: text, since, usage }) => {
      const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
      expect(sumsOf(record?.usage(bytes, since) ?? null)).toEqual(usage);
    });
    if (record !== null) return;
    it('is none that is known', () => {
      expect([...cases.places, ...cases.usages]).toEqual([]);
    });
  });
}

function loginTable<Config extends HarnessRunner>({
  harness,
  ...cases
}: HarnessCases<Config>): void {
  describe('its login', () => {
    it.each(byName(cases.logins))('with %s', (_, { files = {}, env = {}, config, login }) => {
      const found = {
        env: { HOME: '/h', ...env },
        text: (path: string) => files[path],
      };
      const { state, account, by } = harness.login({ ...cases.config, ...config }, found);
      expect(`${state} ${account}: ${by}`).toBe(login);
    });
  });
}

function versionTable<Config extends HarnessRunner>(cases: HarnessCases<Config>): void {
  it.each(cases.versions)('finds its version in %j', (text, version) => {
    expect(cases.harness.version.exec(text)?.[1]).toBe(version);
  });
}

/** A title that says the whole name. */
function byName<Case extends { readonly name: string }>(cases: readonly Case[]): [string, Case][] {
  return cases.map((one) => [one.name, one]);
}
