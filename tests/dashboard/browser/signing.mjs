// Who may look at a server's page.
import { expect, test, until } from './harness.mjs';
import { findings, table, visit } from './page.mjs';

const head = (page) => page.getByRole('heading', { name: 'Sign in' });

test('a stranger sees nothing but the ways to sign in, and is let in by a token', ['server'], (host) =>
    visit(host, '?find=shown', async (page) => {
        await head(page).waitFor();
        expect(!(await page.content()).includes('shown/run'), 'a stranger sees runs');
        const found = await findings(page);
        expect(found.length === 0, found.join('\n'));
        const box = page.getByLabel(/token/i);
        await box.fill('not a token');
        await box.press('Enter');
        await page.getByRole('alert').waitFor();
        await box.fill(host.token);
        await box.press('Enter');
        expect((await table(page)) === 6, 'the link is lost by signing in');
    }, { isStranger: true, allowed: [/401/, /400/] }),
);

test('who signs out is a stranger again', ['server'], (host) =>
    visit(host, '', async (page) => {
        await table(page);
        await page.locator('summary', { hasText: 'alice' }).click();
        await page.getByRole('button', { name: 'Sign out', exact: true }).click();
        await head(page).waitFor();
        await page.reload();
        await head(page).waitFor();
        expect((await page.request.get(`${host.base}q/runs`)).status() === 401, 'the session goes on');
    }, { isFresh: true, allowed: [/401/] }),
);

test('a second browser is let in by a code that the first one approves', ['server'], (host) =>
    visit(host, '', async (first) => {
        await table(first);
        await visit(host, '', async (second) => {
            await second.getByRole('button', { name: /code/i }).click();
            const code = await second.locator('.code').textContent();
            await first.goto(await second.locator('.device a').getAttribute('href'));
            await first.getByRole('textbox').first().fill(code);
            await first.getByRole('button').first().click();
            await until(async () => (await second.locator('tbody tr[data-row]').count()) > 0, 'the table in the second browser');
        }, { isStranger: true, allowed: [/401/] });
    }),
);

test('a text that was typed when the session ended is offered again', ['server'], (host) =>
    visit(host, '?run=shown/run-1&tab=readme', async (page, context) => {
        const edit = page.getByRole('button', { name: /^(Edit|Write a README)$/ });
        await edit.click();
        await page.getByLabel('README.md').fill('# Not saved yet');
        await context.clearCookies();
        await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
        await head(page).waitFor();
        // As a provider does that is elsewhere: it leads away from the page and back.
        await page.reload();
        await page.getByLabel(/token/i).fill(host.token);
        await page.getByLabel(/token/i).press('Enter');
        await page.getByText('A text that you typed is not saved yet.').waitFor();
        await edit.click();
        expect((await page.getByLabel('README.md').inputValue()) === '# Not saved yet', 'the text is lost');
    }, { isFresh: true, allowed: [/401/] }),
);

test('a session that ends while the page is open leads to the sign-in, and from there back', ['server'], (host) =>
    visit(host, '?find=shown', async (page, context) => {
        await table(page);
        await context.clearCookies();
        // As when the tab is shown again: the page asks at once, and is refused.
        await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
        await head(page).waitFor();
        expect((await page.locator('tbody tr').count()) === 0, 'the table is still there');
        await page.getByLabel(/token/i).fill(host.token);
        await page.getByLabel(/token/i).press('Enter');
        expect((await table(page)) === 6, 'the place is lost by signing in');
    }, { isFresh: true, allowed: [/401/] }),
);

test('a provider of OpenID Connect lets its user in, with what the user may see alone', ['server'], (host) =>
    visit(host, '?find=shown', async (page) => {
        await page.getByRole('link', { name: /organization/ }).click();
        await page.getByLabel('User').fill('alice');
        await page.getByRole('button', { name: 'Sign in' }).click();
        expect((await table(page)) === 6, 'the link is lost by signing in');
        await page.locator('summary', { hasText: 'alice' }).waitFor();
        await page.locator('summary', { hasText: 'alice' }).click();
        await page.getByRole('button', { name: 'Sign out', exact: true }).click();
        await head(page).waitFor();
        // The provider has no icon.
    }, { isStranger: true, allowed: [/401/, /404/] }),
);

test('the page that approves devices has no serious fault of accessibility', ['server'], (host) =>
    visit(host, 'device/verification', async (page) => {
        await page.getByRole('textbox').first().waitFor();
        const found = await findings(page);
        expect(found.length === 0, found.join('\n'));
    }),
);
