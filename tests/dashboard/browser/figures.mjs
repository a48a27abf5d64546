// What is measured: told, and asserted only where it is a size.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, tell, test } from './harness.mjs';
import { repository, Shell } from './hosts.mjs';
import { drawn, table, visit } from './page.mjs';

const five = [1, 2, 3, 4, 5].map((number) => `ticked=${encodeURIComponent(`shown/run-${number}`)}`).join('&');

test('the page is at most 150 KB, compressed', ['viewer'], async () => {
    const sizes = ['index.html', 'app.js', 'app.css'].map((file) => gzipSync(readFileSync(join(repository, 'src/MlDash.Dashboard/dist', file))).length);
    const whole = sizes.reduce((sum, size) => sum + size);
    tell(`the page: ${(whole / 1000).toFixed(0)} KB compressed`);
    expect(whole <= 150_000, `it has ${whole} bytes`);
});

test('how soon the first table is painted', ['viewer', 'report', 'server'], async (host) => {
    // The first visit reads the disk; it is not the one that is told.
    for (const isTold of [false, true])
        await visit(host, '', async (page) => {
            await table(page);
            const painted = await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now()))));
            if (isTold) tell(`${host.name}: the table of ${host.runs} runs was painted ${painted.toFixed(0)} ms after the navigation`);
        }, { isFresh: true });
}, { isAlone: true });

test('how long the longest frame is while a hundred charts of five runs are scrolled', ['viewer'], (host) =>
    visit(host, `?${five}&tab=live&metrics=%5Etrain`, async (page) => {
        await drawn(page).first().waitFor();
        const { longest, frames, charts } = await page.evaluate(
            () =>
                new Promise((resolve) => {
                    let [last, longest, frames] = [performance.now(), 0, 0];
                    const step = (now) => {
                        [longest, last] = [Math.max(longest, now - last), now];
                        frames++;
                        window.scrollBy(0, 120);
                        if (window.scrollY + window.innerHeight < document.documentElement.scrollHeight - 1 && frames < 600) requestAnimationFrame(step);
                        else resolve({ longest, frames, charts: document.querySelectorAll('.place').length });
                    };
                    requestAnimationFrame(step);
                }),
        );
        expect(charts === 100, `there are ${charts} charts`);
        tell(`${host.name}: 100 charts of 5 runs scrolled in ${frames} frames, the longest ${longest.toFixed(0)} ms`);
    }, { isFresh: true }),
    { isAlone: true },
);

test('how much memory live updates take', ['viewer'], async (host) => {
    const shell = new Shell();
    const seconds = Number(process.env.MLDASH_PAGE_LIVE ?? 6);
    try {
        await shell.run(`$null = Start-MlDashExperiment live/long -Root '${host.root}'; Add-MlDashMetric train @{ loss = 1 }; Sync-MlDashExperiment; 'recorded'`, /recorded/);
        await visit(host, '?run=live%2Flong', async (page, context) => {
            await drawn(page).first().waitFor();
            const session = await context.newCDPSession(page);
            const heap = async () => {
                await session.send('HeapProfiler.collectGarbage');
                return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6;
            };
            const before = await heap();
            for (const end = Date.now() + seconds * 1000; Date.now() < end; await page.waitForTimeout(1000))
                await shell.run("1..20 | ForEach-Object { @{ loss = $_ } } | Add-MlDashMetric train; Sync-MlDashExperiment; 'recorded'", /recorded/);
            tell(`live updates of ${seconds} s: heap ${before.toFixed(1)} MB before, ${(await heap()).toFixed(1)} MB behind`);
        }, { isFresh: true });
        await shell.run("Complete-MlDashExperiment; 'completed'", /completed/);
    } finally {
        await shell.stop();
    }
}, { isAlone: true });
