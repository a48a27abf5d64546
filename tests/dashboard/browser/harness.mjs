// A list of tests, run one after another over each host, and their report as JUnit XML.
import { writeFileSync } from 'node:fs';

const tests = [];
const figures = [];

/** A test of the page, over the hosts named. One that measures runs when no other does. */
export function test(name, hosts, run, { isAlone = false } = {}) {
    tests.push({ name, hosts, run, isAlone });
}

/** What was measured; it is told, never asserted. */
export function tell(text) {
    figures.push(text);
    console.log(`    ${text}`);
}

/** Fails unless something holds. */
export function expect(condition, text) {
    if (!condition) throw new Error(text);
}

/** How long the page may take for anything, in milliseconds: a machine that has other work is slow, not wrong. */
export const patience = Number(process.env.MLDASH_PAGE_PATIENCE ?? 60) * 1000;

/** Waits until something holds, which is asked again and again. */
export async function until(ask, text) {
    const end = Date.now() + patience;
    for (;;) {
        const found = await ask();
        if (found) return found;
        if (Date.now() > end) throw new Error(`In ${patience / 1000} s it did not come: ${text}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

const escaped = (text) => text.replace(/[^\x20-\x7e\n]/g, '?').replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Runs what is in the list, the hosts side by side; returns whether all have passed. */
export async function run(hosts, report, only) {
    const lines = [];
    let failures = 0;
    const attempt = async (host, { name, run }) => {
        const [title, begun] = [`${host.name}: ${name}`, Date.now()];
        let fault = null;
        try {
            await run(host);
        } catch (thrown) {
            fault = thrown;
            failures++;
        }
        const seconds = (Date.now() - begun) / 1000;
        console.log(`[${fault ? '-' : '+'}] ${title} ${seconds.toFixed(1)} s${fault ? `\n    ${fault.stack}` : ''}`);
        const body = fault ? `<failure message="${escaped(String(fault.message))}">${escaped(String(fault.stack))}</failure>` : '';
        lines.push(`<testcase classname="page.${host.name}" name="${escaped(title)}" time="${seconds}">${body}</testcase>`);
    };
    const lane = async (host, isAlone) => {
        for (const one of tests)
            if (one.isAlone === isAlone && one.hosts.includes(host.name) && one.name.includes(only)) await attempt(host, one);
    };
    // One after another: a browser without a graphics processor draws all pages by the same cores, and three at once take longer than one by one.
    for (const host of hosts) await lane(host, false);
    for (const host of hosts) await lane(host, true);
    writeFileSync(
        report,
        `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="page" tests="${lines.length}" failures="${failures}" errors="0"><testsuite name="page" tests="${lines.length}" failures="${failures}">\n${lines.join('\n')}\n</testsuite></testsuites>\n`,
    );
    console.log(`${figures.length > 0 ? 'Measured:\n' : ''}${figures.map((one) => `  ${one}`).join('\n')}`);
    return failures === 0 && lines.length > 0;
}
