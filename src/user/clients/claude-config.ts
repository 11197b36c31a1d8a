import { applyEdits, type JSONPath, modify } from 'jsonc-parser';
import { z } from 'zod';
import { type ConfigText, type Entry, lineEnd, readBack, unreadable } from './config-text.ts';
import { SERVER_NAME } from './server-entry.ts';

const SERVERS = 'mcpServers';
const EMPTY = /^\s*\{\s*\}\s*$/;
const document = z.looseObject({ [SERVERS]: z.record(z.string(), z.unknown()).optional() });
type Document = z.output<typeof document>;

/** `.mcp.json` and `.claude.json`. */
export const claudeConfig: ConfigText = {
  entryIn: (text) => read(text)[SERVERS]?.[SERVER_NAME],
  with(text, entry) {
    const before = read(text);
    const servers = { ...before[SERVERS], [SERVER_NAME]: entry };
    const edited = edit(text, [SERVERS, SERVER_NAME], entry);
    return readBack([edited.endsWith('\n') || text !== '' ? edited : `${edited}\n`], read, {
      ...before,
      [SERVERS]: servers,
    });
  },
  without(text) {
    const { [SERVERS]: servers = {}, ...rest } = read(text);
    const { [SERVER_NAME]: _, ...others } = servers;
    const isLast = Object.keys(others).length === 0;
    const path = isLast ? [SERVERS] : [SERVERS, SERVER_NAME];
    const edited = readBack([edit(text, path, undefined)], read, {
      ...rest,
      ...(isLast ? {} : { [SERVERS]: others }),
    });
    return EMPTY.test(edited) ? '' : edited;
  },
};

function read(text: string): Document {
  try {
    return document.parse(JSON.parse(text.trim() === '' ? '{}' : text.replace(/^\ufeff/, '')));
  } catch (thrown) {
    throw unreadable('JSON', problemOf(thrown));
  }
}

function problemOf(thrown: unknown): string {
  if (thrown instanceof SyntaxError) return thrown.message;
  return `the document or its ${SERVERS} is no object`;
}

function edit(text: string, path: JSONPath, value: Entry | undefined): string {
  const formattingOptions = {
    insertSpaces: !/^\t/m.test(text),
    tabSize: /^( +)\S/m.exec(text)?.[1]?.length ?? 2,
    eol: lineEnd(text),
  };
  const edits = modify(text, path, value, { formattingOptions });
  return applyEdits(text, edits);
}
