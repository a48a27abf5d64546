// What the page is looked at in: the data, recorded once by the product itself, and the hosts that show it.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const repository = resolve(here, '../../..');
export const shellFile = join(repository, 'src/MlDash.Shell/bin/Debug/net10.0/mldash.dll');
const writer = join(repository, 'tests/MlDash.Core.Tests.Writer/bin/Debug/net10.0/MlDash.Core.Tests.Writer.dll');

/** How many runs the table has, besides those that are looked at. */
export const many = Number(process.env.MLDASH_PAGE_RUNS ?? 10_000);

/** Records what is looked at, below a folder that is empty. */
export function record(folder) {
    const root = join(folder, 'runs');
    mkdirSync(root);
    execFileSync('dotnet', [writer, root, 'many', 'many', String(many)], { stdio: 'inherit' });
    execFileSync('dotnet', [shellFile, '-NoProfile', '-NonInteractive', '-File', join(here, 'scene.ps1'), '-Root', root], { stdio: 'inherit' });
    return root;
}

/** A shell with the module, which takes lines until it is stopped. */
export class Shell {
    constructor() {
        this.process = spawn('dotnet', [shellFile, '-NoProfile', '-NonInteractive', '-Command', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
        this.lines = createInterface({ input: this.process.stdout });
    }

    /** Runs a line, which may write; returns the first line of its output that fits. */
    async run(line, pattern) {
        const found = new Promise((resolve, reject) => {
            const hear = (said) => {
                const match = pattern.exec(said);
                if (!match) return;
                this.lines.off('line', hear);
                resolve(match);
            };
            this.lines.on('line', hear);
            this.process.once('exit', () => reject(new Error(`The shell ended before it said ${pattern}.`)));
        });
        this.process.stdin.write(`${line}\n`);
        return found;
    }

    async stop() {
        const ended = once(this.process, 'exit');
        this.process.stdin.end();
        const late = setTimeout(() => this.process.kill(), 10_000);
        await ended;
        clearTimeout(late);
    }
}

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** Show-MlDash in a real shell. */
export async function viewer(root) {
    const shell = new Shell();
    const [, base, token] = await shell.run(`Show-MlDash -Root ${quoted(root)} -NoBrowser 6>&1`, /(http:\/\/localhost:\d+\/).*#token=([0-9a-f]{32})/);
    return { name: 'viewer', address: (query = '') => `${base}${query}#token=${token}`, root, stop: () => shell.stop() };
}

/** Export-MlDashReport, and the file that it writes. */
export async function report(root, folder) {
    const target = join(folder, 'report.html');
    const line = `Export-MlDashReport -Path ${quoted(target)} -Root ${quoted(root)} -MaxSize 60MB -WarningAction SilentlyContinue`;
    await new Promise((resolve, reject) =>
        execFile('dotnet', [shellFile, '-NoProfile', '-NonInteractive', '-Command', line], (fault, _, said) => (fault ? reject(new Error(said)) : resolve())),
    );
    return { name: 'report', address: (query = '') => `${pathToFileURL(target)}${query}`, file: target, root, stop: async () => {} };
}
