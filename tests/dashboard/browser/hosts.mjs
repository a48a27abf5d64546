// What the page is looked at in: the data, recorded once by the product itself, and the hosts that show it.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const repository = resolve(here, '../../..');
export const shellFile = join(repository, 'src/MlDash.Shell/bin/Debug/net10.0/mldash.dll');
const writer = join(repository, 'tests/MlDash.Core.Tests.Writer/bin/Debug/net10.0/MlDash.Core.Tests.Writer.dll');

/** How many runs the table has, besides those that are looked at. */
export const many = Number(process.env.MLDASH_PAGE_RUNS ?? 10_000);

/** How many of these are sent to the server, where each takes some requests of its own, and are in the report, which is read whole by each visit. */
export const some = Math.min(many, Number(process.env.MLDASH_PAGE_SOME ?? 500));

const serverFile = join(repository, 'src/MlDash.Server/bin/Debug/net10.0/MlDash.Server.dll');

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

// Those that are looked at, and some hundreds of the many.
const patterns = () => ['shown/*', 'attack/*', `many/run-00[0-${Math.max(0, Math.ceil(some / 100) - 1)}]*`].map(quoted).join(', ');

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** Show-MlDash in a real shell. */
export async function viewer(root) {
    const shell = new Shell();
    const [, base, token] = await shell.run(`Show-MlDash -Root ${quoted(root)} -NoBrowser 6>&1`, /(http:\/\/localhost:\d+\/).*#token=([0-9a-f]{32})/);
    return { name: 'viewer', runs: many, address: (query = '') => `${base}${query}#token=${token}`, root, meant: `-Root ${quoted(root)}`, stop: () => shell.stop() };
}

/** Export-MlDashReport, and the file that it writes. */
export async function report(root, folder) {
    const target = join(folder, 'report.html');
    const line = `Export-MlDashReport -Path ${quoted(target)} -Experiment ${patterns()} -Root ${quoted(root)} -MaxSize 60MB -WarningAction SilentlyContinue`;
    await new Promise((resolve, reject) =>
        execFile('dotnet', [shellFile, '-NoProfile', '-NonInteractive', '-Command', line], (fault, _, said) => (fault ? reject(new Error(said)) : resolve())),
    );
    return { name: 'report', runs: some, address: (query = '') => `${pathToFileURL(target)}${query}`, file: target, root, stop: async () => {} };
}

async function freePort() {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address();
    probe.close();
    await once(probe, 'close');
    return port;
}

/** A real server with its embedded stores, to which the runs are sent; its users sign in. */
export async function server(root, folder) {
    const environment = {
        ...process.env,
        ASPNETCORE_ENVIRONMENT: 'Production',
        DATA_DIR: join(folder, 'data'),
        JWT_SECRET: randomBytes(48).toString('base64'),
        PORT: String(await freePort()),
        RATE_LIMIT: '1000000',
    };
    const token = execFileSync('dotnet', [serverFile, 'token', 'alice'], { env: environment, encoding: 'utf8' }).trim().split('\n').pop();
    const base = `http://127.0.0.1:${environment.PORT}/`;
    const running = spawn('dotnet', [serverFile], { env: environment, stdio: 'ignore' });
    const until = Date.now() + 60_000;
    for (;;) {
        const answer = await fetch(`${base}health`).catch(() => null);
        if (answer?.ok) break;
        if (Date.now() > until) throw new Error('The server did not start.');
        await new Promise((resolve) => setTimeout(resolve, 200));
    }

    // The token is read from the environment: command lines are seen by others.
    process.env.ML_DASH_API_KEY = token;
    const line = `Send-MlDashExperiment ${patterns()} -Root ${quoted(root)} -Remote ${quoted(base)} -Confirm:$false`;
    await new Promise((resolve, reject) =>
        execFile('dotnet', [shellFile, '-NoProfile', '-NonInteractive', '-Command', line], { maxBuffer: 1 << 26 }, (fault, _, said) => (fault ? reject(new Error(said)) : resolve())),
    );
    return {
        name: 'server',
        runs: some,
        token,
        base,
        // What is recorded by a user is below the user's name.
        address: (query = '') => base + query.replace(/(run=|ticked=)(?=[a-z])(?!alice)/g, '$1alice%2F'),
        enter: (context) => context.request.post(`${base}session/token`, { data: { token } }),
        meant: `-Remote ${quoted(base)}`,
        stop: async () => {
            const ended = once(running, 'exit');
            running.kill();
            await ended;
        },
    };
}
