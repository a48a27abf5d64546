// Makes the pictures of README.md from what examples/quickstart.ps1 records. Usage: node pictures.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from './harness.mjs';
import { repository, shellFile, viewer } from './hosts.mjs';
import { close, drawn, table, visit } from './page.mjs';

const largest = 150_000;
const folder = mkdtempSync(join(tmpdir(), 'mldash-pictures-'));
const target = join(repository, 'docs/images');
process.env.ML_DASH_HOME = join(folder, 'home');
let host;
try {
    const root = join(folder, 'experiments');
    execFileSync('dotnet', [shellFile, '-NoProfile', '-NonInteractive', '-File', join(repository, 'examples/quickstart.ps1'), '-Root', root], { stdio: 'ignore' });
    host = await viewer(root);
    mkdirSync(target, { recursive: true });
    const take = async (name, query, height, ready) => {
        const path = join(target, `${name}.png`);
        await visit(host, query, async (page) => {
            await page.setViewportSize({ width: 1400, height });
            await ready(page);
            // Where the pictures are made is nobody's concern.
            await page.getByText(root, { exact: true }).evaluate((title) => (title.textContent = './experiments'));
            // What is drawn a frame later is seen, too.
            await page.waitForTimeout(1000);
            await page.screenshot({ path });
        });
        const { size } = statSync(path);
        console.log(`${path}: ${size} bytes`);
        expect(size <= largest, `${path} has ${size} bytes; ${largest} is the most.`);
    };
    await take('page-runs', '?folder=demo&x=step', 1040, async (page) => {
        await table(page);
        for (const box of (await page.getByRole('checkbox', { name: /^Compare / }).all()).slice(0, 4)) await box.check();
        await drawn(page).first().waitFor();
    });
    await take('page-run', '?run=demo%2Fquickstart%2Ffirst-run&tab=dashboard&smoothing=0.6&x=step', 900, (page) => drawn(page).first().waitFor());
} finally {
    await close();
    await host?.stop();
    rmSync(folder, { recursive: true, force: true });
}
