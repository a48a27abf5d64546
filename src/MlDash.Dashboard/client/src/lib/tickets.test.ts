import { expect, it } from 'vitest';
import { ticketed } from './tickets';

it('a ticket is for one file, some minutes and one token', async () => {
    const query = () => new URLSearchParams({ path: 'a/b c', file: 'ü.mp4' });
    // As any other HMAC-SHA256 of `/q/` and what is before the ticket.
    const ticket = '02a24d4833c48cc2f3b1c78d9d388b88555422064844bf62266769d774b915af';
    expect(await ticketed('file', query(), 'secret', 1000)).toBe(`file?path=a%2Fb+c&file=%C3%BC.mp4&until=541000&ticket=${ticket}`);
    expect(await ticketed('file', query(), 'other', 1000)).not.toContain(ticket);
});
