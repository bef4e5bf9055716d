/** Settings that hold the claims of a token. */
import { describe, expect, it } from 'vitest';
import { claimsIn, settingValue } from '../src/verify/isolation/stage/claims.js';

describe('claims', () => {
  it.each([
    [`(((auth.jwt() -> 'app_metadata'::text) ->> 'tenant_id'::text))::uuid`, [['app_metadata', 'tenant_id']]],
    [`(auth.jwt() #>> '{app_metadata,tenant_id}'::text[])::uuid`, [['app_metadata', 'tenant_id']]],
    [
      `COALESCE((auth.jwt() ->> 'tenant'), ((auth.jwt() -> 'app') ->> 'tenant'))`,
      [['tenant'], ['app', 'tenant']],
    ],
    [`(NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid`, []],
  ])('%s', (text, expected) => {
    expect(claimsIn(text)).toEqual(expected);
  });

  it('a setting is the tenant, or JSON that holds it at every claim', () => {
    expect(settingValue([], 't', 'u')).toBe('t');
    expect(JSON.parse(settingValue([['tenant'], ['app', 'tenant'], ['app', 'id']], 't', 'u'))).toEqual({
      sub: 'u',
      tenant: 't',
      app: { tenant: 't', id: 't' },
    });
  });
});
