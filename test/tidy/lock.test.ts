import { expect, it } from 'vitest';
import { z } from 'zod';
import { read } from './source.ts';

const names = z.record(z.string(), z.string()).default({});
const lockFile = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ optionalDependencies: names })),
});

const packageFile = z.looseObject({ dependencies: names });

/** A registry that lacks some of them leaves them out of the file, and a clean install then fails everywhere. */
it('the lock file holds the packages of every platform', () => {
  const { packages } = lockFile.parse(JSON.parse(read('package-lock.json')));
  const wanted = Object.values(packages).flatMap((one) => Object.keys(one.optionalDependencies));
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.filter((name) => packages[`node_modules/${name}`] === undefined)).toEqual([]);
});

/** A client copies the folder of a plugin as it is, and `npm install` of the package works without a network. */
it('the program brings what it uses', () => {
  const { dependencies } = packageFile.parse(JSON.parse(read('package.json')));
  const instead = 'The build bundles it: move it to devDependencies';
  expect(Object.keys(dependencies), instead).toEqual([]);
});
