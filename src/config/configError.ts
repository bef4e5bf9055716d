/** Errors of a configuration, with place and remedy. */
import type { ErrorCode } from '../diagnostics/diagnostics.js';
import { didYouMean } from '../didYouMean.js';
import { fixedSeverity, notAcceptable } from './codes.js';
import type { ConfigText, Path } from './document.js';
import { configSchema, type Issue } from './schema.js';

export interface Complaint {
  readonly code: Extract<ErrorCode, `config/${string}`>;
  readonly message: string;
  readonly help: string | undefined;
  readonly offset: number;
}

/** Words that other dialects of YAML read as true and false. */
const FALSE = ['off', 'no', 'n', '0'];
const TRUE = ['on', 'yes', 'y', '1'];

/** The words allowed at a place, for "did you mean". */
const wordsOf = (issue: Issue): string[] => (issue.code === 'invalid_value' ? issue.values.map(String) : []);

/** A text without YAML's quotes. */
const unquoted = (given: string): string => given.replace(/^(['"])(.*)\1$/, '$2');

const ALL_CODES = 'docs/diagnostics.md lists the codes.';

const isAcceptedCode = ([key, , last]: Path): boolean => key === 'accept' && last === 'code';

/** What the keys of a group name. */
const NAMED_KEYS: Readonly<Record<string, string>> = { transforms: 'transform', severity: 'code' };

function helpFor(issue: Issue, given: string): string | undefined {
  const word = unquoted(given);
  if (isAcceptedCode(issue.path)) return didYouMean(word, wordsOf(issue)) ?? ALL_CODES;
  if (issue.code !== 'invalid_type' || issue.expected !== 'boolean') return didYouMean(word, wordsOf(issue));
  if (FALSE.includes(word.toLowerCase())) return 'Write false.';
  return TRUE.includes(word.toLowerCase()) ? 'Write true.' : undefined;
}

/** If one of several forms fits except for a part, reports the error in that part. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flat().find(({ path, code }) => path.length > 0 || code === 'unrecognized_keys');
  return inner ? innermost({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

interface Level {
  readonly properties?: Readonly<Record<string, Level>>;
  readonly additionalProperties?: Level | boolean;
  readonly anyOf?: readonly Level[];
}

/** The keys allowed in the map at a path. */
function keysAt(path: Path): string[] {
  let levels: readonly Level[] = [configSchema() as Level];
  for (const step of path) {
    levels = levels.flatMap(({ properties, additionalProperties }) => {
      const next = properties?.[String(step)] ?? additionalProperties;
      return typeof next === 'object' ? [next, ...(next.anyOf ?? [])] : [];
    });
  }
  const keys = levels.flatMap(({ properties = {} }) => Object.keys(properties));
  return keys.filter((key) => key !== '$schema');
}

function complaintOf(issue: Issue, config: ConfigText): Complaint {
  const name = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const [unknown = ''] = issue.keys;
    const offset = config.offsetOfKey([...issue.path, unknown]);
    const refusal = name === 'severity' ? fixedSeverity(unknown) : undefined;
    if (refusal) return { ...refusal, offset };
    const what = NAMED_KEYS[name] ?? 'key';
    const place = name === '' || what !== 'key' ? '' : ` in "${name}"`;
    const known = keysAt(issue.path);
    const help =
      didYouMean(unknown, known) ?? (what === 'code' ? ALL_CODES : `The ${what}s are ${known.join(', ')}.`);
    const message = `There is no ${what} "${unknown}"${place}.`;
    return { code: 'config/unknown-key', message, help, offset };
  }
  if (issue.code === 'custom' && issue.params?.offset === undefined) {
    const key = issue.params?.key === true;
    const offset = key ? config.offsetOfKey(issue.path) : config.offsetOf(issue.path);
    return { code: 'config/value', message: issue.message, help: undefined, offset };
  }
  if (issue.code === 'custom') {
    const offset = config.offsetWithin(issue.path, Number(issue.params?.offset));
    return {
      code: 'config/sql',
      message: `In the SQL of "${name}": ${issue.message}`,
      help: undefined,
      offset,
    };
  }
  if (issue.code === 'invalid_key') {
    const [group, key] = [issue.path.slice(0, -1).join('.'), String(issue.path.at(-1))];
    const message = `A key of "${group}" is ${key}; expected ${issue.issues[0]?.message}.`;
    return { code: 'config/value', message, help: undefined, offset: config.offsetOfKey(issue.path) };
  }
  const given = config.shown(issue.path);
  const refusal = isAcceptedCode(issue.path) ? notAcceptable(unquoted(given)) : undefined;
  if (refusal) return { ...refusal, offset: config.offsetOf(issue.path) };
  const subject = name === '' ? 'The configuration' : `"${name}"`;
  const message = `${subject} is ${given}; expected ${issue.message}.`;
  return { code: 'config/value', message, help: helpFor(issue, given), offset: config.offsetOf(issue.path) };
}

/** The first error in the file, which its user sees and corrects first. */
export function firstComplaint(issues: readonly Issue[], config: ConfigText): Complaint {
  const complaints = issues.map((issue) => complaintOf(innermost(issue), config));
  return complaints.toSorted((a, b) => a.offset - b.offset)[0]!;
}
