import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseTheme, nextTheme, onTheme, startTheme, themeOf } from './theme';

const kept = new Map<string, string>();
const system = Object.assign(new EventTarget(), { matches: true });
const root = { dataset: {} as Record<string, string> };

beforeEach(() => {
    kept.clear();
    system.matches = true;
    vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
    vi.stubGlobal('matchMedia', () => system);
    vi.stubGlobal('document', { documentElement: root });
});
afterEach(() => vi.unstubAllGlobals());

describe('the theme', () => {
    it('follows the system until somebody chooses', () => {
        startTheme();
        expect(root.dataset.theme).toBe('dark');
        system.matches = false;
        system.dispatchEvent(new Event('change'));
        expect(root.dataset.theme).toBe('light');
    });

    it('is kept, and tells the charts', () => {
        const tell = vi.fn();
        const end = onTheme(tell);
        chooseTheme('light');
        expect(root.dataset.theme).toBe('light');
        expect([...kept.values()]).toEqual(['light']);
        expect(tell).toHaveBeenCalledOnce();
        end();
        chooseTheme('dark');
        expect(tell).toHaveBeenCalledOnce();
    });

    it('is the next one of three, and that of the system whatever was kept', () => {
        expect(nextTheme(nextTheme(nextTheme('system')))).toBe('system');
        expect(themeOf('<b>')).toBe('system');
    });
});
