import { describe, expect, it } from 'vitest';
import { ServeProcess } from '../support/program/serve.ts';
import { Workspace } from '../support/program/workspace.ts';
import { conformance } from './support/suites/conformance.ts';
import { TokenProxy } from './support/suites/token-proxy.ts';

/** What any server can be asked. */
const GENERIC: readonly string[] = [
  'caching',
  'completion-complete',
  'dns-rebinding-protection',
  'http-header-validation',
  'input-required-result-ignore-extra-params',
  'input-required-result-unsupported-methods',
  'ping',
  'prompts-list',
  'resources-list',
  'sep-2164-resource-not-found',
  'server-initialize',
  'server-session-lifecycle',
  'server-sse-multiple-streams',
  'server-stateless',
  'tools-list',
];

/** Checks of those that call a tool which only the suite's own server has. */
const FIXTURE_CHECKS: readonly string[] = [
  'sep-2575-server-rejects-undeclared-capability',
  'sep-2575-missing-capability-http-400',
];

/** What no server but the suite's own can pass, or what we do not offer, and why. */
const OTHERS: Readonly<Record<string, string>> = {
  'elicitation-sep1034-defaults': 'calls a tool of the suite',
  'elicitation-sep1330-enums': 'calls a tool of the suite',
  'http-custom-header-server-validation': 'wants a tool with x-mcp-header; none of ours has one',
  'input-required-result-basic-elicitation': 'calls a tool of the suite',
  'input-required-result-basic-list-roots': 'calls a tool of the suite',
  'input-required-result-basic-sampling': 'calls a tool of the suite',
  'input-required-result-capability-check': 'calls a tool of the suite',
  'input-required-result-missing-input-response': 'calls a tool of the suite',
  'input-required-result-multi-round': 'calls a tool of the suite',
  'input-required-result-multiple-input-requests': 'calls a tool of the suite',
  'input-required-result-non-tool-request': 'gets a prompt of the suite',
  'input-required-result-request-state': 'calls a tool of the suite',
  'input-required-result-result-type': 'calls a tool of the suite',
  'input-required-result-tampered-state': 'calls a tool of the suite',
  'input-required-result-validate-input': 'calls a tool of the suite',
  'json-schema-2020-12': 'looks for a tool of the suite',
  'logging-set-level': 'no logging is offered',
  'prompts-get-embedded-resource': 'gets a prompt of the suite',
  'prompts-get-simple': 'gets a prompt of the suite',
  'prompts-get-with-args': 'gets a prompt of the suite',
  'prompts-get-with-image': 'gets a prompt of the suite',
  'resources-read-binary': 'reads a resource of the suite',
  'resources-read-text': 'reads a resource of the suite',
  'resources-subscribe':
    'the older era has no subscriptions without a session, which is not offered',
  'resources-templates-read': 'reads a resource of the suite',
  'resources-unsubscribe': 'the older era has no subscriptions without a session',
  'server-sse-polling': 'wants a session, and a tool of the suite',
  'tools-call-audio': 'calls a tool of the suite',
  'tools-call-elicitation': 'calls a tool of the suite',
  'tools-call-embedded-resource': 'calls a tool of the suite',
  'tools-call-error': 'calls a tool of the suite',
  'tools-call-image': 'calls a tool of the suite',
  'tools-call-mixed-content': 'calls a tool of the suite',
  'tools-call-sampling': 'calls a tool of the suite',
  'tools-call-simple-text': 'calls a tool of the suite',
  'tools-call-with-logging': 'calls a tool of the suite',
  'tools-call-with-progress': 'calls a tool of the suite',
};

/** Runs the official suite against a real server. It sends no token, so something before it does. */
async function conforms(version: string) {
  const workspace = new Workspace();
  await workspace.answer('init', '--mode', 'default_offline');
  const server = await ServeProcess.start(workspace);
  const proxy = new TokenProxy(server.addressOf(workspace), server.token);
  try {
    return await conformance(await proxy.start(), version);
  } finally {
    proxy.stop();
    await server.stop();
    workspace.end();
  }
}

describe('the official conformance suite', () => {
  it.each([
    ['2025-11-25', 9],
    ['2026-07-28', 12],
  ])('finds nothing wrong in %s', async (version, generic) => {
    const found = await conforms(version);
    const scenarios = [...found.keys()];
    const known = new Set([...GENERIC, ...Object.keys(OTHERS)]);
    expect(scenarios.filter((name) => !known.has(name))).toEqual([]);
    const asked = scenarios.filter((name) => GENERIC.includes(name));
    expect(asked).toHaveLength(generic);
    const wrong = asked.flatMap((name) => (found.get(name) ?? []).map((what) => `${name} ${what}`));
    const own = wrong.filter((what) => !FIXTURE_CHECKS.some((check) => what.includes(check)));
    expect(own).toEqual([]);
  });
});
