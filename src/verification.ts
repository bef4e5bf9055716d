/**
 * What verify found, as data: it writes this to a file, for programs and for the conversion's report, which shows it while it
 * is about the baseline at hand. What is right is counted, what is wrong is named.
 */

export interface FoundFailure {
  /** 1-based, in the dump or in the baseline. */
  readonly line: number;
  readonly statement: string;
  readonly message: string;
  /** What the engine cannot do, where it is that. */
  readonly why?: string;
}

export interface FoundDifference {
  readonly object: string;
  /** Properties that differ, `- ` the dump's and `+ ` the baseline's. */
  readonly lines: readonly string[];
}

/** `known`: the conversion declares it. */
export type AttackResult = 'closed' | 'known' | 'leak' | 'n/a';

export interface FoundLeak {
  readonly relation: string;
  readonly attack: string;
  /** The key, or the role. */
  readonly name?: string;
  /** What shows it: who runs what, under which settings. */
  readonly statement: string;
  readonly shows: string;
}

export interface FoundIsolation {
  /** How many were tried. */
  readonly attacks: number;
  /** Tables of tenants. */
  readonly tables: number;
  readonly parties: readonly string[];
  readonly leaks: readonly FoundLeak[];
  readonly known: readonly (FoundLeak & { readonly why: string })[];
  /** Declared, and nothing shows them. */
  readonly unfounded: readonly string[];
  /** What says nothing: tables without rows fail the verification, the rest is for whoever wants to know. */
  readonly unfilled: readonly string[];
  readonly unclear: readonly string[];
  /** Relations that show nothing of another tenant to a superuser either. */
  readonly blank: readonly string[];
  readonly relations: readonly {
    readonly name: string;
    readonly attacks: Readonly<Record<string, AttackResult>>;
  }[];
}

export interface VerificationResult {
  readonly ok: boolean;
  /** `PGlite (PostgreSQL 18.6)` */
  readonly engine: string;
  readonly dump: { readonly sha256: string; readonly statements: number };
  readonly baseline: { readonly sha256: string; readonly statements: number };
  /** What was not compared: owners, privileges. */
  readonly without: readonly string[];
  /** Statements that this engine cannot run, of the dump or of the baseline: what they make is not checked. */
  readonly notRun: readonly FoundFailure[];
  /** Statements of the dump that fail, so that what they make cannot be judged. */
  readonly unjudged: readonly FoundFailure[];
  readonly failures: readonly FoundFailure[];
  readonly fidelity: {
    readonly equal: number;
    readonly added: Readonly<Record<string, number>>;
    readonly declared: readonly (FoundDifference & { readonly by: string })[];
    readonly missing: readonly string[];
    readonly unexpected: readonly string[];
    readonly changed: readonly FoundDifference[];
    readonly unfounded: readonly string[];
  };
  readonly rerun: {
    /** Places in which a run was stopped. */
    readonly stops: number;
    readonly wrong: readonly {
      readonly run: string;
      readonly failures: readonly FoundFailure[];
      readonly drift: readonly FoundDifference[];
    }[];
  };
  readonly lints: readonly { readonly code: string; readonly object?: string; readonly message: string }[];
  /** Absent where no table belongs to tenants; what the database said where it could not be tried to the end. */
  readonly isolation?: FoundIsolation | { readonly failed: string };
  /** The engine that the attacks were tried on, where it is another one. */
  readonly isolatedOn?: string;
}
