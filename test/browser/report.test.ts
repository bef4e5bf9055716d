/// <reference lib="dom" />
/** The sample's report as a reader has it: opened from the disk, by pointer and keyboard, on screen and on paper. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { convert, ready } from '../../src/index.js';
import { renderHtml } from '../../src/report/html/html.js';
import { withTenants } from '../tenants.js';
import { startBrowser } from './browser.js';

const SAMPLE = new URL('../../samples/hims/report.html', import.meta.url);

/** Identifiers, a comment and a body that would be a page of their own, if a page let them. */
const HOSTILE = `
CREATE SCHEMA "<img src=x onerror=alert(1)>";
CREATE TABLE "<img src=x onerror=alert(1)>"."</table><script>alert(2)</script>" (
    id uuid NOT NULL,
    "tenant_id"" onclick=alert(3)" uuid,
    "</script><script>alert(4)</script>" text
);
ALTER TABLE ONLY "<img src=x onerror=alert(1)>"."</table><script>alert(2)</script>" ADD CONSTRAINT "]]><svg/onload=alert(5)>" PRIMARY KEY (id);
CREATE GARDEN "<script>alert(6)</script>";
`;

let browser: Browser;
let page: Page;
let folder: string;
/** What the page said, and what it asked for beside itself. */
let said: string[];
let requests: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pg-baseline-browser-'));
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(url: URL, options: Parameters<Browser['newPage']>[0] = {}): Promise<void> {
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('dialog', (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url.href);
}

beforeEach(() => {
  said = [];
  requests = [];
});
// Whatever a test did: the page is silent, and the only thing that was asked for is the page.
afterEach(async () => {
  await page.close();
  expect(said).toEqual([]);
  expect([...new Set(requests.map((url) => url.replace(/#.*/, '')))]).toHaveLength(1);
  expect(requests[0]).toMatch(/^file:/);
});

const first = (table: string): Promise<string | null> =>
  page.locator(`#${table} tbody tr:visible >> nth=0`).locator('code').first().textContent();
const visible = (table: string): Promise<number> => page.locator(`#${table} tbody tr:visible`).count();
const screenshot = async (name: string): Promise<number> =>
  (await page.screenshot({ path: join(folder, `${name}.png`) })).length;

describe('the sample’s report', () => {
  beforeEach(() => open(SAMPLE));

  test('answers at a glance', async () => {
    expect(await page.title()).toBe('Baseline of schema_export_from_docker_20251222_110429.sql');
    const heads = await page.locator('.panel h2').allTextContents();
    expect(heads).toEqual(['Came in', 'Went out', 'Was added', 'Needs a decision']);
    expect(await screenshot('light')).toBeGreaterThan(20_000);
    for (const href of await page
      .locator('a[href^="#"]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')!)))
      expect(await page.evaluate((id) => document.getElementById(id) !== null, href.slice(1)), href).toBe(
        true,
      );
  });

  test('sorts by a column, there and back', async () => {
    const head = page.locator('#matrix th', { hasText: 'Table' }).first();
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect(await first('matrix')).toBe('abdm.care_contexts');
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(await first('matrix')).toBe('scheduling.waitlist');
    const keys = page.locator('#matrix th', { hasText: 'Keys' }).first();
    await keys.getByRole('button').click();
    await keys.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('none');
    expect(await page.locator('#matrix tbody tr >> nth=0').locator('td').last().getAttribute('data-v')).toBe(
      'undecided',
    );
    // Numbers by their value: line 5 before line 10.
    await page.locator('#ledger th', { hasText: 'Line' }).getByRole('button').click();
    const lines = await page.locator('#ledger tbody tr td:first-child').allTextContents();
    expect(lines.map(Number)).toEqual(lines.map(Number).toSorted((a, b) => a - b));
  });

  test('filters by words and by verdict, and says how many are left', async () => {
    const form = page.locator('form[data-for=matrix]');
    const all = await visible('matrix');
    await form.getByLabel('Search').fill('clinical patients');
    expect(await visible('matrix')).toBeLessThan(all);
    expect(await form.locator('output').textContent()).toMatch(/^\d+ of \d+ tables$/);
    await form.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => visible('matrix')).toBe(all);
    await form.getByLabel('Keys').selectOption('undecided');
    const left = await page
      .locator('#matrix tbody tr:visible td:last-child')
      .evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset['v']));
    expect([...new Set(left)]).toEqual(['undecided']);
    await page.locator('form[data-for=ledger]').getByLabel('What happened to it').selectOption('changed');
    expect(await visible('ledger')).toBe(await page.locator('#ledger tr.changed').count());
  });

  test('leads from a box of a diagram to the table’s row, even if a filter hid it, and on to its statements', async () => {
    await page.locator('form[data-for=matrix]').getByLabel('Search').fill('pharmacy');
    await page.locator('[id="schema-clinical"] > summary').click();
    await page.locator('[id="schema-clinical"] a[href="#table-clinical.encounters"]').click();
    const row = page.locator('[id="table-clinical.encounters"]');
    await expect.poll(() => row.isVisible()).toBe(true);
    await row.getByRole('button', { name: 'statements' }).click();
    const objects = await page.locator('#ledger tbody tr:visible td:nth-child(3)').allTextContents();
    expect(objects).toContain('table clinical.encounters');
    expect(objects.length).toBeLessThan(60);
  });

  test('opens a folded part that a link leads into', async () => {
    const group = page.locator('[id="code-tenant%2Fnullable"]');
    expect(await group.evaluate((part) => (part as HTMLDetailsElement).open)).toBe(false);
    await page.locator('.panel a', { hasText: 'tenant/nullable' }).click();
    await expect.poll(() => group.evaluate((part) => (part as HTMLDetailsElement).open)).toBe(true);
    expect(await group.locator('.frame mark').first().textContent()).toMatch(/^\d+ +"?tenant_?id/i);
  });

  test('works by keyboard alone', async () => {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('skip');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
    const button = page.locator('#matrix th', { hasText: 'Class' }).getByRole('button');
    await page.locator('#matrix th', { hasText: 'Table' }).first().getByRole('button').focus();
    await page.keyboard.press('Tab');
    expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await button.evaluate((one) => getComputedStyle(one).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await page.locator('#matrix th', { hasText: 'Class' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    await page.locator('.group > summary').first().focus();
    await page.keyboard.press('Enter');
    expect(
      await page
        .locator('.group')
        .first()
        .evaluate((part) => (part as HTMLDetailsElement).open),
    ).toBe(true);
  });

  test('makes a diagram larger, and fit again', async () => {
    const picture = page.locator('.diagram[open] svg').first();
    const width = (): Promise<number> =>
      picture.evaluate((one) => Math.round(one.getBoundingClientRect().width));
    const before = await width();
    await page.locator('.diagram[open] button', { hasText: 'Larger' }).first().click();
    expect(await width()).toBeGreaterThan(before);
    await page.locator('.diagram[open] button', { hasText: 'Fit' }).first().click();
    expect(await width()).toBe(before);
  });

  test('unfolds everything on paper, without the controls, and folds it again', async () => {
    const closed = (): Promise<number> => page.locator('details:not([open])').count();
    const before = await closed();
    expect((await page.pdf({ format: 'A4', path: join(folder, 'report.pdf') })).length).toBeGreaterThan(
      100_000,
    );
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('form:visible').count()).toBe(0);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await closed()).toBe(0);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await closed()).toBe(before);
  });
});

/** Between a text and what is behind it. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(element: Element): number {
  const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = channels(colour)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  let behind = element;
  while (channels(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement!;
  const text = luminance(getComputedStyle(element).color);
  const back = luminance(getComputedStyle(behind).backgroundColor);
  return (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
}

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test('can be read: every kind of text stands out from what is behind it', async () => {
    await open(SAMPLE, { colorScheme });
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background).toBe(colorScheme === 'dark' ? 'rgb(20, 23, 26)' : 'rgb(251, 251, 250)');
    const selectors = [
      '.chip.had',
      '.chip.reused',
      '.chip.added',
      '.chip.exempt',
      '.chip.undecided',
      '.lead',
      '.words',
      'nav a',
      '.count',
      'h1',
      '#ledger .dropped td:nth-child(4)',
      '#ledger .changed td:nth-child(4)',
    ];
    for (const selector of selectors) {
      const ratio = await page.locator(selector).first().evaluate(contrast);
      expect(ratio, selector).toBeGreaterThanOrEqual(4.5);
    }
    expect(await screenshot(colorScheme)).toBeGreaterThan(20_000);
  });

  test('fits a telephone: nothing but tables and pictures is wider than it', async () => {
    await open(SAMPLE, { colorScheme, viewport: { width: 390, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await screenshot(`narrow-${colorScheme}`)).toBeGreaterThan(5_000);
  });
});

test('shows what verify found, each relation by each attack', async () => {
  await open(SAMPLE);
  expect(await page.locator('.verdict').textContent()).toMatch(/nothing missing.*no undeclared leak/s);
  const all = await visible('attacks');
  expect(all).toBeGreaterThan(200);
  const form = page.locator('form[data-for=attacks]');
  await form.getByLabel('unique').selectOption('known');
  expect(await visible('attacks')).toBeLessThan(all);
  const left = await page.locator('#attacks tbody tr:visible td[data-v=known]').count();
  expect(left).toBeGreaterThanOrEqual(await visible('attacks'));
  const row = page.locator('#attacks tbody tr:visible').first();
  await row.locator('summary').click();
  expect(await row.locator('details code').first().textContent()).toMatch(/UPDATE|INSERT|DELETE|SELECT/);
  await form.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(() => visible('attacks')).toBe(all);
  const head = page.locator('#attacks th', { hasText: 'Relation' }).first();
  await head.getByRole('button').click();
  expect(await first('attacks')).toBe('abdm'); // A schema, in which somebody might create.
  await page.locator('#verified').scrollIntoViewIfNeeded();
  expect(await screenshot('verified')).toBeGreaterThan(20_000);
});

test('can be read without scripts', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  page = await context.newPage();
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(SAMPLE.href);
  expect(await page.locator('#ledger tbody tr').count()).toBeGreaterThan(2000);
  await page.locator('.group > summary').first().click();
  expect(await page.locator('.group li').first().isVisible()).toBe(true);
});

test('what a dump calls its tables is text', async () => {
  await ready();
  const { report } = convert(
    Buffer.from(HOSTILE),
    { allowUnparsed: true, ...withTenants },
    'hostile "<b>".sql',
  );
  const file = join(folder, 'hostile.html');
  writeFileSync(file, await renderHtml(report));
  await open(pathToFileURL(file));
  expect(await page.locator('script').count()).toBe(1);
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.locator('h1').textContent()).toBe('hostile "<b>".sql');
  expect(await page.locator('#matrix tbody code').allTextContents()).toContain(
    '"<img src=x onerror=alert(1)>"."</table><script>alert(2)</script>"',
  );
  await page.locator('details').evaluateAll((parts) => {
    for (const part of parts) (part as HTMLDetailsElement).open = true;
  });
  await page.locator('.diagram a.box').first().click();
});
