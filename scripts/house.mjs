import { basename, resolve } from 'node:path';
import { load, root } from './load.mjs';

/**
 * The tree in numbers: `npm run house` counts this one, `npm run house -- PATH` also others. The count is
 * the one that test/tidy holds the tree to.
 */
const { houseOf, houseTable } = await load('test/tidy/house.ts');
const trees = [root, ...process.argv.slice(2).map((path) => resolve(path))];
process.stdout.write(houseTable(new Map(trees.map((tree) => [basename(tree), houseOf(tree)]))));
