// What the page is looked at in: the data, recorded once by the product itself, and the hosts that show it.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
export const repository = resolve(here, '../../..');
export const shellFile = join(repository, 'src/MlDash.Shell/bin/Debug/net10.0/mldash.dll');
const writer = join(repository, 'tests/MlDash.Core.Tests.Writer/bin/Debug/net10.0/MlDash.Core.Tests.Writer.dll');

/** How many runs the table has, besides those that are looked at. */
export const many = Number(process.env.MLDASH_PAGE_RUNS ?? 10_000);

/** How many of these are sent to the server, where each takes some requests of its own, and are in the report, which is read whole by each visit. */
export const some = Math.min(many, Number(process.env.MLDASH_PAGE_SOME ?? 500));

const serverFile = join(repository, 'src/MlDash.Server/bin/Debug/net10.0/MlDash.Server.dll');

const execute = promisify(execFile);

/** Records what is looked at, below a folder that is empty. */
export async function record(folder) {
    const root = join(folder, 'runs');
    mkdirSync(root);
    await Promise.all([
        execute('dotnet', [writer, root, 'many', 'many', String(many)], { maxBuffer: 1 << 26 }),
        execute('dotnet', [shellFile, '-NoProfile', '-NonInteractive', '-File', join(here, 'scene.ps1'), '-Root', root], { maxBuffer: 1 << 26 }),
    ]);
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
            const fail = () => reject(new Error(`The shell ended before it said ${pattern}.`));
            const hear = (said) => {
                const match = pattern.exec(said);
                if (!match) return;
                this.lines.off('line', hear);
                this.process.off('exit', fail);
                resolve(match);
            };
            this.lines.on('line', hear);
            this.process.once('exit', fail);
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
export async function viewer(recorded) {
    const root = await recorded;
    const shell = new Shell();
    const [, base, token] = await shell.run(`Show-MlDash -Root ${quoted(root)} -NoBrowser 6>&1`, /(http:\/\/localhost:\d+\/).*#token=([0-9a-f]{32})/);
    return { name: 'viewer', runs: many, address: (query = '') => `${base}${query}#token=${token}`, root, meant: `-Root ${quoted(root)}`, stop: () => shell.stop() };
}

/** Export-MlDashReport, and the file that it writes. */
export async function report(recorded, folder) {
    const root = await recorded;
    const target = join(folder, 'report.html');
    const line = `Export-MlDashReport -Path ${quoted(target)} -Experiment ${patterns()} -Root ${quoted(root)} -MaxSize 60MB -WarningAction SilentlyContinue`;
    await execute('dotnet', [shellFile, '-NoProfile', '-NonInteractive', '-Command', line]);
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

/** A provider of OpenID Connect that knows a server; whoever opens it says who they are. */
async function provider(server) {
    const process = spawn('bash', [join(repository, 'tests/services/start-oidc.sh'), server], { stdio: ['pipe', 'pipe', 'ignore'] });
    const [authority] = await once(createInterface({ input: process.stdout }), 'line');
    return { authority, stop: () => process.stdin.end() };
}

/** A real server with its embedded stores and a provider to sign in with; the runs are sent to it when they are recorded. */
export async function server(recorded, folder) {
    const port = await freePort();
    const base = `http://127.0.0.1:${port}/`;
    const oidc = await provider(base.slice(0, -1));
    const environment = {
        ...process.env,
        ASPNETCORE_ENVIRONMENT: 'Production',
        DATA_DIR: join(folder, 'data'),
        JWT_SECRET: randomBytes(48).toString('base64'),
        OIDC_AUTHORITY: oidc.authority,
        OIDC_CLIENT_ID: 'mldash',
        OIDC_CLIENT_SECRET: 'secret-of-the-tests',
        PORT: String(port),
        RATE_LIMIT: '1000000',
    };
    const said = await execute('dotnet', [serverFile, 'token', 'alice'], { env: environment });
    const token = said.stdout.trim().split('\n').pop();
    const running = spawn('dotnet', [serverFile], { env: environment, stdio: 'ignore' });
    const until = Date.now() + 60_000;
    for (;;) {
        const answer = await fetch(`${base}health`).catch(() => null);
        if (answer?.ok) break;
        if (Date.now() > until) throw new Error('The server did not start.');
        await new Promise((resolve) => setTimeout(resolve, 100));
    }

    // The token is read from the environment: command lines are seen by others.
    process.env.ML_DASH_API_KEY = token;
    const root = await recorded;
    const line = `Send-MlDashExperiment ${patterns()} -Root ${quoted(root)} -Remote ${quoted(base)} -Confirm:$false`;
    await execute('dotnet', [shellFile, '-NoProfile', '-NonInteractive', '-Command', line], { maxBuffer: 1 << 26 });
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
            oidc.stop();
        },
    };
}
