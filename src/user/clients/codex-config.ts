import type { ConfigText } from './config-text.ts';
import { SERVER_NAME } from './server-entry.ts';
import { type TablePath, tablesIn, withoutTable, withTable } from './toml-text.ts';

const SERVERS = 'mcp_servers';
const PATH: TablePath = [SERVERS, SERVER_NAME];

/** `config.toml`. */
export const codexConfig: ConfigText = {
  entryIn: (text) => tablesIn(text, SERVERS)[SERVER_NAME],
  with: (text, entry) => withTable(text, PATH, entry),
  without: (text) => withoutTable(text, PATH),
};
