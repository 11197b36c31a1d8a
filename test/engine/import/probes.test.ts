import { expect, it } from 'vitest';
import {
  at,
  baseline,
  type Files,
  json,
  snapshot,
  spec,
  task,
} from '../../support/earlier/files.ts';
import { BASE, earlierDisk, imports, opened } from '../../support/earlier/machine.ts';

const PACKET = 'recon/packets/rp-1.md';

function probe(id: string, status: string): string {
  return [
    `# What of ${id}?`,
    '',
    `Probe-ID: ${id}`,
    `Title: What of ${id}?`,
    'Request: Find out why it is slow.',
    `Status-Hint: ${status}`,
    `Created-At: ${at(0)}`,
    'Created-By: operator',
    '',
  ].join('\n');
}

/** As release 0.18.2 left it, whose probes are a part of each of its modes. */
const FILES: Files = {
  ...baseline('0.18.2'),
  ...snapshot(),
  'probes/queue/p-one.md': probe('p-one', 'queued'),
  'probes/done/p-two.md': probe('p-two', 'done'),
  'specs/queue/gate.md': spec('gate').replace(/Source-Type: .*/, 'Source-Type: probe'),
  'tasks/queue/t-one.md': task('t-one', { root: 'gate' }).replace(
    /^Created-At/m,
    'Root-Intake-Kind: probe\nRoot-Intake-ID: p-two\nCreated-At',
  ),
  [PACKET]: '# What was found\n',
};

const mode = (name: string) => `[runtime]\ndefault_mode = "${name}"\n`;

it('goes on with the probes of a mode that has them, and keeps their packets in place', () => {
  const disk = earlierDisk({ ...FILES, 'millrace.toml': mode('default_codex_integrated') });
  const view = imports(disk).apply();
  expect(view.findings).toEqual([]);
  const { runtime } = opened(disk);
  expect(runtime.status()).toMatchObject({
    mode_id: 'default_codex_integrated',
    queues: { probe: { queue: 1, done: 1 }, spec: { queue: 1 }, task: { queue: 1 } },
  });
  expect(runtime.show('probe/p-one').kind).toBe('item');
  expect(disk.read(`${BASE}/${PACKET}`)).toEqual(new TextEncoder().encode(FILES[PACKET]));
  const kept = new TextDecoder().decode(disk.read(`${BASE}/tasks/queue/t-one.md`) ?? undefined);
  expect(kept).toContain('> Root-Intake-Kind: probe\n> Root-Intake-ID: p-two\n');
});

it('names the probes that a mode without them has no place for', () => {
  const disk = earlierDisk({ ...FILES, 'millrace.toml': mode('default_codex') });
  const { findings } = imports(disk).preview();
  expect(findings.map(({ path, what }) => `${path} ${what}`)).toEqual([
    'probes/done holds 1 file that nothing reads',
    expect.stringMatching(/^probes\/queue\/p-one\.md .*set a mode that has it before the import/),
    'recon/packets holds 1 file that nothing reads',
  ]);
});

it('takes up a probe that was waiting in the mailbox', () => {
  const document = {
    schema_version: '1.0',
    kind: 'probe',
    probe_id: 'p-three',
    title: 'What of it?',
    request: 'Find out.',
    created_at: at(1),
    created_by: 'operator',
  };
  const sent = {
    schema_version: '1.0',
    kind: 'mailbox_command',
    command_id: 'add_probe-1-aaaaaaaa',
    command: 'add_probe',
    issued_at: at(2),
    issuer: 'operator',
    payload: { document },
  };
  const disk = earlierDisk({
    ...baseline('0.18.2'),
    'millrace.toml': mode('default_pi_recon'),
    'state/mailbox/incoming/add_probe-1-aaaaaaaa.json': json(sent),
  });
  expect(
    imports(disk)
      .apply()
      .findings.map(({ what }) => what),
  ).toEqual(['is work that nobody had taken up, and waits as p-three']);
  expect(opened(disk).runtime.status().queues).toMatchObject({ probe: { queue: 1 } });
});
