-- The author's routine keeps temporary objects out of its search_path; the trigger that its UPDATE fires has to do so too.
INSERT INTO core.number_series (series_code, fiscal_year, prefix, pattern, last_value)
  VALUES ('ZZ', core.fiscal_year(current_date), 'P', '${prefix}/${seq:6}', 0);
SELECT core.next_number('ZZ');
UPDATE clinical.patients SET first_name = first_name;
UPDATE billing.invoices SET notes = notes;
