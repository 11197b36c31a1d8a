import { isAbsolute } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import {
  type OwnPrices,
  ownPrices,
  type PriceTable,
  priceTable,
  workspacePath,
} from '../runtime/plan/index.ts';
import { type Disk, DiskFault } from '../runtime/ports/index.ts';
import type { Prices } from '../runtime/runners/index.ts';
import { parseToml, type Workspace } from './config.ts';
import { configSchema } from './config-schema.ts';
import { isTable } from './config-values.ts';
import { Report } from './diagnostics.ts';
import { reportIssues } from './schema-issues.ts';
import {
  CONFIG_FILE,
  type ConfigBytes,
  FILE_SIZE_BYTES_MAX,
  Files,
  parseJson,
} from './support/files.ts';

/** Below the assets of the package. */
const TABLE_FILE = 'prices.json';
/** Below the config folder of a user: the same as in `millrace.toml`, for all their workspaces. */
const USER_FILE = 'millrace/prices.toml';

export interface ReadPrices extends Prices {
  /** Of the list that this release brings: where it comes from, and of which day it is. */
  readonly source: Pick<PriceTable, 'source' | 'version' | 'as_of'>;
  /** Why prices of one's own cannot be read, so that nothing is known for sure; null = they can. */
  readonly problem: string | null;
}

export interface PricePlaces {
  readonly disk: Disk;
  readonly root: string;
  /** Absolute path of the package's assets. */
  readonly assets: string;
  /** Absolute path of the user's config folder; null = this user has none. */
  readonly config_home: string | null;
}

interface KnownPrices {
  readonly stamp: string;
  readonly config: ConfigBytes | undefined;
  readonly prices: ReadPrices;
}

/** Reads them again when a file has changed: a budget asks often. */
export class PriceBook {
  private known: KnownPrices | null = null;

  constructor(private readonly places: PricePlaces) {}

  /** `config` in place of the file of the workspace: an edit that was refused counts for nothing. */
  read(config?: ConfigBytes): ReadPrices {
    const { root, config_home } = this.places;
    const files = [
      ...(config === undefined ? [`${root}/${workspacePath(CONFIG_FILE)}`] : []),
      ...(config_home === null ? [] : [`${config_home}/${USER_FILE}`]),
    ];
    const stamp = files.map((path) => this.stampOf(path)).join();
    if (this.known?.stamp !== stamp || this.known.config !== config) {
      this.known = { stamp, config, prices: readPrices({ ...this.places, config }) };
    }
    return this.known.prices;
  }

  private stampOf(path: string): string {
    try {
      const stat = this.places.disk.stat(path);
      return `${stat?.mtime_ms} ${stat?.size_bytes} ${stat?.inode}`;
    } catch (error) {
      if (error instanceof DiskFault) return error.code;
      throw error;
    }
  }
}

/**
 * What models cost: what its user says before what a workspace says, and what this release brings.
 * Contract: throws for nothing that somebody may have written.
 */
function readPrices(places: PricePlaces & Pick<Workspace, 'config'>): ReadPrices {
  const user = ofUser(places);
  const workspace = ofWorkspace(places);
  const { models, source, version, as_of } = shipped(places.disk, places.assets);
  const own = new Map([...Object.entries(workspace.prices), ...Object.entries(user.prices)]);
  const listed = new Map(
    Object.entries(models).flatMap(([id, { names = [], ...price }]) => {
      return [id, ...names].map((name) => [name, price] as const);
    }),
  );
  const problem = user.problem ?? workspace.problem;
  return { own, listed, source: { source, version, as_of }, problem };
}

/** `[prices]`. What is wrong elsewhere in the file does not matter. */
function ofWorkspace({ disk, root, config }: Workspace): OwnPriceSection {
  const report = new Report();
  const read = new Files(disk, root, config).read(CONFIG_FILE);
  if (read.is === 'bad')
    return { prices: {}, problem: `${CONFIG_FILE} cannot be read: ${read.why}` };
  const file = read.is === 'absent' ? {} : parseToml(read.text, report);
  const value = isTable(file) ? { prices: new Map(Object.entries(file)).get('prices') ?? {} } : {};
  const schema = z.object({ prices: configSchema.shape.prices });
  const parsed = schema.safeParse(value);
  if (parsed.success && !report.failed) return { prices: parsed.data.prices, problem: null };
  const source = { file: CONFIG_FILE, schema, value, severity: 'error' as const };
  reportIssues(report, source, parsed.error?.issues ?? []);
  const [first] = report.list();
  return { prices: {}, problem: `${CONFIG_FILE}: ${first?.message} ${first?.next}` };
}

interface OwnPriceSection {
  readonly prices: OwnPrices;
  /** Why they cannot be used; null = they can. */
  readonly problem: string | null;
}

const userFile = z.strictObject({ prices: ownPrices.default({}) });

function ofUser({ disk, config_home }: PricePlaces): OwnPriceSection {
  if (config_home === null || !isAbsolute(config_home)) return { prices: {}, problem: null };
  const path = `${config_home}/${USER_FILE}`;
  try {
    const stat = disk.stat(path);
    if (stat === null) return { prices: {}, problem: null };
    if (stat.size_bytes > FILE_SIZE_BYTES_MAX) return wrong(path, 'it is too long');
    const text = new TextDecoder().decode(disk.read(path) ?? new Uint8Array());
    return pricesIn(path, parse(text, { unsafeKeyBehaviour: 'throw' }));
  } catch (error) {
    if (error instanceof DiskFault) return wrong(path, 'it cannot be read');
    if (!(error instanceof TomlError)) throw error;
    return wrong(path, `line ${error.line}, column ${error.column} is not TOML`);
  }
}

function pricesIn(path: string, value: unknown): OwnPriceSection {
  const parsed = userFile.safeParse(value);
  if (parsed.success) return { prices: parsed.data.prices, problem: null };
  const report = new Report();
  const source = { file: path, schema: userFile, value, severity: 'error' as const };
  reportIssues(report, source, parsed.error.issues);
  const [first] = report.list();
  return wrong(path, first === undefined ? 'it is not valid' : `${first.message} ${first.next}`);
}

function wrong(path: string, why: string): OwnPriceSection {
  return { prices: {}, problem: `${path} cannot be used: ${why}` };
}

/** The package does not change while a process runs. */
const shippedBy = new WeakMap<Disk, PriceTable>();

function shipped(disk: Disk, assets: string): PriceTable {
  const known = shippedBy.get(disk);
  if (known !== undefined) return known;
  const bytes = disk.read(`${assets}/${TABLE_FILE}`);
  const read = parseJson(new TextDecoder().decode(bytes ?? new Uint8Array()));
  const table = priceTable.parse(read.ok ? read.value : null);
  shippedBy.set(disk, table);
  return table;
}
