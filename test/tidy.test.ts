import { describe, expect, it } from 'vitest';
import {
  castsWithinBudget,
  noAnyAndNoAssertion,
  nothingAmbient,
  nothingSilenced,
} from './tidy/banned.ts';
import { deadExports, deadFiles } from './tidy/dead.ts';
import { importsGoDown, roomsGoDown } from './tidy/imports.ts';
import { assetNames, noAssetNames, runtimeFolderIsNamedOnce } from './tidy/names.ts';
import {
  foldersAreSmall,
  helpersLieInSupport,
  importsFormNoCircle,
  nothingOnlyPassedOn,
} from './tidy/rooms.ts';
import { filesAreShort, functionsAreShort, linesAreShort } from './tidy/size.ts';
import { filesBelow, lines, read, report, sourcesBelow } from './tidy/source.ts';
import { helpersRegisterNoHooks, testsWaitForNoTime } from './tidy/tests.ts';
import { badText } from './tidy/text.ts';
import { changesMadeTwice, switchesAreClosed } from './tidy/unions.ts';

/** Each thing that starts: the program, and the pages made by `npm run gen`. */
const ENTRIES = ['src/bin.ts', 'src/millrace-mcp.ts', 'src/reference/index.ts'];

const src = sourcesBelow('src');
const tools = ['scripts', 'demo', 'bench'].flatMap((folder) => sourcesBelow(folder));
const test = sourcesBelow('test');
const page = sourcesBelow('web');
const code = [...src, ...tools, ...test];

describe('src', () => {
  it('imports downward only', () => {
    expect(report(importsGoDown, src)).toEqual([]);
    expect(report(roomsGoDown, src)).toEqual([]);
  });

  it('forms no circle of files or rooms', () => {
    expect(importsFormNoCircle(src)).toEqual([]);
  });

  it('has no file and no export that nothing uses', () => {
    expect(deadFiles(src, ENTRIES)).toEqual([]);
    expect(deadExports(src, code)).toEqual([]);
  });

  it('takes every name of a loop from the plan', () => {
    expect(report(noAssetNames(assetNames()), src)).toEqual([]);
  });

  it('spells the folder of a workspace once', () => {
    expect(report(runtimeFolderIsNamedOnce, src)).toEqual([]);
  });

  it('gets time, chance, timers, processes and streams handed in', () => {
    expect(report(nothingAmbient, src)).toEqual([]);
  });

  it('ends every switch over a closed union so that a new member does not compile', () => {
    expect(report(switchesAreClosed, src)).toEqual([]);
  });

  it('makes each kind of change in one place', () => {
    expect(changesMadeTwice(src)).toEqual([]);
  });

  it('casts only where the budget says so', () => {
    expect(report(castsWithinBudget, code)).toEqual([]);
  });
});

describe('all code', () => {
  it('has no any and no non-null assertion', () => {
    expect(report(noAnyAndNoAssertion, [...code, ...page])).toEqual([]);
  });

  it('keeps few files in a folder, each for a thing of its own', () => {
    expect(foldersAreSmall([...code, ...page].map(({ path }) => path))).toEqual([]);
    expect(report(nothingOnlyPassedOn, code)).toEqual([]);
  });

  it('silences no check', () => {
    expect(report(nothingSilenced, code)).toEqual([]);
  });

  it('stays in short files, functions and lines', () => {
    expect(report(filesAreShort, [...code, ...page])).toEqual([]);
    expect(report(functionsAreShort, [...src, ...tools, ...page])).toEqual([]);
    expect(report(linesAreShort, [...src, ...tools, ...page])).toEqual([]);
  });
});

describe('tests', () => {
  it('have their helpers in support', () => {
    expect(report(helpersLieInSupport, test)).toEqual([]);
    expect(report(helpersRegisterNoHooks, test)).toEqual([]);
  });

  it('wait for what happens, not for time', () => {
    expect(report(testsWaitForNoTime, test)).toEqual([]);
  });
});

it('no file holds a text that must not be handed out', () => {
  const found = filesBelow('').flatMap((path) => lines(path, badText(path, read(path))));
  expect(found).toEqual([]);
});
