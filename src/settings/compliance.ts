/** Columns that laws require, by profile, and what holds and retentions forbid. */
import type { Patterns } from './hims.js';

/**
 * Which of a profile's tables get its columns: all, or those whose rows hold
 * - `person`: a person, or data that belongs to one
 * - `amount`: an amount of a transaction
 * - `record`: a consent, or a record of a person that is exchanged
 */
export const holdings = ['any', 'person', 'amount', 'record'] as const;
export type Holding = (typeof holdings)[number];

export interface ComplianceProfile {
  readonly tables: Patterns;
  readonly holding: Holding;
  /** Columns as SQL: `retention_until date`. */
  readonly columns: readonly string[];
  /** Conditions on these columns, each a CHECK if the tool added all columns that it names. */
  readonly checks: readonly string[];
  /** COMMENT ON COLUMN for each added column, by column name. */
  readonly comments: Readonly<Record<string, string>>;
}

export interface HoldSettings {
  /** Rows on legal hold or within their retention cannot be deleted or anonymized. */
  readonly enforce: boolean;
  /** The role that may lift a hold or shorten a retention; undefined: the table's owner. */
  readonly releaseRole: string | undefined;
}

export const holds: HoldSettings = { enforce: true, releaseRole: undefined };

/** The meaning of the default profiles' columns, by name. */
const MEANINGS = {
  confidentiality_code:
    'Confidentiality by HL7 v3: U unrestricted, L low, M moderate, N normal, R restricted, V very restricted.',
  retention_until:
    'Last day on which the law wants the row kept; NULL: none. Until it is over the row stays.',
  legal_hold: 'True while a court, an authority or an inquiry needs the row: it stays as long.',
  deleted_at:
    'When the row was marked as deleted; NULL: it is not. It remains, for corrections must be traceable.',
  deleted_by: 'The user who marked the row as deleted; NULL exactly where deleted_at is.',
  deletion_reason: 'Why the row was marked as deleted, in words.',
  anonymized_at: 'When what identifies the person was removed from the row; NULL: it was not.',
  source_system: 'The system in which the row was recorded first; HIMS for this one.',
  source_record_id: 'The key of the record in source_system; NULL for rows that were recorded here.',
  processing_purpose:
    'The purpose for which the row may be used, as ABDM codes it: CAREMGT care, BTG emergency, PUBHLTH public health, HPAYMT payment, DSRCH research, PATRQT the patient’s request.',
  consent_artefact_id:
    'The consent artefact under which the row was received; NULL: it was received under none.',
  data_erase_at: 'When the row must be erased, as the consent artefact says; NULL: it says nothing.',
} as const;

type Meaning = keyof typeof MEANINGS;
const meaning = (...names: readonly Meaning[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, MEANINGS[name]]));

const retention = ['retention_until date', 'legal_hold boolean NOT NULL DEFAULT false'];
const deletion = [
  'deleted_at timestamptz',
  'deleted_by uuid',
  'deletion_reason text',
  'anonymized_at timestamptz',
];
const source = [`source_system text NOT NULL DEFAULT 'HIMS'`, 'source_record_id text'];
const retentionMeans = meaning('retention_until', 'legal_hold');
const deletionMeans = meaning('deleted_at', 'deleted_by', 'deletion_reason', 'anonymized_at');
const sourceMeans = meaning('source_system', 'source_record_id');

export const compliance: Readonly<Record<string, ComplianceProfile>> = {
  phi: {
    tables: [
      'clinical.*',
      'laboratory.*',
      'radiology.*',
      'pharmacy.*',
      'inpatient.*',
      'emergency.*',
      'scheduling.*',
    ],
    holding: 'person',
    columns: [`confidentiality_code text NOT NULL DEFAULT 'N'`, ...retention, ...deletion, ...source],
    checks: [
      `confidentiality_code IN ('U', 'L', 'M', 'N', 'R', 'V')`,
      'NOT (legal_hold AND anonymized_at IS NOT NULL)',
      '(deleted_at IS NULL) = (deleted_by IS NULL)',
    ],
    comments: { ...meaning('confidentiality_code'), ...retentionMeans, ...deletionMeans, ...sourceMeans },
  },
  financial: {
    tables: ['billing.*', 'insurance.*'],
    holding: 'amount',
    columns: retention,
    checks: [],
    comments: retentionMeans,
  },
  exchange: {
    tables: ['abdm.*'],
    holding: 'record',
    columns: ['processing_purpose text', 'consent_artefact_id text', 'data_erase_at timestamptz', ...source],
    checks: [
      `processing_purpose IN ('CAREMGT', 'BTG', 'PUBHLTH', 'HPAYMT', 'DSRCH', 'PATRQT')`,
      'data_erase_at IS NULL OR consent_artefact_id IS NOT NULL',
    ],
    comments: { ...meaning('processing_purpose', 'consent_artefact_id', 'data_erase_at'), ...sourceMeans },
  },
  personal: {
    tables: ['hr.*', 'core.users', 'core.notifications'],
    holding: 'person',
    columns: [...retention, ...deletion, ...source],
    checks: ['(deleted_at IS NULL) = (deleted_by IS NULL)'],
    comments: { ...retentionMeans, ...deletionMeans, ...sourceMeans },
  },
};
