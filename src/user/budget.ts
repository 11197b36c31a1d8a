import { parse, TomlError } from 'smol-toml';
import { MillraceError } from '../runtime/errors/errors.ts';
import { type AccountBudget, accountBudget } from '../runtime/plan/index.ts';
import { type Disk, DiskFault } from '../runtime/ports/index.ts';

/** Below the user's config folder: no workspace can change what its user lets all of them use. */
const BUDGET_FILE = 'millrace/budget.toml';
const FILE_BYTES_MAX = 64 * 1024;
const PROBLEMS_SHOWN_MAX = 3;
const PROBLEM_LENGTH_MAX = 200;

/** What one user lets all their workspaces use together. */
export class UserBudget {
  private known: { readonly stamp: string; readonly budget: AccountBudget } | null = null;
  private readonly path: string;

  constructor(
    private readonly disk: Disk,
    config_home: string,
  ) {
    this.path = `${config_home}/${BUDGET_FILE}`;
  }

  /** Null = this user has none. Throws `config_invalid`: a budget is not guessed. */
  read(): AccountBudget | null {
    try {
      const stat = this.disk.stat(this.path);
      if (stat === null) return null;
      if (stat.size_bytes > FILE_BYTES_MAX) throw invalid('it is too long');
      const stamp = `${stat.mtime_ms} ${stat.size_bytes} ${stat.inode}`;
      if (this.known?.stamp !== stamp) {
        const text = new TextDecoder().decode(this.disk.read(this.path) ?? new Uint8Array());
        this.known = { stamp, budget: budgetIn(text) };
      }
      return this.known.budget;
    } catch (error) {
      if (error instanceof DiskFault) throw invalid('it cannot be read');
      throw error;
    }
  }
}

function budgetIn(text: string): AccountBudget {
  const parsed = accountBudget.safeParse(tomlIn(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.slice(0, PROBLEMS_SHOWN_MAX).map(({ path, message }) => {
      const where = path.length === 0 ? 'the file' : path.join('.');
      return `${where}: ${message}`.slice(0, PROBLEM_LENGTH_MAX);
    });
    throw invalid(problems.join('; '));
  }
  const { calendar_timezone } = parsed.data;
  if (!isZone(calendar_timezone)) {
    throw invalid(`calendar_timezone: no time zone is called ${JSON.stringify(calendar_timezone)}`);
  }
  return parsed.data;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return /^[A-Za-z]/.test(zone);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function tomlIn(text: string): unknown {
  try {
    return parse(text, { unsafeKeyBehaviour: 'throw' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw invalid(`line ${error.line}, column ${error.column} is not TOML`);
  }
}

function invalid(problem: string): MillraceError {
  return new MillraceError('config_invalid', {
    what: `${BUDGET_FILE} in your config folder cannot be used, so nothing is started: ${problem}`,
    expected: 'rules as docs/guide/usage.md describes them, or no such file',
    next: 'fix the file, then call again',
  });
}
