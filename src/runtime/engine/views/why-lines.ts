import { exhausted } from '../../errors/exhausted.ts';
import {
  type AnyLineageChange,
  type AnyRunChange,
  type AnyWorkspaceChange,
  type Change,
  type ConfigChange,
  type IdeaChange,
  type LoopChange,
  type RouteChange,
  type UsageWarningChange,
  unitOf,
} from '../../kernel/index.ts';
import { headOf } from '../../text/cut.ts';
import { skillLine } from './skill-line.ts';

const TEXT_LENGTH_MAX = 160;
const LISTED_MAX = 5;

/** A change in one line, for people. */
export function lineOf(change: Change): string {
  switch (change.k) {
    case 'admit@1': {
      const from = change.source.ref === null ? '' : ` ${change.source.ref}`;
      const key = `${change.family}/${change.id}`;
      return `${key} admitted as ${change.state} from ${change.source.kind}${from}`;
    }
    case 'revise@1':
      return `${change.key} revised by ${change.source.kind}`;
    case 'move@1':
      return `${change.key} -> ${change.to}: ${short(change.reason)}`;
    case 'rehome@1':
      return `${change.key} joins the lineage of ${change.root}`;
    case 'run@1':
    case 'request@1':
    case 'attempt@1':
    case 'attempt-end@1':
    case 'result@1':
    case 'route@1':
    case 'count@1':
    case 'retire@1':
      return runLine(change);
    case 'ledger@1':
    case 'decision@1':
    case 'withdraw@1':
    case 'question@1':
    case 'answer@1':
    case 'amend@1':
    case 'waive@1':
    case 'expire@1':
    case 'grant@1':
    case 'review@1':
    case 'prioritize@1':
    case 'rejudge@1':
      return lineageLine(change);
    case 'skill@1':
      return skillLine(change);
    default:
      return workspaceLine(change);
  }
}

function runLine(change: AnyRunChange): string {
  switch (change.k) {
    case 'run@1':
      return `${change.run} started at ${change.node} for ${change.key ?? change.root}`;
    case 'request@1':
      return `${change.request} asks ${change.node}`;
    case 'attempt@1': {
      const again = change.retry === null ? '' : ` (${change.retry.kind})`;
      return `attempt ${change.attempt} dispatched${again}`;
    }
    case 'attempt-end@1':
      return `attempt ${change.attempt}: ${change.outcome}${reasons(change.errors)}`;
    case 'result@1': {
      const failed = change.failure_class === null ? '' : ` (${change.failure_class})`;
      return `${change.attempt} ended with ${change.outcome}${failed}: ${short(change.summary)}`;
    }
    case 'route@1': {
      const to = change.node ?? `end:${change.terminal ?? change.action}`;
      const why = `${short(change.reason)}${skippedText(change)}`;
      return `${change.run} goes to ${to}: ${why}${spawned(change.spawned)}`;
    }
    case 'count@1':
      return `counter ${change.policy} of ${change.key} spent`;
    case 'retire@1':
      return `${change.run} is taken away to ${change.to}: ${short(change.reason)}`;
    default:
      return exhausted(change);
  }
}

function lineageLine(change: AnyLineageChange): string {
  switch (change.k) {
    case 'ledger@1': {
      const { node, claims } = change;
      const said = claims.slice(0, LISTED_MAX).map(({ kind, text }) => `${kind}: ${short(text)}`);
      const more = claims.length > LISTED_MAX ? `; and ${claims.length - LISTED_MAX} more` : '';
      return `${node} claims ${said.join('; ')}${more}`;
    }
    case 'decision@1':
      return `${change.kind} by ${change.actor}: ${short(change.text)}`;
    case 'withdraw@1':
      return `${change.key ?? change.root} is withdrawn`;
    case 'question@1': {
      const holds = change.holds ? ', which waits for the answer' : '';
      return `${change.node} asks ${change.id} about ${change.key ?? change.root}${holds}`;
    }
    case 'answer@1':
      return `${change.question} is answered`;
    case 'expire@1': {
      const taken =
        change.default === null ? 'and stays open' : `and takes ${short(change.default)}`;
      return `the time of ${change.question} is over, ${taken}`;
    }
    case 'grant@1':
      return `${change.key ?? change.root} may go ${change.amount} beyond limits.${change.limit}`;
    case 'review@1':
      return change.what === null
        ? `${change.root} was reviewed`
        : `${change.root} waits for its owner once its ${change.what} is made`;
    case 'amend@1':
      return `contract of ${change.root} amended to version ${change.version}`;
    case 'waive@1':
      return `${change.id} of ${change.root} waived`;
    case 'prioritize@1':
      return `${change.key} comes first`;
    case 'rejudge@1':
      return `the closure of ${change.root} is judged again`;
    default:
      return exhausted(change);
  }
}

function workspaceLine(change: AnyWorkspaceChange): string {
  switch (change.k) {
    case 'open@1':
      return 'the journal begins';
    case 'epoch@1':
      return 'ids carry another epoch from here on';
    case 'plan@1':
      return `plan ${change.plan_id} adopted`;
    case 'handoff@1': {
      const instead = change.source === null ? '' : ` stands in for ${change.source}`;
      return `${change.incident}${instead === '' ? ' opened for its lineage' : instead}`;
    }
    case 'target-open@1':
      return `closure target ${change.root} opened, its contract frozen`;
    case 'contract@1': {
      const ids = change.items.map(({ id }) => id).join(', ');
      return `contract of ${change.root}, version ${change.version}: ${ids === '' ? 'no items' : short(ids)}`;
    }
    case 'target-verdict@1':
      return `closure of ${change.root}: ${change.action}`;
    case 'pause@1':
      return `paused by ${change.source}: ${short(change.reason)}`;
    case 'resume@1':
      return `pause by ${change.source} lifted`;
    case 'usage-warning@1':
      return usageWords(change);
    case 'hold@1':
      return `lineage ${change.root} held by limits.${change.limit}`;
    case 'unhold@1':
      return `lineage ${change.root} released`;
    case 'intervention@1':
      return `${change.action} by ${change.actor}: ${short(change.text)}`;
    case 'unreadable@1':
      return `${change.path} cannot be read${reasons(change.problems)}`;
    case 'readable@1':
      return `${change.path} is no problem any more`;
    case 'idea@1':
      return ideaLine(change);
    case 'command@1':
      return `command ${change.name} applied`;
    case 'desire@1':
      return change.running ? 'a loop is wanted' : 'no loop is wanted';
    case 'config@1':
      return configWords(change);
    case 'loop@1':
      return loopLine(change);
    case 'note@1':
      return `${change.event} ${short(JSON.stringify(change.data))}`;
    default:
      return exhausted(change);
  }
}

export function configWords(change: ConfigChange): string {
  switch (change.event) {
    case 'taken': {
      const keys = change.keys.length === 0 ? '' : `: ${short(change.keys.join(', '))}`;
      return `the edited config counts${keys}`;
    }
    case 'refused':
      return `what the config and its assets say is not used: ${short(change.refusal.what)}`;
    case 'undone':
      return 'the config and its assets say again what counts';
    default:
      return exhausted(change);
  }
}

function ideaLine({ path, became, key, why }: IdeaChange): string {
  const of = key === null ? '' : ` (${key})`;
  return `idea ${path} ${became}${of}${why === null ? '' : `: ${short(why)}`}`;
}

function loopLine(change: LoopChange): string {
  switch (change.event) {
    case 'started':
      return `a loop began (${change.session})`;
    case 'refused':
      return `the loop cannot go on: ${change.refusal.code}, ${short(change.refusal.what)}`;
    case 'went_on':
      return 'the loop goes on';
    case 'ended':
      return 'the loop is gone';
    default:
      return exhausted(change);
  }
}

function reasons(texts: readonly string[]): string {
  return texts.length === 0 ? '' : `: ${short(texts.slice(0, LISTED_MAX).join('; '))}`;
}

/** A stage that was passed over, as the end of a line; empty where there is none. */
export function skippedText({ skipped }: Pick<RouteChange, 'skipped'>): string {
  return skipped === undefined
    ? ''
    : `; ${skipped.node} is skipped, the result declares ${skipped.declared}`;
}

function spawned(works: readonly { readonly kind: string; readonly item_id: string }[]): string {
  if (works.length === 0) return '';
  const named = works.slice(0, LISTED_MAX).map(({ kind, item_id }) => `${kind}/${item_id}`);
  const more = works.length > LISTED_MAX ? ` and ${works.length - LISTED_MAX} more` : '';
  return `; caused ${named.join(', ')}${more}`;
}

export function usageWords({ rule_id, detail, ...rule }: UsageWarningChange): string {
  if (detail !== undefined) return `what is used of the subscription is not known: ${detail}`;
  const unit = unitOf(rule.metric ?? 'total_tokens');
  return `usage rule ${rule_id} is near: ${rule.observed} of ${rule.threshold} ${unit}`;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= TEXT_LENGTH_MAX ? line : `${headOf(line, TEXT_LENGTH_MAX)}...`;
}
