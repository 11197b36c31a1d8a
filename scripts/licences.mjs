import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the program holds of others is passed on with their terms: one text for each package, by name. */
export function licencesOf(root, inputs) {
  const packages = new Set(inputs.flatMap((path) => folderOf(path) ?? []));
  const texts = [...packages].sort().map((folder) => licenceOf(join(root, folder)));
  return `${['The program holds code of these packages.', ...texts].join('\n\n')}\n`;
}

function folderOf(path) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}
