import { describe, expect, it } from 'vitest';
import { hasFailed, SessionCalls, withoutFailure } from './session';

interface Sent {
    address: string;
    init: RequestInit;
}

function calls(...answers: Response[]): { calls: SessionCalls; sent: Sent[] } {
    const sent: Sent[] = [];
    const send = (address: string, init: RequestInit) => {
        sent.push({ address, init });
        return Promise.resolve(answers.shift()!);
    };
    return { calls: new SessionCalls('/dash/', send), sent };
}

const refused = (status: number, message: string) => new Response(JSON.stringify({ error: 'code', message }), { status });

describe('a token', () => {
    it('is sent in a body of JSON, which no form of another site can send', async () => {
        const { calls: session, sent } = calls(new Response(null, { status: 204 }));
        await session.withToken('t');
        expect(sent[0]).toMatchObject({
            address: '/dash/session/token',
            init: { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"token":"t"}' },
        });
    });

    it('that is refused is an error with the words of the server', async () => {
        const { calls: session } = calls(refused(401, 'The token is invalid.'));
        await expect(session.withToken('t')).rejects.toThrow('The token is invalid.');
    });

    it('is an error by the status where the answer is no JSON', async () => {
        const { calls: session } = calls(new Response('<html>', { status: 502 }));
        await expect(session.withToken('t')).rejects.toThrow('502');
    });
});

describe('a device login', () => {
    const login = { code: 'BCDF-GHJK', page: 'p', expiresIn: 600, interval: 3 };

    it('is asked for until it is decided, at the pace of the server', async () => {
        const { calls: session, sent } = calls(
            new Response(null, { status: 202 }),
            new Response(null, { status: 202 }),
            new Response(null, { status: 204 }),
        );
        const pauses: number[] = [];
        const pause = (milliseconds: number) => (pauses.push(milliseconds), Promise.resolve());
        expect(await session.approved(login, new AbortController().signal, pause)).toBe(true);
        expect(pauses).toEqual([3000, 3000, 3000]);
        expect(sent).toHaveLength(3);
    });

    it('that is given up asks no more', async () => {
        const { calls: session, sent } = calls();
        const controller = new AbortController();
        controller.abort();
        expect(await session.approved(login, controller.signal, () => Promise.resolve())).toBe(false);
        expect(sent).toHaveLength(0);
    });
});

describe('signing out', () => {
    it('proves that the page asks for it', async () => {
        const { calls: session, sent } = calls(new Response(null, { status: 204 }));
        await session.endEverywhere('proof');
        expect(sent[0]).toMatchObject({ address: '/dash/session/end-all', init: { headers: { 'X-MlDash-Csrf': 'proof' } } });
    });
});

describe('the way to the provider', () => {
    it('leads back to the place, without the failure of the last try', () => {
        const { calls: session } = calls();
        expect(session.providerAddress({ pathname: '/dash/alice/vision', search: '?signin=failed&x=step' })).toBe(
            '/dash/session/oidc?return=%2Fdash%2Falice%2Fvision%3Fx%3Dstep',
        );
    });

    it.each([
        ['?signin=failed', true, ''],
        ['?x=1&signin=failed', true, '?x=1'],
        ['?signin=ok', false, ''],
        ['', false, ''],
    ])('%s says failed: %s', (search, failed, rest) => {
        expect(hasFailed(search)).toBe(failed);
        expect(withoutFailure(search)).toBe(rest);
    });
});
