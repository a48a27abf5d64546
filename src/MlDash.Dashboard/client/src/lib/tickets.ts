/** How long a ticket is good for, in milliseconds; less than the viewer takes. */
export const lifetime = 9 * 60_000;

/**
 * A question for a file with the right to read that file for some minutes in it, which Listening/FileTicket.cs checks: what the browser fetches by itself carries
 * no header, and the token belongs into no address.
 */
export async function ticketed(question: string, query: URLSearchParams, token: string, now = Date.now()): Promise<string> {
    query.append('until', String(now + lifetime));
    const asked = `${question}?${query}`;
    const bytes = (text: string) => new TextEncoder().encode(text);
    const key = await crypto.subtle.importKey('raw', bytes(token), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const ticket = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(`/q/${asked}`)));
    return `${asked}&ticket=${[...ticket].map((one) => one.toString(16).padStart(2, '0')).join('')}`;
}
