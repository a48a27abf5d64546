// What a researcher does, the same over every host.
import { expect, tell, test, until } from './harness.mjs';
import { Shell } from './hosts.mjs';
import { drawn, filter, findings, table, visit } from './page.mjs';

const everywhere = ['viewer', 'report', 'server'];
const five = [1, 2, 3, 4, 5].map((number) => `ticked=${encodeURIComponent(`shown/run-${number}`)}`).join('&');
const compared = `?${five}&tab=live&metrics=${encodeURIComponent('^eval')}`;

test('the table has all runs, and a filter finds the few that are meant', everywhere, (host) =>
    visit(host, '', async (page) => {
        expect((await table(page)) === host.runs + 7, 'the table has other runs');
        await filter(page, 'params.lr < 0.01', Math.ceil((host.runs - 7) / 2000));
        await page.locator('tbody a').first().click();
        await page.getByRole('tab', { name: 'Parameters' }).click();
        await page.getByRole('row', { name: /lr 0\.001/ }).waitFor();
    }),
);

test('a filter that is wrong says where', everywhere, (host) =>
    visit(host, '?find=params.lr%20%3C', async (page) => {
        await page.getByRole('alert').filter({ hasText: 'wrong at character 12' }).waitFor();
    }, { allowed: [/400/] }),
);

test('the table is sorted by any column', everywhere, (host) =>
    visit(host, '?find=shown&column=params.lr&sort=params.lr&order=desc', async (page) => {
        await table(page);
        await until(async () => (await page.locator('tbody tr[data-row] a').first().textContent()).endsWith('shown/run-5'), 'the greatest rate first');
    }),
);

test('five runs are ticked and compared', everywhere, (host) =>
    visit(host, '?find=shown&metrics=%5Eeval', async (page) => {
        await until(async () => (await table(page)) === 6, 'the runs that were filtered');
        for (const number of [1, 2, 3, 4, 5]) await page.getByRole('checkbox', { name: new RegExp(`^Compare .*shown/run-${number}$`) }).check();
        await page.locator('.legend li').nth(4).waitFor();
        await drawn(page).first().waitFor();
    }),
);

test('a chart is zoomed by the mouse and shown whole again by a double click', everywhere, (host) =>
    visit(host, compared, async (page) => {
        await drawn(page).first().waitFor();
        const plot = await page.locator('figure .u-over').first().boundingBox();
        await page.mouse.move(plot.x + plot.width * 0.3, plot.y + 50);
        await page.mouse.down();
        await page.mouse.move(plot.x + plot.width * 0.6, plot.y + 60, { steps: 5 });
        await page.mouse.up();
        await page.getByRole('button', { name: 'Reset zoom' }).first().waitFor();
        expect(page.url().includes('zoom'), 'the zoom is not in the address');
        await drawn(page).first().waitFor();
        await page.locator('figure .u-over').first().dblclick();
        await until(async () => (await page.getByRole('button', { name: 'Reset zoom' }).count()) === 0, 'all of the chart');
    }),
);

test('curves are smoothed, and drawn along another x', everywhere, (host) =>
    visit(host, compared, async (page) => {
        await drawn(page).first().waitFor();
        const slider = page.getByRole('slider', { name: /Smoothing/ });
        await slider.focus();
        for (let presses = 0; presses < 10; presses++) await slider.press('ArrowRight');
        expect(page.url().includes('smoothing=0.1'), 'the smoothing is not in the address');
        const axis = page.getByRole('combobox', { name: 'x', exact: true });
        for (const x of ['step', 'index', 'relativetime', 'time']) {
            await axis.fill(x);
            await axis.press('Enter');
            await until(() => page.url().includes(`x=${x}`), `x=${x}`);
            await page.getByRole('button', { name: 'Data' }).first().click();
            await page.getByRole('region', { name: /^Numbers of eval.loss/ }).getByRole('row').nth(5).waitFor();
            await page.getByRole('button', { name: 'Data' }).first().click();
        }
        expect((await page.getByRole('alert').count()) === 0, 'a chart complains');
    }),
);

test('a log is opened at its end, and searched', everywhere, (host) =>
    visit(host, '?run=shown%2Frun-2&tab=logs', async (page) => {
        const log = page.getByRole('log');
        await log.getByText('The learning rate is high').waitFor();
        await page.getByRole('searchbox', { name: 'Search the log' }).fill('line 1111 ');
        await until(async () => (await log.locator('li').count()) === 1, 'the one line');
        await log.getByText('line 1111 of run 2').waitFor();
    }),
);

test('each kind of file is shown', everywhere, (host) =>
    visit(host, '?run=shown%2Ffiles&tab=files', async (page) => {
        const show = async (file, what) => {
            await page.locator('#panel').getByRole('button', { name: new RegExp(`^${file.replace('.', '\\.')}`) }).click();
            await what(page.getByRole('region', { name: `Preview of ${file}` }));
        };
        await show('notes.txt', (shown) => shown.getByText('a text to be read').waitFor());
        await show('result.json', (shown) => shown.getByText('epoch').waitFor());
        await show('table.csv', (shown) => shown.getByRole('cell', { name: 'second' }).waitFor());
        await show('table.parquet', async (shown) => {
            await shown.getByRole('columnheader', { name: 'loss' }).waitFor();
            await shown.getByText('100 of 300 rows').waitFor();
        });
        await show('README.md', (shown) => shown.getByRole('heading', { name: 'What this run is' }).waitFor());
        await show('pixel.png', (shown) => until(() => shown.locator('img').evaluate((one) => one.complete && one.naturalWidth === 1), 'the picture'));
        const parts = [];
        page.on('request', (request) => request.headers()['range'] && parts.push(new URL(request.url()).searchParams.get('file')));
        await show('silence.wav', (shown) => until(() => shown.locator('audio').evaluate((one) => one.duration === 1), 'the sound'));
        expect(host.name === 'report' || parts.includes('silence.wav'), 'the sound is not fetched in parts');
        // A file that is shown no more has no address.
    }, { allowed: [/blob:null|ERR_FILE_NOT_FOUND/] }),
);

test('pictures over the steps of a run are shown at the step of a slider', everywhere, (host) =>
    visit(host, '?run=shown%2Frun-1&tab=media', async (page) => {
        const samples = page.getByRole('region', { name: 'Series samples' });
        const picture = (caption) => until(() => samples.getByRole('img', { name: caption }).evaluate((one) => one.complete && one.naturalWidth === 1), caption);
        await picture('run 1 after 30');
        await samples.getByText('1 × 1').waitFor();
        await samples.getByRole('slider').focus();
        await page.keyboard.press('ArrowLeft');
        await picture('run 1 after 10');
        await samples.getByRole('button', { name: 'run 1 after 10' }).click();
        await page.getByRole('region', { name: 'Preview of samples/00000010.png' }).getByText('run 1 after 10').waitFor();
        await page.getByRole('button', { name: 'All series' }).click();
        await picture('run 1 after 30');
    }),
);

test('large pictures are small in a grid, and whole by themselves', everywhere, (host) =>
    visit(host, '?run=shown%2Frun-1&tab=media', async (page) => {
        const width = (picture, expected) => until(() => picture.evaluate((one, wanted) => one.complete && one.naturalWidth === wanted, expected), `a picture of ${expected} pixels`);
        const large = page.getByRole('region', { name: 'Series large' });
        // A report has what was recorded, and nothing that could make it smaller.
        await width(large.getByRole('img'), host.name === 'report' ? 1600 : 512);
        await large.getByRole('button', { name: '00000001.png' }).click();
        await width(page.getByRole('region', { name: 'Preview of large/00000001.png' }).getByRole('img'), 1600);
    }),
);

test('pictures of compared runs are side by side at one step', everywhere, (host) =>
    visit(host, compared, async (page) => {
        const samples = page.getByRole('region', { name: 'Series samples' });
        const images = () => samples.getByRole('img').evaluateAll((all) => all.map((one) => one.alt));
        await samples.scrollIntoViewIfNeeded();
        await until(async () => String(await images()) === 'run 1 after 30,run 2 after 30', 'both pictures of step 30');
        await samples.getByRole('slider').focus();
        await page.keyboard.press('Home');
        await until(async () => String(await images()) === 'run 1 after 10', 'the only picture of step 10');
        expect((await samples.getByText('Nothing up to this step.').count()) === 4, 'the other runs have something at step 10');
    }),
);

test('a table is paged, and filtered in the language of filters', ['viewer', 'server'], (host) =>
    visit(host, '?run=shown%2Ffiles&tab=files&file=tables%2Fpredictions.parquet', async (page) => {
        const shown = page.getByRole('region', { name: 'Preview of tables/predictions.parquet' });
        const ids = () => shown.locator('tbody tr td:first-child').allTextContents();
        const first = (id, many) => until(async () => (await ids())[0] === id && (await ids()).length === many, `${many} rows from ${id}`);
        await first('1', 100);
        await shown.getByRole('button', { name: 'Next' }).click();
        await first('101', 100);
        await shown.getByRole('button', { name: 'Next' }).click();
        await first('201', 50);
        await shown.getByText('201 to 250 of 250 rows').waitFor();
        expect(await shown.getByRole('button', { name: 'Next' }).isDisabled(), 'there is a page behind the last one');
        const box = shown.getByRole('searchbox', { name: 'Filter of rows' });
        await box.fill('loss > 0.1 and label = cat');
        await first('2', 4);
        await shown.getByText('1 to 4 of 4 rows that fit').waitFor();
        await box.fill('los > 0.1');
        await shown.getByRole('alert').filter({ hasText: "wrong at character 1: 'los' is no column" }).waitFor();
        await shown.getByRole('alert').filter({ hasText: 'id, loss, label' }).waitFor();
        await box.fill('');
        await first('1', 100);
    }, { allowed: [/400/] }),
);

test('histograms of a long run are a map from the first step to the last', everywhere, (host) =>
    visit(host, '?run=shown%2Ffiles&tab=tracks', async (page) => {
        await page.getByRole('combobox', { name: 'Track' }).selectOption('weights');
        const map = page.getByRole('img', { name: /^weights over 301 steps, from 0 to 3$/ });
        await map.waitFor();
        await page.getByText('1 of 301, from 600 in even distances').waitFor();
        // Where the numbers are moves from the second bin to the first one.
        const shade = (x, y) =>
            map.locator('canvas').evaluate((canvas, [x, y]) => canvas.getContext('2d').getImageData(canvas.width * x, canvas.height * y, 1, 1).data[3], [x, y]);
        await until(async () => (await shade(0.02, 0.5)) > (await shade(0.02, 0.83)) + 50, 'a dense second bin in the beginning');
        await until(async () => (await shade(0.98, 0.83)) > (await shade(0.98, 0.5)) + 50, 'a dense first bin in the end');
        const step = page.getByRole('slider', { name: 'Step' });
        await step.focus();
        await step.press('End');
        await page.getByRole('img', { name: 'weights at step 600; the highest bin has 600' }).waitFor();
    }),
);

test('READMEs, tracks and parameters are shown', everywhere, (host) =>
    visit(host, '?run=shown%2Ffiles', async (page) => {
        await page.getByRole('heading', { name: 'What this run is' }).waitFor();
        await page.getByRole('tab', { name: 'Tracks' }).click();
        await page.getByRole('combobox', { name: 'Track' }).waitFor();
        await page.getByText('entry 1 of 10').waitFor();
        await page.goto(page.url().replace('shown%2Ffiles', 'shown%2Frun-3').replace('shown/files', 'shown/run-3').replace('tab=tracks', 'tab=parameters'));
        await page.getByRole('cell', { name: 'resnet50' }).waitFor();
    }),
);

test('a link shows the same page in a fresh browser', everywhere, async (host) => {
    const link = await visit(host, compared, async (page) => {
        await drawn(page).first().waitFor();
        await page.getByRole('checkbox', { name: /log y/i }).check();
        await page.getByRole('button', { name: 'Full screen' }).first().waitFor();
        return new URL(page.url()).search;
    });
    await visit(host, link, async (page) => {
        await page.locator('.legend li').nth(4).waitFor();
        expect(await page.getByRole('checkbox', { name: /log y/i }).isChecked(), 'the setting is lost');
    }, { isFresh: true });
});

test('a run that is being recorded grows on screen', ['viewer', 'server'], async (host) => {
    const shell = new Shell();
    try {
        await shell.run(`$null = Start-MlDashExperiment live/run ${host.meant}; Add-MlDashMetric train @{ loss = 1 }; Sync-MlDashExperiment; 'recorded'`, /recorded/);
        await visit(host, '?run=live%2Frun', async (page) => {
            await drawn(page).first().waitFor();
            const shown = () => page.locator('figure .plot').first().getAttribute('aria-label');
            for (const loss of [0.5, 0.25, 0.125]) {
                await shell.run(`Add-MlDashMetric train @{ loss = ${loss} }; Sync-MlDashExperiment; 'recorded'`, /recorded/);
                const begun = Date.now();
                await until(async () => (await shown()).includes(`last ${loss}`), `${loss} on screen`);
                tell(`a point was on screen ${((Date.now() - begun) / 1000).toFixed(1)} s after it was recorded`);
            }
        });
        await shell.run("Complete-MlDashExperiment; 'completed'", /completed/);
    } finally {
        await shell.stop();
    }
}, { isAlone: true });

const screens = {
    table: ['', (page) => table(page)],
    comparison: [compared, (page) => drawn(page).first().waitFor()],
    charts: ['?run=shown%2Frun-1&metrics=%5Eeval', (page) => drawn(page).first().waitFor()],
    log: ['?run=shown%2Frun-1&tab=logs', (page) => page.getByRole('log').locator('li').first().waitFor()],
    parameters: ['?run=shown%2Frun-1&tab=parameters', (page) => page.getByRole('cell').first().waitFor()],
    files: ['?run=shown%2Ffiles&tab=files&file=notes.txt', (page) => page.getByRole('region', { name: /^Preview/ }).waitFor()],
    media: ['?run=shown%2Frun-1&tab=media', (page) => page.getByRole('region', { name: 'Series samples' }).getByRole('img').waitFor()],
    tracks: ['?run=shown%2Ffiles&tab=tracks', (page) => page.getByText('entry 1 of 10').waitFor()],
    readme: ['?run=shown%2Ffiles', (page) => page.getByRole('heading', { name: 'What this run is' }).waitFor()],
};

// All hosts have the same elements: the viewer is looked at whole, the others where they show something of their own. The dark ones differ in colours alone.
const looks = [
    ['light', ['viewer'], Object.keys(screens), null],
    ['light', ['report'], ['table', 'charts'], null],
    ['light', ['server'], ['table'], null],
    ['dark', ['viewer'], Object.keys(screens), ['color-contrast', 'link-in-text-block']],
];
for (const [scheme, hosts, names, rules] of looks)
    test(`no screen has a serious fault of accessibility, ${scheme}`, hosts, async (host) => {
        const found = [];
        for (const name of names) {
            const [query, ready] = screens[name];
            await visit(host, query, async (page) => {
                await ready(page);
                found.push(...(await findings(page, rules)).map((one) => `${name}: ${one}`));
            }, { scheme });
        }
        expect(found.length === 0, found.join('\n'));
    });

test('a page of a hundred charts begins with ten', ['viewer'], (host) =>
    visit(host, '', async (page) => {
        await table(page);
        await page.setViewportSize({ width: 3000, height: 3000 });
        const held = [];
        let isHeld = true;
        await page.route(/q\/series/, (route) => (isHeld ? held.push(route) : route.continue()));
        await page.goto(host.address(`?${five}&tab=live`), { waitUntil: 'commit' });
        // The pictures of the compared runs are figures, too, without a label.
        const figures = () => page.locator('figure[aria-label]').count();
        await until(async () => held.length === 10 && (await figures()) === 10, 'ten questions for ten charts');
        await page.waitForTimeout(500);
        expect(held.length === 10 && (await figures()) === 10, `${held.length} charts are asked for, and ${await figures()} are there`);
        isHeld = false;
        for (const route of held) await route.continue();
        await until(async () => (await drawn(page).count()) > 50, 'all charts in sight');
    }),
);

test('light and dark follow the system', everywhere, async (host) => {
    const ground = (scheme) =>
        visit(host, '', async (page) => {
            await table(page);
            return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
        }, { scheme });
    const [light, dark] = [await ground('light'), await ground('dark')];
    expect(light === 'rgb(255, 255, 255)' && dark !== light, `light is ${light}, dark is ${dark}`);
});

test('a run is found, opened and read by the keyboard alone', everywhere, (host) =>
    visit(host, '', async (page) => {
        await table(page);
        await page.keyboard.press('/');
        await page.keyboard.type('shown/run-4');
        await page.keyboard.press('Enter');
        await until(async () => (await table(page)) === 1, 'the one run');
        await page.locator('tbody tr[data-row]').first().focus();
        await page.keyboard.press('Space');
        await page.locator('.legend li').first().waitFor();
        await page.locator('tbody tr[data-row]').first().focus();
        await page.keyboard.press('Enter');
        const tab = page.getByRole('tab', { selected: true });
        await tab.focus();
        await page.keyboard.press('ArrowRight');
        await page.getByRole('log').waitFor();
    }),
);

test('the page fits on a phone: nothing lies beside the screen, and the path can be read', everywhere, (host) =>
    visit(host, '?run=shown/run-1', async (page) => {
        await page.setViewportSize({ width: 400, height: 800 });
        const path = page.getByRole('navigation', { name: 'Path' });
        await path.waitFor();
        const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        expect(widths[0] <= widths[1], `the page is ${widths[0]} pixels wide`);
        expect((await path.boundingBox()).height < 60, 'the path is broken letter by letter');
        await page.getByRole('button', { name: 'Views' }).click();
        const menu = await page.getByLabel('Name of the view').boundingBox();
        expect(menu.x >= 0 && menu.x + menu.width <= 400, 'the views lie beside the screen');
    }),
);
