// The browser, and what is done in it again and again.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { expect, patience, until } from './harness.mjs';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const flags = [
    '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    // Each new window loads pages of its own for the menu of the address bar, which take a second of the processors from the page.
    '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup',
];
let browser;

async function opened() {
    const executablePath = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
    return (browser ??= await chromium.launch({ executablePath, headless: true, chromiumSandbox: false, args: [...flags, '--enable-precise-memory-info'] }));
}

// Each browser of its own costs a process; what only looks has one for all of its visits, and leaves nothing in it.
const shared = new Map();

async function contextOf(host, scheme, isStranger) {
    const context = await (await opened()).newContext({ colorScheme: scheme, viewport: { width: 1400, height: 900 }, acceptDownloads: true });
    context.setDefaultTimeout(patience);
    context.setDefaultNavigationTimeout(patience);
    if (!isStranger) await host.enter?.(context);
    return context;
}

function sharedContext(host, scheme) {
    const key = `${host.name} ${scheme}`;
    if (!shared.has(key)) shared.set(key, contextOf(host, scheme, false));
    return shared.get(key);
}

/**
 * Opens the page at an address of a host, does something there, and fails on any error of the page, blocked content or dialog. A fresh visit, and that of a
 * stranger, who is not signed in, have a browser of their own.
 */
export async function visit(host, query, look, { scheme = 'light', allowed = [], isFresh = false, isStranger = false } = {}) {
    const isShared = !isFresh && !isStranger;
    const context = await (isShared ? sharedContext(host, scheme) : contextOf(host, scheme, isStranger));
    const page = await context.newPage();
    const faults = [];
    page.on('pageerror', (fault) => faults.push(`${fault}`));
    page.on('dialog', (dialog) => (faults.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
    page.on('console', (said) => said.type() === 'error' && faults.push(said.text()));
    try {
        await page.goto(host.address(query), { waitUntil: 'commit' });
        const result = await look(page, context);
        const bad = faults.filter((fault) => !allowed.some((pattern) => pattern.test(fault)));
        expect(bad.length === 0, `The page complains: ${bad.join('; ')}`);
        return result;
    } finally {
        if (isShared) await page.evaluate(() => (localStorage.clear(), sessionStorage.clear())).catch(() => undefined);
        await (isShared ? page : context).close();
    }
}

export const close = async () => browser?.close();

/** Where the table says how many runs there are. */
export const countOf = (page) => page.locator('h1').filter({ hasText: /\d+ runs?$/ });

/** Waits until the table has runs. */
export async function table(page) {
    await page.locator('tbody tr[data-row]').first().waitFor();
    return Number((await countOf(page).textContent()).match(/\d+/)[0]);
}

/** Types a filter, and waits for the number of runs that it leaves. */
export async function filter(page, text, count) {
    const box = page.getByRole('searchbox', { name: 'Filter of runs' });
    await box.fill(text);
    await box.press('Enter');
    await until(async () => Number((await countOf(page).textContent()).match(/\d+/)?.[0]) === count, `${count} runs with ${text}`);
}

/** The charts that have drawn a curve. */
export const drawn = (page) => page.locator('figure canvas');

const axe = readFileSync(axeFile, 'utf8');

/** Serious and critical findings of axe, each with the element: by all rules, or by some. */
export async function findings(page, rules = null) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(
        (only) => window.axe.run(document, { resultTypes: ['violations'], ...(only ? { runOnly: { type: 'rule', values: only } } : {}) }),
        rules,
    );
    return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} (${node.any[0]?.message ?? ''})`).join(' | ')}`);
}
