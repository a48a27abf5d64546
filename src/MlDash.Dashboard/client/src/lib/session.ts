/** Signing in and out on the page of a server. What proves the session is in a cookie that no script reads. */

/** The ways that a server offers, in the words of `q/sources`. */
export type Way = 'oidc' | 'device' | 'token' | 'name';

/** A login that is approved on another device, or in another browser. */
export interface DeviceLogin {
    code: string;
    page: string;
    expiresIn: number;
    interval: number;
}

/** Signing in or out has failed. */
export class SessionError extends Error {}

/** The part of `fetch` that is needed. */
type Send = (address: string, init: RequestInit) => Promise<Response>;

/** Speaks with the server that the page came from. */
export class SessionCalls {
    constructor(
        private readonly base: string,
        private readonly send: Send = (address, init) => fetch(address, init),
    ) {}

    withToken = (token: string) => this.post('token', { token });
    withName = (username: string) => this.post('token', { username });
    end = (csrf: string) => this.post('end', {}, csrf);
    endEverywhere = (csrf: string) => this.post('end-all', {}, csrf);

    /** The address that leads to the provider and from there back to the page. */
    providerAddress = (place: { pathname: string; search: string }) =>
        `${this.base}session/oidc?return=${encodeURIComponent(place.pathname + withoutFailure(place.search))}`;

    async device(): Promise<DeviceLogin> {
        return (await this.post('device', {})).json() as Promise<DeviceLogin>;
    }

    /** Waits until a login is approved; false when it was given up meanwhile. */
    async approved(login: DeviceLogin, signal: AbortSignal, pause = wait): Promise<boolean> {
        for (;;) {
            await pause(login.interval * 1000, signal);
            if (signal.aborted) return false;
            const answer = await this.post('device/poll', {});
            if (signal.aborted) return false;
            if (answer.status !== 202) return true;
        }
    }

    private async post(call: string, body: object, csrf?: string): Promise<Response> {
        const headers: Record<string, string> = { 'Content-Type': 'application/json', ...(csrf ? { 'X-MlDash-Csrf': csrf } : {}) };
        let response: Response;
        try {
            response = await this.send(`${this.base}session/${call}`, { method: 'POST', headers, body: JSON.stringify(body) });
        } catch {
            throw new SessionError('There is no connection to the server.');
        }
        if (response.ok) return response;
        const told = (await response.json().catch(() => null)) as { message?: string } | null;
        throw new SessionError(told?.message ?? `The server answered ${response.status}.`);
    }
}

const failure = 'signin';

/** Whether the page was opened after the provider had refused. */
export const hasFailed = (search: string): boolean => new URLSearchParams(search).get(failure) === 'failed';

/** A query without what says that signing in has failed. */
export function withoutFailure(search: string): string {
    const query = new URLSearchParams(search);
    query.delete(failure);
    const text = query.toString();
    return text && `?${text}`;
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((done) => {
        const timer = setTimeout(done, milliseconds);
        signal.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true });
    });
}
