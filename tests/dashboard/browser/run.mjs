// Runs the page in a browser over each of its hosts. Usage: node run.mjs <report> [word of a test]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './harness.mjs';
import { record, report, server, viewer } from './hosts.mjs';
import { close } from './page.mjs';
import './scenarios.mjs';
import './attacks.mjs';
import './signing.mjs';
import './figures.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mldash-page-'));
process.env.ML_DASH_HOME = join(folder, 'home');
const hosts = [];
let passed = false;
try {
    const recorded = process.env.MLDASH_PAGE_ROOT ? Promise.resolve(process.env.MLDASH_PAGE_ROOT) : record(folder);
    const makers = { viewer, report, server };
    const chosen = process.env.MLDASH_PAGE_HOSTS?.split(',') ?? Object.keys(makers);
    // Side by side; whichever of them have started are stopped in the end.
    const made = await Promise.allSettled(chosen.map((name) => makers[name](recorded, folder)));
    hosts.push(...made.flatMap((one) => one.value ?? []));
    for (const { reason } of made) if (reason) throw reason;
    passed = await run(hosts, process.argv[2], process.argv[3] ?? '');
} finally {
    await close();
    for (const host of hosts) await host.stop();
    rmSync(folder, { recursive: true, force: true });
}
process.exitCode = passed ? 0 : 1;
