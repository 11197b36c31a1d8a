import { describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/cli/completion/candidates.ts';
import { COMPLETION_SCRIPTS, candidateText, SHELLS } from '../../src/cli/completion/scripts.ts';

const ids = async () => [
  { value: 'coupons', about: 'building: Coupons' },
  { value: 'task/one', about: 'done: One' },
];

async function values(line: string): Promise<string[]> {
  return (await candidatesFor(line.split(' '), ids)).map(({ value }) => value);
}

describe('what may follow', () => {
  it.each<[string, string[]]>([
    ['sta', ['status', 'state-line']],
    ['run ', ['once', 'start', 'wait', 'stop', 'daemon']],
    ['runs t', ['trace', 'tail']],
    ['list --of ', ['specs', 'tasks', 'runs', 'decisions', 'ledger', 'ideas']],
    ['list r', ['runs']],
    ['show ', ['coupons', 'task/one']],
    ['show task', ['task/one']],
    ['show --j', ['--json']],
    ['runs show c', ['coupons']],
    ['runs ls --st', ['--state']],
    ['run once --mo', ['--mode']],
    ['run daemon --monitor ', ['none', 'basic']],
    ['run daemon --monitor-l', ['--monitor-log']],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['compile graph --format s', ['svg']],
    ['queue add-spec ', []],
    ['run wait --since ', []],
    ['zzz ', []],
  ])('%j', async (line, expected) => {
    expect(await values(line)).toEqual(expected);
  });

  it.each([
    ['show --workspace /srv/b ', '/srv/b'],
    ['show --workspace=/srv/b ', '/srv/b'],
    ['show ', undefined],
  ])('takes ids from the workspace that %j names', async (line, expected) => {
    const asked: unknown[] = [];
    await candidatesFor(line.split(' '), async (workspace) => {
      asked.push(workspace);
      return [];
    });
    expect(asked).toEqual([expected]);
  });

  it('says what each is, as its shell reads it', async () => {
    const found = await candidatesFor(['runs', 'tr'], ids);
    expect(SHELLS.map((shell) => candidateText(shell, found))).toEqual([
      'trace\n',
      'trace:Trace the history of a run\n',
      'trace\tTrace the history of a run\n',
    ]);
    const colon = [{ value: 'a:b', about: 'two\nlines' }];
    expect(candidateText('zsh', colon)).toBe('a\\:b:two lines\n');
  });
});

it('has a script for each shell, which asks the program', () => {
  for (const shell of SHELLS) {
    expect(COMPLETION_SCRIPTS[shell]).toContain(`millrace complete ${shell} -- `);
  }
});
