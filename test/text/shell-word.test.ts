import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord, typedWord } from '../../src/runtime/text/shell-word.ts';

const words = ['/srv/my work', "/srv/ada's", '$HOME', '`id`', 'a;b', '*', '', 'C:\\temp', 'a\nb'];

it('is one word of a shell, whatever stands in it', () => {
  for (const word of words) {
    for (const text of [shellWord(word), typedWord(word)]) {
      expect(execFileSync('sh', ['-c', `printf %s ${text}`], { encoding: 'utf8' })).toBe(word);
    }
  }
});

it('is in quotes only where it needs them', () => {
  expect(typedWord('/home/ada/calc-1.2')).toBe('/home/ada/calc-1.2');
  expect(typedWord('/srv/my work')).toBe("'/srv/my work'");
});
