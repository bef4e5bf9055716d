/** What dumps and baselines have in common: they are files, which the pipeline reads as they are. */
import { ownersIn } from '../verify/sql/commands.js';
import { split } from '../verify/sql/split.js';
import type { File, Form, Read } from './source.js';

/** @param text the decoded bytes */
export const asGiven = ({ bytes, file }: File, form: Form, text: string): Read => ({
  bytes,
  ...(file === undefined ? {} : { file }),
  form,
  isLoaded: false,
  owners: split(text).some((statement) => ownersIn(statement.text).length > 0),
  notRun: [],
  data: [],
  diagnostics: [],
});
