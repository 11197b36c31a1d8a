import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const FOLDER = new URL('../../skills/', import.meta.url);

export interface SkillFile {
  readonly skill: string;
  /** Below the folder of the skill. */
  readonly path: string;
  readonly text: string;
}

export interface SkillCall {
  readonly name: string;
  readonly args: Record<string, unknown>;
}

export const SKILLS = readdirSync(FOLDER).sort();

export function skillFiles(skill: string): SkillFile[] {
  const names = readdirSync(new URL(`${skill}/`, FOLDER), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((path) => ({
      skill,
      path,
      text: readFileSync(new URL(`${skill}/${path}`, FOLDER), 'utf8'),
    }));
}

const json = z.record(z.string(), z.unknown());

/** The calls that a page shows, in its order: a name and its arguments in a block `call`. */
export function callsIn(text: string): SkillCall[] {
  return [...text.matchAll(/```call\n\s*(\w+) (\{.*\})\n\s*```/g)].map(
    ([, name = '', args = '']) => ({ name, args: json.parse(JSON.parse(args)) }),
  );
}

/** Command lines, split as a shell would, after `millrace`. */
export function commandsIn(text: string): string[][] {
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, body = '']) =>
    body.trim().split('\n'),
  );
  const inline = [...text.matchAll(/`(millrace [^`]+)`/g)].map(([, line = '']) => line);
  return [...blocks, ...inline].map((line) =>
    [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word).slice(1),
  );
}
