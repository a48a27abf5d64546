// What somebody recorded to do harm runs nothing.
import { expect, test, until } from './harness.mjs';
import { table, visit } from './page.mjs';

const unharmed = async (page, what) => {
    // What a picture does that cannot be shown, it does before one that is asked for later.
    await page.evaluate(() => new Promise((done) => {
        const last = new Image();
        last.onerror = () => requestAnimationFrame(() => requestAnimationFrame(done));
        last.src = 'data:image/png,none';
    }));
    const harmed = await Promise.all(page.frames().map((frame) => frame.evaluate(() => window.harmed).catch(() => undefined)));
    expect(harmed.every((flag) => flag === undefined), `${what} ran a script`);
    const bad = await page.evaluate(() => [...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith('on') || /^\s*javascript:/i.test(one.getAttribute(name) ?? ''))));
    expect(bad.length === 0, `${what} put ${bad} into the page`);
};

const places = {
    'tags and names in the table': ['?find=attack&column=params.lr', (page) => table(page)],
    'tag, description and README of a run': ['?run=attack%2Frun&tab=readme', (page) => page.locator('#panel').getByText('onerror').first().waitFor()],
    'the title of a chart in .dashrc': ['?run=attack%2Frun&tab=dashboard', (page) => page.locator('figure').first().waitFor()],
    'lines and values of a log': ['?run=attack%2Frun&tab=logs', (page) => page.getByRole('log').locator('li').first().waitFor()],
    'names and values of parameters': ['?run=attack%2Frun&tab=parameters', (page) => page.getByRole('cell').first().waitFor()],
    'captions and files of a series': ['?run=attack%2Frun&tab=media', (page) => page.locator('#panel figure').getByText('onerror').first().waitFor()],
    'names of fields among the columns': [
        '?find=attack',
        async (page) => {
            await table(page);
            await page.getByRole('button', { name: 'Columns' }).click();
            await page.getByText('<script>').filter({ visible: true }).first().waitFor();
        },
    ],
};

for (const [what, [query, ready]] of Object.entries(places))
    test(`${what} run nothing`, ['viewer', 'report', 'server'], (host) =>
        visit(host, query, async (page) => {
            await ready(page);
            await unharmed(page, what);
        }),
    );

for (const file of ['page.html', 'picture.svg', 'README.md'])
    test(`the file ${file} runs nothing`, ['viewer', 'report', 'server'], (host) =>
        visit(host, '?run=attack%2Frun&tab=files', async (page) => {
            await page.locator('#panel').getByRole('button', { name: new RegExp(`^${file.replace('.', '\\.')}`) }).click();
            await until(() => page.getByRole('region', { name: `Preview of ${file}` }).count(), 'the preview');
            await unharmed(page, file);
        }),
    );
