/** Applies the configuration to findings: errors, accepted warnings, notes, and what it turns off. */
import {
  type Acceptance,
  type Diagnostic,
  type DiagnosticCode,
  type ErrorCode,
  InputError,
  type Place,
  type TurnedOff,
} from '../diagnostics/diagnostics.js';
import { didYouMean } from '../didYouMean.js';
import type { Settings } from '../settings/settings.js';
import { placeOf } from '../settings/refused.js';
import { counted, groups } from './phrases.js';

export interface Governed {
  /** Including accepted ones, in their order. */
  readonly diagnostics: readonly Diagnostic[];
  readonly turnedOff: readonly TurnedOff[];
}

type Rules = Pick<Settings, 'accept' | 'severity' | 'source'>;

export interface Governing {
  /** Codes whose entries of `accept` are checked here; the others are checked elsewhere. */
  readonly owns: (code: DiagnosticCode) => boolean;
  /** The dump, so that an error can show the lines around its place. */
  readonly dump?: { readonly file?: string; excerpt(place: Place): string };
}

/** Findings of the command line, which knows the output's name; the conversion has all others. */
export const isOfCommandLine = (code: DiagnosticCode): boolean => code.startsWith('cli/');

const matches = ({ code, object }: Acceptance, one: Diagnostic): boolean =>
  one.severity === 'warning' && one.code === code && (object === undefined || one.object === object);

/** Maximum number of objects listed. */
const OBJECTS = 5;

/** A stale entry would hide the warning when it comes back. */
function unused(
  entry: Acceptance,
  index: number,
  { source }: Rules,
  found: readonly Diagnostic[],
): Diagnostic {
  const { code, object } = entry;
  const objects = found.flatMap((one) => (one.code === code && one.object !== undefined ? [one.object] : []));
  const listed =
    objects.length > 0 && objects.length <= OBJECTS ? `It was given for ${objects.join(', ')}.` : undefined;
  const meant = object === undefined ? undefined : (didYouMean(object, objects) ?? listed);
  const place = placeOf({ source }, { path: ['accept', index] })?.place;
  return {
    severity: 'warning',
    code: 'accept/unused',
    message: `"accept" has an entry for ${code}${object === undefined ? '' : ` on ${object}`}, and no such warning was given.`,
    help: meant ?? 'Remove the entry.',
    ...(place ? { place } : {}),
  };
}

/** Sets severities and reasons, and adds a warning for each entry of `accept` that matches nothing. */
function judged(found: readonly Diagnostic[], rules: Rules, owns: Governing['owns']): Diagnostic[] {
  const raised = (all: readonly Diagnostic[]): Diagnostic[] =>
    all.map((one) => {
      const choice = rules.severity[one.code];
      return choice === 'warning' || choice === 'info' ? { ...one, severity: choice } : one;
    });
  const all = raised(found);
  const idle = rules.accept.flatMap((entry, index) =>
    !owns(entry.code) || all.some((one) => matches(entry, one)) ? [] : [unused(entry, index, rules, all)],
  );
  return [...all, ...raised(idle)].map((one) => {
    const accepted = rules.accept.find((entry) => matches(entry, one))?.reason;
    return accepted === undefined ? one : { ...one, accepted };
  });
}

/** One error for all: the first, with the others inside. */
function errorOf(all: readonly Diagnostic[], { source }: Rules, dump: Governing['dump']): InputError {
  const [first, ...others] = all.map(({ code, message, help, place }) => {
    const isConfigured = place?.file !== dump?.file && place?.file === source?.file;
    const text = isConfigured ? source?.text : undefined;
    const shown = place && !isConfigured ? dump?.excerpt(place) : undefined;
    return (more: readonly InputError[]) =>
      // Only the configuration turns such a code into an error.
      new InputError(code as ErrorCode, message, {
        others: more,
        ...(help === undefined ? {} : { help }),
        ...(place ? { place } : {}),
        ...(text === undefined ? {} : { text }),
        ...(shown === undefined ? {} : { frame: shown }),
      });
  });
  return first!(others.map((make) => make([])));
}

/**
 * Applies `severity` and `accept`.
 * @throws InputError with all findings that the configuration turns into errors
 */
export function governed(found: readonly Diagnostic[], rules: Rules, { owns, dump }: Governing): Governed {
  const all = judged(found, rules, owns);
  const errors = all.filter(({ code }) => rules.severity[code] === 'error');
  if (errors.length > 0) throw errorOf(errors, rules, dump);
  const isOff = ({ code }: Diagnostic): boolean => rules.severity[code] === 'off';
  const off = groups(all.filter(isOff), ({ code }) => code);
  return {
    diagnostics: all.filter((one) => !isOff(one)),
    turnedOff: off.map(([, list]) => ({ code: list[0]!.code, count: list.length })),
  };
}

/** `2 warnings accepted, 1 finding turned off by the configuration`; undefined if it changed nothing. */
export function governedLine({ diagnostics, turnedOff }: Governed): string | undefined {
  const accepted = diagnostics.filter((one) => one.accepted !== undefined).length;
  const off = turnedOff.reduce((sum, { count }) => sum + count, 0);
  const parts = [
    ...(accepted > 0 ? [`${counted(accepted, 'warning')} accepted`] : []),
    ...(off > 0 ? [`${counted(off, 'finding')} turned off`] : []),
  ];
  return parts.length === 0 ? undefined : `${parts.join(', ')} by the configuration`;
}
