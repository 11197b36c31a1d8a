import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import css from 'highlight.js/lib/languages/css';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const languages = {
  bash,
  c,
  css,
  go,
  ini,
  java,
  javascript,
  json,
  markdown,
  python,
  ruby,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};

/** Ending of a file -> language. */
const ENDINGS: Readonly<Record<string, keyof typeof languages>> = {
  c: 'c',
  cc: 'c',
  cjs: 'javascript',
  cpp: 'c',
  css: 'css',
  go: 'go',
  h: 'c',
  html: 'xml',
  java: 'java',
  js: 'javascript',
  json: 'json',
  jsx: 'javascript',
  md: 'markdown',
  mjs: 'javascript',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  sql: 'sql',
  svg: 'xml',
  toml: 'ini',
  ts: 'typescript',
  tsx: 'typescript',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
};

/** Longer lines are nothing that somebody reads. */
const LINE_LENGTH_MAX = 500;

const lowlight = createLowlight(languages);

export interface Piece {
  readonly text: string;
  /** Names of classes; '' = plain. */
  readonly style: string;
}

export function languageOf(path: string): string | null {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(ENDINGS, ending) ? (ENDINGS[ending] ?? null) : null;
}

/** Of a name or ending that somebody wrote. */
export function knownLanguage(word: string): string | null {
  const name = word.trim().toLowerCase();
  return Object.hasOwn(languages, name) ? name : languageOf(`.${name}`);
}

/** One line in pieces of text, which the page writes as text. */
export function piecesOf(line: string, language: string | null): readonly Piece[] {
  if (language === null || line.length > LINE_LENGTH_MAX) return [{ text: line, style: '' }];
  return flat(lowlight.highlight(language, line).children, '');
}

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

function flat(nodes: readonly Node[], style: string): Piece[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text') return [{ text: node.value, style }];
    if (node.type !== 'element') return [];
    const names = node.properties.className;
    return flat(node.children, Array.isArray(names) ? names.join(' ') : style);
  });
}
